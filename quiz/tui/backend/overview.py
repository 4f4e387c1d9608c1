"""How things stand, as home tells it: what is needed at once, and what may come a moment later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from quiz.schedule.memory import State

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.library.learning_path import Trail
    from quiz.review.view import NextCards
    from quiz.schedule.policy import DeckCounts
    from quiz.schedule.unlock import DeckLock
    from quiz.stats.beliefs import Belief
    from quiz.store.store import DayTally, Store

DAYS = 28
"""What the calendar strip shows."""
_LOOKED_BACK = 60
"""Days from which the pace and the beliefs are taken."""
_NEW_MS, _DUE_MS = 40_000, 15_000
"""What a new card with its steps and a review are taken for, as long as little is known."""


class Standing(NamedTuple):
    """`named` are the decks that were asked for by name, `problems` what keeps decks out.

    `counts` is by deck what a review of it alone would bring, `total` what one of all would. `passed` is by deck how
    many cards were ever answered and how many have graduated; `locked` says why a deck is not open yet.
    """

    collection: Collection
    named: tuple[str, ...]
    today: DayTally
    problems: tuple[str, ...]
    counts: Mapping[str, DeckCounts]
    total: DeckCounts
    passed: Mapping[str, tuple[int, int]]
    locked: Mapping[str, DeckLock]

    @property
    def first_run(self) -> bool:
        """Nothing was ever answered."""
        return bool(self.collection.decks) and not any(seen for seen, _ in self.passed.values())


class Walk(NamedTuple):
    """A path as the learner stands on it: what a review of it would bring now; of its `cards`, how many were ever
    answered and how many have graduated.
    """

    trail: Trail
    counts: DeckCounts
    passed: int
    seen: int
    cards: int


class Outlook(NamedTuple):
    """What is read once the decks stand on the screen.

    `days` are the answers of the last DAYS days, today last; `load_ms` what today's cards will probably take. `walk`
    is the path through the decks that the learner is on, or is offered on the first day.
    """

    ahead: NextCards
    streak: int
    studied_today: bool
    days: tuple[int, ...]
    load_ms: int
    belief: Belief | None
    walk: Walk | None


def standing_of(collection: Collection, store: Store, named: tuple[str, ...], problems: tuple[str, ...]) -> Standing:
    """Raises StoreError."""
    known = collection.snapshot.known
    return Standing(
        collection,
        named,
        store.day_tally(collection.today),
        problems,
        collection.counts(),
        collection.total(),
        {deck.name: known.get(deck.name, (0, 0)) for deck in collection.decks},
        collection.locked(),
    )


def outlook_of(standing: Standing, store: Store, trails: list[Trail]) -> Outlook:
    """Raises StoreError."""
    from quiz.collection.gather import session_cards_of
    from quiz.review.upcoming import Upcoming
    from quiz.stats.beliefs import Beliefs
    from quiz.stats.context import Scene
    from quiz.stats.streak import Streak
    from quiz.store.queries.reviews import History

    collection, today = standing.collection, standing.collection.today
    first_day = today - _LOOKED_BACK + 1
    history = History(store, (), first_day)
    decks = {deck.name: tuple(card.id for card in deck.cards) for deck in collection.decks}
    scene = Scene(history, decks, today, first_day, collection.rules.options)
    streak = Streak.of(scene)
    held = Beliefs.of(scene).beliefs
    present = [one for one in held if any(card in collection.cards for card in one.cards)]
    upcoming = Upcoming(collection, (), lambda card, nth: 0)
    upcoming.dealt(session_cards_of(collection, store))
    return Outlook(
        ahead=upcoming.next_cards(today),
        streak=streak.current,
        studied_today=streak.studied_today,
        days=tuple(scene.by_day[day] for day in range(today - DAYS + 1, today + 1)),
        load_ms=load_ms(standing.total, history.pace()),
        belief=present[0] if present else None,
        walk=_walk(trails, collection, store, standing.first_run),
    )


def load_ms(total: DeckCounts, pace: Mapping[tuple[int, int], tuple[int, int]]) -> int:
    """How long today's cards will probably take, by what answers took; `pace` as `History.pace` has it.

    A new card costs its first answer and the steps after it, a review also the relearning that it may lead to.
    """

    def answers(*phases: int) -> int:
        return sum(count for (phase, _), (count, _) in pace.items() if phase in phases)

    def took(*phases: int) -> int:
        return sum(ms for (phase, _), (_, ms) in pace.items() if phase in phases)

    new = took(0, 1) / answers(0) if answers(0) >= 5 else _NEW_MS
    due = took(2, 3) / answers(2) if answers(2) >= 5 else _DUE_MS
    return round(total.new * new + total.due * due + total.learning * min(new, due))


def _walk(trails: list[Trail], collection: Collection, store: Store, first_run: bool) -> Walk | None:
    """The first path that still has cards to be met: on the first day, or where it was begun."""
    from quiz.collection.gather import session_cards_of

    for trail in trails:
        present = trail.present(collection.cards)
        phases = [row.memory.phase for row in store.rows(present).values() if row.memory is not None]
        if len(phases) < len(present) and (phases or first_run):
            passed = sum(phase is not State.LEARNING for phase in phases)
            counts = session_cards_of(collection, store, path=present).queue().remaining()
            return Walk(trail, counts, passed, len(phases), len(present))
    return None
