"""Counting what a study day brings, deck by deck, without choosing the cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from typing import NamedTuple

from quiz.schedule.limits import Limits, Quota
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates, DayPlan, DeckCounts, Siblings, plan

_ENDLESS = 1 << 62


class Ready(NamedTuple):
    """How many cards of a deck would be asked today if there were room for all, and how many wait for a sibling."""

    learning: int = 0
    due: int = 0
    new: int = 0
    buried_siblings: int = 0


def unlimited(
    candidates: Candidates, limits: Limits, moment: Moment, today: int, rollover_min: int, siblings: Siblings
) -> DayPlan:
    """The cards to be asked on study day `today` if there were room for all; one of each group of siblings."""
    return plan(candidates, {}, Limits(_ENDLESS, _ENDLESS, limits.learn_ahead_s), moment, today, rollover_min, siblings)


def ready(planned: DayPlan) -> dict[str, Ready]:
    """How many of these cards there are, by deck."""
    parts = (planned.learning, planned.due, planned.new, planned.buried_siblings)
    classes = [Counter(entry.deck for entry in part) for part in parts]
    return {deck: Ready(*(counts[deck] for counts in classes)) for deck in set().union(*classes)}


def shared(decks: Mapping[str, Ready], reviews: Quota, fresh: Quota, locked: Container[str] = ()) -> DeckCounts:
    """The counts of reviewing these decks together within these quotas; new cards of `locked` decks wait.

    Equal to the counts of the `plan` of their cards.
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
    """By deck, in their order, its part of the counts of reviewing all together: the new cards add up to those of
    `shared`.

    New cards are taken in the order of the decks, as a `plan` does. Reviews are taken by overdueness, whatever their
    deck, so each deck is counted as if it were reviewed alone.
    """
    room = fresh.left
    parts: dict[str, DeckCounts] = {}
    for deck, counts in decks.items():
        alone = shared({deck: counts}, reviews, fresh, locked)
        parts[deck] = alone._replace(new=max(0, min(alone.new, room)))
        room -= parts[deck].new
    return parts
