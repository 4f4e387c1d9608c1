"""Dealing the cards of a session: as many of each class as its day can need are taken from the store."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import filterfalse

from quiz.collection.collection import Collection
from quiz.collection.held import orphans, seen
from quiz.collection.session_cards import SessionCards
from quiz.collection.snapshot import again
from quiz.schedule.day import day_starts_ms
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates
from quiz.store.queries.due import Agenda
from quiz.store.store import Store

SPARE = 50
"""Cards of a class dealt beyond the day's limit, in the place of those that are suspended or put aside meanwhile."""


def deal(
    collection: Collection, store: Store, now: Moment, decks: Iterable[str] = (), path: Sequence[str] = ()
) -> SessionCards:
    """What there is to do now of the named decks, of all where none is named. Raises StoreError.

    New cards of a locked deck come only where it is named. With a `path` it is what there is to do of these cards
    alone, the new ones in its order, whatever deck is locked.
    """
    return session_cards_of(again(collection, store, now), store, decks, path)


def session_cards_of(
    collection: Collection, store: Store, decks: Iterable[str] = (), path: Sequence[str] = ()
) -> SessionCards:
    """The same of a collection that was read just now. Raises StoreError."""
    if path:
        return _along(collection, store, path)
    wanted = set(decks)
    names = tuple(deck.name for deck in collection.decks if not wanted or deck.name in wanted)
    locked: Container[str] = () if wanted else collection.locked()
    agenda = Agenda(store)
    due = _due(collection, store, names)
    counted = sum(collection.snapshot.plain[deck].due for deck in names)
    linked = [
        one for one in collection.snapshot.linked if (not wanted or one.deck in wanted) and one.is_due(collection.today)
    ]
    stock = Candidates(
        _ours(collection, agenda.learning(names, _until_ms(collection))),
        [*due, *linked],
        _new(collection, store, [deck for deck in names if deck not in locked]),
        due_beyond=max(0, counted - len(due)),
    )
    return SessionCards(collection, stock, _later(collection, agenda, names))


def _along(collection: Collection, store: Store, path: Sequence[str]) -> SessionCards:
    agenda, today, aside = Agenda(store), collection.today, collection.snapshot.aside
    rows = {entry.card: entry for entry in agenda.entries(path)}
    present = [
        rows.get(card, Entry(card))._replace(position=place)
        for place, card in enumerate(path)
        if card in collection.cards and card not in aside
    ]
    stock = Candidates(
        [entry for entry in present if entry.due_ms is not None],
        [entry for entry in present if entry.is_due(today)],
        [entry for entry in present if entry.new],
    )
    every = [deck.name for deck in collection.decks]
    return SessionCards(collection, stock, _later(collection, agenda, every), in_order=True)


def _due(collection: Collection, store: Store, names: Sequence[str]) -> list[Entry]:
    """The most overdue of the cards without siblings: as many as today has room for, and spare ones."""
    agenda, room, today = Agenda(store), collection.reviews, collection.today
    capped = {deck for deck, cap in collection.limits.caps.items() if cap.reviews is not None}
    # What is dealt besides, or not at all, is as late as any.
    snapshot, siblings = collection.snapshot, collection.card_index.siblings
    spare = SPARE + len(snapshot.linked) + len(snapshot.aside) + len(orphans(store, collection.card_index))
    found = agenda.due([deck for deck in names if deck not in capped], today, max(room.left, 0) + spare)
    for deck in capped.intersection(names):
        found += agenda.due([deck], today, room.of(deck) + spare)
    return [entry for entry in _ours(collection, found) if entry.card not in siblings]


def _new(collection: Collection, store: Store, names: Iterable[str]) -> list[Entry]:
    """The first new cards in learning order: as many as today has room for, and spare ones."""
    agenda, card_index, room, snapshot = Agenda(store), collection.card_index, collection.fresh, collection.snapshot
    rows = {entry.card: entry for entry in agenda.unanswered()}
    seen_of = seen(store, card_index)
    needed = max(room.left, 0) + SPARE
    found: list[Entry] = []
    for deck in names:
        begun, most, sure = snapshot.known.get(deck, (0, 0))[0], room.of(deck), 0
        if begun >= len(card_index.ids[deck]):
            continue
        for card in filterfalse((seen_of(deck) if begun else ()).__contains__, card_index.ids[deck]):
            row = rows.get(card, Entry(card))
            if card in snapshot.aside or row.hidden(collection.today):
                continue
            found.append(row._replace(position=card_index.position[card]))
            sure += card not in card_index.siblings  # a sibling may have to wait
            if sure >= most + SPARE:
                break
        needed -= sure if most >= room.left else min(sure, most)
        if needed <= 0:
            break
    return found


def _later(collection: Collection, agenda: Agenda, names: Sequence[str]) -> list[Entry]:
    """The reviews of the next days: of each deck tomorrow's, or those of its first day that has any."""
    wanted = set(names)
    buried = [entry for entry in agenda.buried(collection.today) if entry.deck in wanted]
    # What is buried may be one of tomorrow's as well.
    found = {entry.card: entry for entry in (*agenda.later(names, collection.today), *buried)}
    return _ours(collection, found.values())


def _until_ms(collection: Collection) -> int:
    """Steps that come due by then (UTC) may be asked before the day is over."""
    offset_min, rollover_min = collection.moment.offset_min, collection.rules.options.rollover_min
    return day_starts_ms(collection.today + 1, offset_min, rollover_min) + collection.limits.learn_ahead_s * 1000


def _ours(collection: Collection, entries: Iterable[Entry]) -> list[Entry]:
    return [one for one in entries if one.card in collection.cards and one.card not in collection.snapshot.aside]
