"""What a verdict leads to: the suggested rating, the interval after each rating, and whether a leech results."""

from __future__ import annotations

from collections import Counter

from quiz.answer.verdict import Verdict
from quiz.ask import kinds
from quiz.deck.model import Card
from quiz.review.events import Seen
from quiz.review.view import Leech
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.options import Options
from quiz.schedule.policy import becomes_leech

ANSWER_CAP_MS = 60_000
"""Longer thinking about a prediction does not count: the learner has left the keyboard."""
CODE_CAP_MS = 600_000
"""The same for code that is to be written."""


def capped_ms(ms: int, card: Card) -> int:
    """The time to an answer, as it counts."""
    return min(ms, CODE_CAP_MS if kinds.kind(card.ask).RUNS else ANSWER_CAP_MS)


def suggested_rating(verdict: Verdict, *, hinted: bool) -> Rating:
    """The suggested rating: Hard after a hint, or when only the class of an exception was wrong."""
    if not verdict.right:
        return Rating.HARD if verdict.nearly else Rating.AGAIN
    return Rating.HARD if hinted else Rating.GOOD


def waits(card: str, seen: Seen | None, options: Options, moment: Moment) -> dict[Rating, str]:
    """The interval after each rating, from `moment` on, for a card that was as `seen`.

    If the clock was set back, the answer counts from the time of the store's last event.
    """
    from quiz.schedule import fsrs  # not needed before the first verdict

    earliest_ms = seen.earliest_ms if seen is not None else 0
    counted = Moment(max(moment.at_ms, earliest_ms), moment.offset_min)
    after = fsrs.preview(memory_of(seen), counted, card, options)
    return {rating: fsrs.wait_text(after[rating], moment, options.rollover_min) for rating in Rating}


def leech_if_failed(seen: Seen | None, belief: str) -> Leech | None:
    """The leech that rating Again would make of a card that was as `seen`, and whose present answer shows this
    belief.
    """
    memory = memory_of(seen)
    lapses = memory.lapses if memory is not None and memory.phase is State.REVIEW else 0
    if seen is None or not becomes_leech(lapses, lapses + 1):
        return None
    beliefs = Counter(dict(seen.beliefs))
    if belief:
        beliefs[belief] += 1
    return Leech(lapses + 1, tuple(beliefs.most_common()))


def memory_of(seen: Seen | None) -> Memory | None:
    """The memory of the card when it was shown."""
    return seen.row.memory if seen is not None and seen.row is not None else None
