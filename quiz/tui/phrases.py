"""Numbers and times in words, as the screens say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.schedule.memory import Moment
from quiz.schedule.policy import DeckCounts

if TYPE_CHECKING:
    from quiz.view import Ahead


def many(count: int, one: str, more: str = "") -> str:
    """1 card, 2 cards."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def left(counts: DeckCounts) -> str:
    """What is left today, without what there is none of: "3 new, 1 learning, 9 due"."""
    parts = ((counts.new, "new"), (counts.learning, "learning"), (counts.due, "due"))
    return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing left"


def spent(ms: int) -> str:
    """6 min 40 s."""
    minutes, seconds = divmod(max(ms, 0) // 1000, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def tallied(reviewed: int, right: int, hints: int, ms: int) -> str:
    """24 reviewed · 21 right · 2 hints · 6 min 40 s."""
    parts = [f"{reviewed:,} reviewed", f"{right:,} right", many(hints, "hint") if hints else "", spent(ms)]
    return " · ".join(part for part in parts if part)


def next_up(ahead: Ahead, moment: Moment, today: int) -> str:
    """What comes next, and when: "3 cards in 8 minutes, 17 tomorrow"; "" where nothing is scheduled."""
    parts = []
    if ahead.steps and ahead.first_ms is not None:
        minutes = -(-(ahead.first_ms - moment.at_ms) // 60_000)
        parts.append(f"{many(ahead.steps, 'card')} {_in_minutes(minutes)}")
    if ahead.tomorrow:
        parts.append(f"{many(ahead.tomorrow, 'card')} tomorrow")
    elif ahead.next_day is not None:
        parts.append(f"{many(ahead.next_count, 'card')} in {many(ahead.next_day - today, 'day')}")
    return ", ".join(parts)


def _in_minutes(minutes: int) -> str:
    if minutes <= 0:
        return "now"
    return f"in {many(minutes, 'minute')}" if minutes < 60 else f"in {many(round(minutes / 60), 'hour')}"
