"""Selecting the cards of a session: as many of each class as the day can need are read from the store."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import filterfalse

from quiz.collection.collection import Collection
from quiz.collection.session_cards import SessionCards
from quiz.collection.snapshot import again, remembered_of
from quiz.schedule.day import day_starts_ms
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates
from quiz.store.queries.day import read_later, read_session
from quiz.store.queries.due import Agenda
from quiz.store.store import Store

SPARE = 50
"""Cards of a class selected beyond the day's limit, to replace those that are suspended or set aside meanwhile."""


def deal(
    collection: Collection, store: Store, now: Moment, decks: Iterable[str] = (), path: Sequence[str] = ()
) -> SessionCards:
    """The session cards to ask now of the named decks, of all when none is named. Raises StoreError.

    New cards of a locked deck come only when it is named. With a `path`, only its cards are taken, the new ones in
    its order, locked or not.
    """
    return session_cards_of(again(collection, store, now), store, decks, path)


def session_cards_of(
    collection: Collection, store: Store, decks: Iterable[str] = (), path: Sequence[str] = ()
) -> SessionCards:
    """The same for a collection that was read just now. Raises StoreError."""
    if path:
        return _along(collection, store, path)
    wanted, today = set(decks), collection.today
    names = tuple(deck.name for deck in collection.decks if not wanted or deck.name in wanted)
    locked: Container[str] = () if wanted else collection.locked()
    facts = read_session(store, names, today, _until_ms(collection), _most_due(collection, store, names))
    plain = [entry for entry in _present(collection, facts.due) if entry.card not in collection.card_index.siblings]
    linked = [
        entry for entry in collection.snapshot.linked if (not wanted or entry.deck in wanted) and entry.is_due(today)
    ]
    counted = sum(collection.snapshot.plain[deck].due for deck in names)
    candidates = Candidates(
        _present(collection, facts.steps),
        [*plain, *linked],
        _new(collection, store, facts.unanswered, [deck for deck in names if deck not in locked]),
        due_beyond=max(0, counted - len(plain)),
    )
    return SessionCards(collection, candidates, _present(collection, facts.later))


def _along(collection: Collection, store: Store, path: Sequence[str]) -> SessionCards:
    today, aside = collection.today, collection.snapshot.aside
    rows = {entry.card: entry for entry in Agenda(store).entries(path)}
    present = [
        rows.get(card, Entry(card))._replace(position=place)
        for place, card in enumerate(path)
        if card in collection.cards and card not in aside
    ]
    candidates = Candidates(
        [entry for entry in present if entry.due_ms is not None],
        [entry for entry in present if entry.is_due(today)],
        [entry for entry in present if entry.new],
    )
    later = read_later(store, [deck.name for deck in collection.decks], today)
    return SessionCards(collection, candidates, _present(collection, later), in_order=True)


def _most_due(collection: Collection, store: Store, names: Sequence[str]) -> dict[tuple[str, ...], int]:
    """How many of the most overdue cards without siblings today can need: as many as it has room for, and spare ones.

    A deck with its own cap is queried separately.
    """
    room, snapshot = collection.reviews, collection.snapshot
    capped = {deck for deck, cap in collection.limits.caps.items() if cap.reviews is not None}
    # Cards selected elsewhere, or not at all, may be as overdue as any.
    orphans = remembered_of(collection).orphans(store)
    spare = SPARE + len(snapshot.linked) + len(snapshot.aside) + len(orphans)
    rest = tuple(deck for deck in names if deck not in capped)
    own = {(deck,): room.of(deck) + spare for deck in names if deck in capped}
    return {rest: max(room.left, 0) + spare} | own


def _new(collection: Collection, store: Store, unanswered: Iterable[Entry], names: Iterable[str]) -> list[Entry]:
    """The first new cards in learning order: as many as today has room for, and spare ones.

    `unanswered` are the new cards that have a row.
    """
    card_index, room, snapshot = collection.card_index, collection.fresh, collection.snapshot
    remembered = remembered_of(collection)
    rows = {entry.card: entry for entry in unanswered}
    needed = max(room.left, 0) + SPARE
    found: list[Entry] = []
    for deck in names:
        begun, most, sure = snapshot.known.get(deck, (0, 0))[0], room.of(deck), 0
        if begun >= len(card_index.ids[deck]):
            continue
        seen = remembered.seen(store, deck) if begun else ()
        for card in filterfalse(seen.__contains__, card_index.ids[deck]):
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


def _until_ms(collection: Collection) -> int:
    """Steps due by this time (UTC ms) may be asked before the day is over."""
    offset_min, rollover_min = collection.moment.offset_min, collection.rules.options.rollover_min
    return day_starts_ms(collection.today + 1, offset_min, rollover_min) + collection.limits.learn_ahead_s * 1000


def _present(collection: Collection, entries: Iterable[Entry]) -> list[Entry]:
    """The entries whose cards are in the collection and can be asked."""
    aside = collection.snapshot.aside
    return [entry for entry in entries if entry.card in collection.cards and entry.card not in aside]
