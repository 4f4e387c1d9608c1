"""What the store selects, from every row there is: simple, for few cards, and the measure of the quick way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quiz.collection.card_index import CardIndex
from quiz.collection.collection import Collection, Snapshot, StudyOptions
from quiz.collection.session_cards import SessionCards, entry
from quiz.deck.model import Deck
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done
from quiz.schedule.memory import Moment
from quiz.schedule.policy import Candidates
from quiz.store.log.fold import CardRow

Rows = Mapping[str, CardRow]


def collection_by_rows(
    decks: Iterable[Deck],
    rows: Rows,
    done: Mapping[str, Done],
    moment: Moment,
    rules: StudyOptions,
    aside: Mapping[str, str] | None = None,
) -> Collection:
    """Every card counts as one that might have siblings."""
    card_index = CardIndex(decks)
    today = study_day(moment, rules.options.rollover_min)
    present = _present(card_index, rows)
    known = {
        deck.name: (sum(not e.new for e in mine), sum(not e.new and e.phase != "learning" for e in mine))
        for deck in card_index.decks
        for mine in [[e for e in present if e.deck == deck.name]]
    }
    aside = aside or {}
    entries = [e for e in present if e.card not in aside]
    answered = [e for e in entries if e.answered_on(today)]
    snapshot = Snapshot(linked=entries, answered=answered, known=known, done=done, aside=aside)
    return Collection(card_index, snapshot, moment, rules)


def session_cards_by_rows(
    collection: Collection, rows: Rows, decks: Sequence[str] = (), path: Sequence[str] = ()
) -> SessionCards:
    """Every card of the decks, or of the path, that may be asked or comes later."""
    today, aside = collection.today, collection.snapshot.aside
    locked = () if decks or path else collection.locked()
    place = {card: at for at, card in enumerate(path)} or collection.card_index.position
    entries = [
        e._replace(position=place[e.card])
        for e in _present(collection.card_index, rows)
        if e.card not in aside and (not decks or e.deck in decks) and e.card in place
    ]
    candidates = Candidates(
        [e for e in entries if e.due_ms is not None],
        [e for e in entries if e.is_due(today)],
        [e for e in entries if e.new and e.deck not in locked],
    )
    later = [e for e in entries if (not e.new and (e.due_day or 0) > today) or e.hidden(today)]
    return SessionCards(collection, candidates, later, in_order=bool(path))


def _present(card_index: CardIndex, rows: Rows) -> list[Entry]:
    return [entry(card, at, rows.get(card)) for card, at in card_index.position.items()]
