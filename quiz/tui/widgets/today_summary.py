"""The summary of today: what it brings, how long that takes, the streak; and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quiz.text.durations import duration
from quiz.text.numbers import counted
from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.style.phrases import left, next_up, siblings_text, tallied

if TYPE_CHECKING:
    from quiz.tui.backend.overview import Outlook, Overview, PathProgress

_LEVELS = "▁▂▃▄▅▆▇█"
_BELIEF_SHOWN = 120
_GUESS = (
    "Type what torch would print. torch itself marks it. Guessing is fine: a wrong first answer is how a card starts."
)


READING = stacked([Content.assemble(("Today  ", "bold"), ("reading the decks …", MUTED)), Content(""), Content("")])
"""In place of `today_lines` until the decks are read."""


def today_lines(overview: Overview, outlook: Outlook | None, width: int) -> Content:
    """Three lines of `width` cells, the last empty until the past is read, so that nothing moves then."""
    total, done = overview.total, overview.today
    load = (
        f" · about {duration(outlook.load_ms / 1000, whole_minutes=True)}"
        if outlook is not None and total.total
        else ""
    )
    deferred = f" · {total.deferred:,} put off to other days" if total.deferred else ""
    siblings = f" · {siblings_text(total.buried_siblings)}" if total.buried_siblings else ""
    so_far = tallied(done.reviewed, done.right, done.hints, done.ms) if done.reviewed else "nothing reviewed yet"
    head = Content.styled("Today  ", "bold")
    first = head + Content.assemble(left(total), load, (deferred, MUTED))
    if first.cell_length > width:
        first = hanging(head, first[head.cell_length :], width)
    second = plain(f"       {so_far}{siblings}", MUTED)
    return stacked(
        [
            _apart(first, plain(_streak(outlook)) if outlook is not None else Content(""), width),
            second if second.cell_length <= width else hanging(plain("       "), second[7:], width),
            _strip(outlook, width) if outlook is not None else Content(""),
        ]
    )


def next_steps(overview: Overview, outlook: Outlook | None) -> list[Content]:
    """What to do now, and what is still loading."""
    collection, words = overview.collection, []
    if not collection.decks:
        words.append(plain("There are no decks yet. Open one by its path: `quiz review my-deck.yaml`."))
    elif overview.first_run and not overview.total.total:
        words.append(plain("Welcome. The options allow no new cards today: o opens them.", "$text-success"))
    elif overview.first_run:
        words.append(_welcome(overview.progress))
    elif not overview.total.total:
        upcoming = next_up(outlook.ahead, collection.moment, collection.today) if outlook is not None else ""
        words.append(plain(f"All done for today.{f' Next: {upcoming}.' if upcoming else ''}", "$text-success"))
    if outlook is not None and outlook.belief is not None:
        belief = outlook.belief
        where = f"({line(belief.cards[0], 60)}, {counted(belief.times, 'time')})"
        head = plain("Not yet corrected: ", "$text-warning")
        words.append(head + plain(f"“{line(belief.belief, _BELIEF_SHOWN).rstrip('.')}” ") + plain(where, MUTED))
    if aside := collection.snapshot.aside:
        card, why = next(iter(aside.items()))
        more = (
            f"; and {counted(len(aside) - 1, 'more card', 'more cards')}, which browse marks" if len(aside) > 1 else ""
        )
        words.append(plain(f"Skipped: {line(card, 60)} {line(why, 160)}{more}", MUTED))
    if overview.problems:
        mistakes = counted(len(overview.problems), "mistake")
        words.append(plain(f"{mistakes} in deck files, which are left out:", "$text-warning"))
        words.append(plain(overview.problems[0]))
    words += (plain(note, "$text-warning") for note in overview.notes)
    return words


def _welcome(progress: PathProgress | None) -> Content:
    if progress is None:
        text = f"Enter asks you the first card. {_GUESS}"
        return plain(f"Welcome. {text}", "$text-success")
    new, cards, title = progress.counts.new, progress.cards, line(progress.trail.title, 60)
    today = "" if new == cards else f", {new:,} of them today"
    text = f"Welcome. Enter begins “{title}”: {counted(cards, 'card')}, the easiest first{today}."
    return stacked([plain(text, "$text-success"), plain(_GUESS)])


def _streak(outlook: Outlook) -> str:
    if not outlook.streak:
        return ""
    return f"{outlook.streak}-day streak" + ("" if outlook.studied_today else ", not yet kept today")


def _strip(outlook: Outlook, width: int) -> Content:
    """A column a day, one character high; a day without answers is a dot."""
    days = outlook.days[-max(width - 7, 1) :]
    if not any(days):
        return Content("")
    most = max(days)
    drawn = "".join(_LEVELS[min(count * 8 // most, 7)] if count else "·" for count in days)
    words = f"  the last {len(days) // 7} weeks" + (f", today {days[-1]:,}" if days[-1] else "")
    return plain("       ") + plain(drawn, "$text-accent") + (plain(words, MUTED) if width > 64 else Content(""))


def _apart(first: Content, second: Content, width: int) -> Content:
    gap = width - first.cell_length - second.cell_length
    return first + Content(" " * gap) + second if gap >= 2 else first
