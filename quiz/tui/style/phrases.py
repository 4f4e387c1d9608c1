"""Numbers and times in words, for the screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quiz.errors import ConfigError
from quiz.schedule.memory import Moment
from quiz.schedule.policy import DeckCounts
from quiz.text.durations import duration
from quiz.text.numbers import counted

if TYPE_CHECKING:
    from quiz.review.view import NextCards
    from quiz.worker.wire import Hello


def check_theme(name: str, known: Iterable[str], where: str = "") -> None:
    """Raises ConfigError for an unknown theme, with the one that was meant or all there are."""
    from quiz.text.suggest import did_you_mean

    names = sorted(known)
    if name not in names:
        raise ConfigError(
            f"there is no theme {name!r}", where=where, fix=did_you_mean(name, names, f"{', '.join(names)}.")
        )


def check_known_theme(name: str) -> None:
    """The same without an app: about the themes of Textual, which are all there are."""
    from textual.theme import BUILTIN_THEMES

    check_theme(name, BUILTIN_THEMES)


def left(counts: DeckCounts) -> str:
    """What is left today, without zero counts: "3 new, 1 learning, 9 due"."""
    parts = ((counts.new, "new"), (counts.learning, "learning"), (counts.due, "due"))
    return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing left"


def clocked(seconds: int) -> str:
    """A time as 00:12; from an hour on 1:00:12."""
    minutes, rest = divmod(max(seconds, 0), 60)
    return f"{minutes:02}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def badge(hello: Hello) -> str:
    """The engine in a line: torch 2.13.0 · cpu · confined."""
    from quiz.engine.confinement import whole

    kept = "confined" if whole(hello) else "partly confined" if hello["layers"] else "not confined"
    return f"torch {hello['torch'].partition('+')[0]} · {', '.join(hello['devices'])} · {kept}"


def tallied(reviewed: int, right: int, hints: int, ms: int, word: str = "reviewed") -> str:
    """The counts of a session: 24 reviewed · 21 right · 2 hints · 6 min 40 s."""
    parts = [f"{reviewed:,} {word}", f"{right:,} right", counted(hints, "hint") if hints else ""]
    parts.append(duration(ms / 1000))
    return " · ".join(part for part in parts if part)


def siblings_text(count: int) -> str:
    """Cards that are due, and wait today because of a sibling."""
    return f"{counted(count, 'sibling')} held back until tomorrow"


def next_up(ahead: NextCards, moment: Moment, today: int) -> str:
    """What comes next, and when: "3 cards in 8 min, 17 tomorrow"; "" when nothing is scheduled."""
    parts = []
    if ahead.steps and ahead.first_ms is not None:
        minutes = -(-(ahead.first_ms - moment.at_ms) // 60_000)
        when = f"in {duration(minutes * 60, whole_minutes=True)}" if minutes > 0 else "now"
        parts.append(f"{counted(ahead.steps, 'card')} {when}")
    if ahead.tomorrow:
        siblings = f" ({siblings_text(ahead.buried_siblings)})" if ahead.buried_siblings else ""
        parts.append(f"{counted(ahead.tomorrow, 'card')} tomorrow{siblings}")
    elif ahead.next_day is not None:
        parts.append(f"{counted(ahead.next_count, 'card')} in {counted(ahead.next_day - today, 'day')}")
    return ", ".join(parts)
