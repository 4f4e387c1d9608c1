"""What a session says of what was just done, each in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from quiz.schedule.memory import Rating
from quiz.schedule.unlock import DeckLock
from quiz.store.log.events import EventKind
from quiz.store.log.fold import CardRow
from quiz.text.durations import duration

NO_UNDO = "There is nothing of today to undo."
NO_UNDO_OF_CRAM = "There is nothing of this cram to take back."
NO_RERATE_OF_PAST = "The last rating is of an earlier study day: it stands."
NO_RERATE = "There is no answer yet whose rating could be changed."
NO_DISPUTE = "There is no verdict yet that could be disputed."
NO_HINT = "This card has no hint."
NO_MORE_HINTS = "There is no further hint."
MOST_BELIEFS = 3
"""So many beliefs of a leech are named."""
MOST_ASIDE = 3
"""So many cards that were put aside are named."""


def rerated(rating: Rating) -> str:
    return f"Rated {rating.name.capitalize()}."


def same_rating(rating: Rating) -> str:
    return f"It is rated {rating.name.capitalize()} already."


def skipped(card: str) -> str:
    return f"{card} comes later in this session."


def asked_again(card: str | None) -> str:
    return f"{card} is asked again."


def clock_behind(behind_ms: int) -> str:
    """Said at the start of a session: the store dates nothing before its last event."""
    behind = duration(behind_ms / 1000, whole_minutes=True)
    return (
        f"The clock is {behind} behind your last answer. What you answer now counts from then, and comes"
        " back that much later. `quiz doctor` tells more."
    )


def put_aside(cards: Sequence[tuple[str, str]]) -> str:
    """Cards that could not be asked, one after the other, each with its reason."""
    text = "; ".join(f"{card} is put aside: {reason}" for card, reason in cards[:MOST_ASIDE])
    more = len(cards) - MOST_ASIDE
    return f"{text}; and {more} more, which the end of the session lists" if more > 0 else text


def not_asked(aside: Mapping[str, str]) -> Iterator[str]:
    """The cards that stay put aside, with why, the first few by name."""
    for card, why in islice(aside.items(), MOST_ASIDE):
        yield f"not asked: {card} {why}"
    if len(aside) > MOST_ASIDE:
        yield f"not asked: {len(aside) - MOST_ASIDE} more; `quiz browse` marks them"


def refused(card: str) -> str:
    return f"Not saved: {card} was already reviewed elsewhere. It is asked again when it is due."


def undone(kind: str, cards: Sequence[str]) -> str:
    if len(cards) > 1:
        return f"Undone: the {kind} of {len(cards)} cards."
    return f"Undone: the {kind} of {cards[0]}." if cards and cards[0] else f"Undone: the {kind}."


def acted(kind: EventKind | None, row: CardRow, hidden: bool) -> str:
    if kind is EventKind.DISPUTE:
        return f"Your dispute of {row.card} is kept. `quiz disputes` lists it, to be sent to the author of the deck."
    if kind is EventKind.RESET:
        return f"{row.card} is new again; its history is kept. Undo brings back what was known."
    if hidden:
        return f"{row.card} is {'suspended' if row.suspended else 'buried until tomorrow'}. Undo brings it back."
    return f"Flag {row.flag}." if row.flag else "The flag is gone."


def leech(card: str, lapses: int, beliefs: Sequence[tuple[str, int]]) -> str:
    text = f"{card} is a leech: forgotten {lapses} times, it is suspended until you unsuspend it. Undo brings it back."
    if beliefs:
        shown = ", ".join(f"“{belief}” ({_times(count)})" for belief, count in beliefs[:MOST_BELIEFS])
        text += f" What keeps coming back: {shown}."
    return text


def locked(deck: str, lock: DeckLock) -> str:
    """Said where the learner opens a locked deck by its name."""
    return (
        f"{deck} opens by itself once {lock.needed} cards of {lock.requires} are passed; {lock.passed} are. You asked"
        " for it by name, so its new cards come."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
