"""The messages of a session about what was just done, a sentence or two each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from quiz.engine.confinement import FROM_ELSEWHERE
from quiz.review.view import NextCards
from quiz.schedule.memory import Rating
from quiz.schedule.unlock import DeckLock
from quiz.store.log.events import EventKind
from quiz.store.log.fold import CardRow
from quiz.text.durations import duration
from quiz.text.numbers import counted

CRAM = "cram · nothing is recorded"
"""The label of a cram, during it and at its end."""
NO_UNDO = "Nothing to undo today."
NO_UNDO_OF_CRAM = "Nothing to undo in this cram."
VERDICT_UNDONE = "Undone: your answer. The question is open again."
NO_RERATE_OF_PAST = "The last rating is from an earlier study day and cannot be changed."
NO_RERATE = "Nothing is rated yet."
NO_DISPUTE = "There is no verdict to dispute yet."
DISPUTED_ALREADY = "You have disputed this verdict already."
NOT_DISPUTED = "You have not disputed this verdict."
NO_HINT = "No hint for this card."
NO_MORE_HINTS = "No more hints."
HINT_PRICE = "With a hint, Hard is suggested for a right answer."
_UNDONE: Mapping[str, str] = {
    EventKind.REVIEW: "your review of",
    EventKind.SUSPEND: "suspending",
    EventKind.UNSUSPEND: "unsuspending",
    EventKind.BURY: "burying",
    EventKind.FLAG: "the flag of",
    EventKind.RESET: "resetting",
    EventKind.DISPUTE: "your dispute of",
}
_UNDONE_ALONE: Mapping[str, str] = {EventKind.MORE: "more cards for today", EventKind.WEIGHTS: "new weights"}
MOST_BELIEFS = 3
"""The most beliefs of a leech that are named."""
MOST_ASIDE = 3
"""The most cards set aside that are named."""


def rerated(rating: Rating) -> str:
    """The message when the rating of the last answer was changed."""
    return f"Rated {rating.name.capitalize()}."


def same_rating(rating: Rating) -> str:
    """The message when it has that rating already."""
    return f"Already rated {rating.name.capitalize()}."


def skipped(card: str) -> str:
    """The message when a card was postponed."""
    return f"{card} comes later in this session."


def clock_behind(behind_ms: int) -> str:
    """The message at the start of a session with the clock behind: the store dates nothing before its last event."""
    behind = duration(behind_ms / 1000, whole_minutes=True)
    return (
        f"The clock is {behind} behind your last answer. What you answer now counts from that answer on,"
        " and its due dates are that much later. `quiz doctor` says more."
    )


def put_aside(cards: Sequence[tuple[str, str]]) -> str:
    """Cards that could not be asked, one after the other, each with its reason; a deck from elsewhere once."""
    foreign = [row for row in cards if row[1].startswith(FROM_ELSEWHERE)]
    rows = [*(row for row in cards if row not in foreign), *by_reason(foreign)]
    text = "; ".join(f"{names} skipped: {reason}" for names, reason in rows[:MOST_ASIDE])
    more = len(rows) - MOST_ASIDE
    return f"{text}; and {more} more, which the end of the session lists" if more > 0 else text


def by_reason(cards: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The names of the cards that share a reason, the first few of them, and that reason."""
    for reason in dict.fromkeys(reason for _, reason in cards):
        names = [card for card, why in cards if why == reason]
        more = len(names) - MOST_ASIDE
        yield ", ".join(names[:MOST_ASIDE]) + (f" and {more} more" if more > 0 else ""), reason


def not_asked(aside: Mapping[str, str]) -> Iterator[str]:
    """The cards that stay set aside, with why, the first few by name."""
    for card, why in islice(aside.items(), MOST_ASIDE):
        yield f"not asked: {card} {why}"
    if len(aside) > MOST_ASIDE:
        yield f"not asked: {len(aside) - MOST_ASIDE} more; `quiz browse` marks them"


def new_beyond(ahead: NextCards, reviewed: int) -> str:
    """The message when nothing is left today, and new cards are; "" where what was asked for was `reviewed`."""
    if not ahead.new_beyond or (reviewed and not ahead.along_path):
        return ""
    cards = counted(ahead.new_beyond, "new card")
    return f"{cards} left for another day: today's limit is reached. `quiz review --more 5` raises it for today."


def new_waiting(ahead: NextCards) -> str:
    """The message when new cards that were asked for by name are not asked today; "" when there are none."""
    count = ahead.new_waiting
    waits = "waits until tomorrow: a sibling of it was" if count == 1 else "wait until tomorrow: a sibling of each was"
    return f"{counted(count, 'new card')} {waits} asked today." if count else ""


def siblings_text(count: int) -> str:
    """Cards that are due, and wait today because of a sibling."""
    return f"{counted(count, 'sibling')} held back until tomorrow"


def refused(card: str) -> str:
    """The message when an answer could not be saved because its card has changed meanwhile."""
    return f"Not saved: {card} was reviewed in another window. It is asked again when it is due."


def undone(kind: str, cards: Sequence[str]) -> str:
    """What an undo has taken back; `kind` is that of the event, `cards` may contain one "" for no card."""
    what = _UNDONE.get(kind, kind)
    if len(cards) > 1:
        return f"Undone: {what} {counted(len(cards), 'card')}."
    card = cards[0] if cards else ""
    return f"Undone: {what} {card}." if card else f"Undone: {_UNDONE_ALONE.get(kind, kind)}."


def acted(kind: EventKind | None, row: CardRow, hidden: bool) -> str:
    """The message after an act on a card; `hidden` says that it is not asked any more today."""
    if kind is EventKind.DISPUTE:
        return "Dispute saved. `quiz disputes` lists it for the deck's author."
    if kind is EventKind.RESET:
        return f"{row.card} is new again; its history is kept. Undo brings its schedule back."
    if hidden:
        return f"{row.card} is {'suspended' if row.suspended else 'buried until tomorrow'}. Undo brings it back."
    return f"Flag {row.flag} set." if row.flag else "Flag removed."


def becomes_leech(lapses: int) -> str:
    """The message with a verdict that may make a leech, before the rating."""
    return f"Rated Again, this card will have been forgotten {_times(lapses)} and is suspended as a leech."


def leech(card: str, lapses: int, beliefs: Sequence[tuple[str, int]]) -> str:
    """The message when a card was suspended as a leech, with the beliefs that its wrong answers have shown."""
    text = (
        f"{card} is a leech: forgotten {_times(lapses)}, now suspended. Undo or `quiz unsuspend {card}` brings it back."
    )
    if beliefs:
        shown = ", ".join(f"“{belief}” ({_times(count)})" for belief, count in beliefs[:MOST_BELIEFS])
        text += f" What your wrong answers showed: {shown}."
    return text


def locked(deck: str, lock: DeckLock) -> str:
    """The message when the learner opens a locked deck by its name."""
    return (
        f"{deck} opens when you have learnt {counted(lock.needed, 'card')} of {lock.requires}, past the learning steps"
        f" ({lock.passed} so far)."
        " You named it, so its new cards are asked now."
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
