"""How many cards today brings, counted deck by deck: which of them come has no part in how many do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from typing import NamedTuple

from quiz.schedule.limits import Limits, Quota
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates, DayPlan, DeckCounts, Siblings, plan

_ENDLESS = 1 << 62


class Ready(NamedTuple):
    """How many cards of a deck would come today, were there room for all of them, and how many wait for a sibling."""

    learning: int = 0
    due: int = 0
    new: int = 0
    buried_siblings: int = 0


def unlimited(
    candidates: Candidates, limits: Limits, moment: Moment, today: int, rollover_min: int, siblings: Siblings
) -> DayPlan:
    """What would come of these cards on study day `today` were there room; of siblings one."""
    return plan(candidates, {}, Limits(_ENDLESS, _ENDLESS, limits.learn_ahead_s), moment, today, rollover_min, siblings)


def ready(planned: DayPlan) -> dict[str, Ready]:
    """By deck, how many cards these are."""
    parts = (planned.learning, planned.due, planned.new, planned.buried_siblings)
    classes = [Counter(entry.deck for entry in part) for part in parts]
    return {deck: Ready(*(counts[deck] for counts in classes)) for deck in set().union(*classes)}


def shared(decks: Mapping[str, Ready], reviews: Quota, fresh: Quota, locked: Container[str] = ()) -> DeckCounts:
    """What a review of these decks together brings where they share this room; new cards of `locked` decks wait.

    It comes to the counts of the `plan` of their cards.
    """
    waiting = sum(counts.due for counts in decks.values())
    due = reviews.holds((deck, counts.due) for deck, counts in decks.items())
    return DeckCounts(
        new=fresh.holds((deck, counts.new) for deck, counts in decks.items() if deck not in locked),
        learning=sum(counts.learning for counts in decks.values()),
        due=due,
        deferred=waiting - due,
        buried_siblings=sum(counts.buried_siblings for counts in decks.values()),
    )


def shares(
    decks: Mapping[str, Ready], reviews: Quota, fresh: Quota, locked: Container[str] = ()
) -> dict[str, DeckCounts]:
    """By deck, in their order, its part of what they bring together: the new cards add up to those of `shared`.

    New cards are taken in the order of the decks, as a `plan` does. Reviews are taken by overdueness, whatever deck
    they are of, so that each deck is counted as if it were reviewed alone.
    """
    room = fresh.left
    parts: dict[str, DeckCounts] = {}
    for deck, counts in decks.items():
        alone = shared({deck: counts}, reviews, fresh, locked)
        parts[deck] = alone._replace(new=max(0, min(alone.new, room)))
        room -= parts[deck].new
    return parts
