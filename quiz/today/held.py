"""What is worked out once for a store, and kept between two looks at it: the decks, and cards by their past."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from quiz.deck.model import Deck
from quiz.schedule.entry import Entry
from quiz.store.agenda import Agenda
from quiz.store.db import Store
from quiz.today.roster import Roster


@dataclass(slots=True)
class _Held:
    roster: Roster
    version: int = -1
    strangers: Sequence[str] = ()
    seen: dict[str, set[str]] = field(default_factory=dict)
    """By deck, the cards that were ever answered, as of `seen_at`: what another connection had written, how often this
    one had written more than answers, and the study day."""
    seen_at: tuple[int, int, int] = (-1, -1, -1)


_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()


def roster_of(store: Store, decks: list[Deck]) -> Roster:
    """The roster of these decks, the one of the last time where they are the same."""
    held = _HELD.get(store)
    if held is None or not held.roster.is_of(decks):
        held = _HELD[store] = _Held(Roster(decks))
    return held.roster


def seen(store: Store, roster: Roster, today: int, answered: Iterable[Entry]) -> Callable[[str], Container[str]]:
    """By deck, the cards that were ever answered. Those `answered` today are all that may have come to them since the
    last look. Raises StoreError.
    """
    agenda = Agenda(store)
    held, at = _HELD.get(store), (agenda.version(), store.revised, today)
    if held is None or held.roster is not roster:
        return agenda.seen
    if held.seen_at != at:
        held.seen, held.seen_at = {}, at
    known = held.seen
    for entry in answered:
        if entry.deck in known:
            known[entry.deck].add(entry.card)

    def of(deck: str) -> Container[str]:
        if deck not in known:
            known[deck] = agenda.seen(deck)
        return known[deck]

    return of


def strangers(store: Store, roster: Roster) -> Sequence[str]:
    """Cards that are remembered, and are in none of these decks any more. Raises StoreError.

    This connection adds no rows for such cards, so they are looked for anew only when another one has written.
    """
    agenda = Agenda(store)
    held, version = _HELD.get(store), agenda.version()
    if held is None or held.roster is not roster:
        return agenda.strangers(roster.cards, [deck.name for deck in roster.decks])
    if held.version != version:
        held.strangers = agenda.strangers(roster.cards, [deck.name for deck in roster.decks])
        held.version = version
    return held.strangers
