"""How many cards today brings, counted deck by deck: which of them come has no part in how many do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from typing import NamedTuple

from quiz.schedule.limits import Limits, Quota
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates, DeckCounts, Siblings, plan

_ENDLESS = 1 << 62


class Ready(NamedTuple):
    """How many cards of a deck would come today, were there room for all of them."""

    learning: int = 0
    due: int = 0
    new: int = 0


def ready(
    stock: Candidates, limits: Limits, moment: Moment, today: int, rollover_min: int, siblings: Siblings
) -> dict[str, Ready]:
    """By deck, what would come of this stock on study day `today` were there room; of siblings one."""
    boundless = Limits(_ENDLESS, _ENDLESS, limits.learn_ahead_s)
    all_of_it = plan(stock, {}, boundless, moment, today, rollover_min, siblings)
    classes = [Counter(entry.deck for entry in part) for part in (all_of_it.learning, all_of_it.due, all_of_it.new)]
    return {deck: Ready(*(one[deck] for one in classes)) for deck in set().union(*classes)}


def shared(decks: Mapping[str, Ready], reviews: Quota, fresh: Quota, locked: Container[str] = ()) -> DeckCounts:
    """What a review of these decks together brings where they share this room; new cards of `locked` decks wait.

    It comes to the counts of the `plan` of their cards.
    """
    waiting = sum(one.due for one in decks.values())
    due = reviews.holds((deck, one.due) for deck, one in decks.items())
    return DeckCounts(
        new=fresh.holds((deck, one.new) for deck, one in decks.items() if deck not in locked),
        learning=sum(one.learning for one in decks.values()),
        due=due,
        deferred=waiting - due,
    )
