"""Building the collection: decks joined with one read of the store for a study day, then pure computing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Ids
from collections.abc import Iterable, Mapping

from quiz.collection.card_index import CardIndex
from quiz.collection.collection import Collection, Snapshot, linked_today
from quiz.collection.remembered import RememberedCards
from quiz.deck.model import Card, Deck
from quiz.library.decks import in_learning_order
from quiz.schedule.counts import Ready
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment, State
from quiz.schedule.policy import counted_until_ms, due_ms
from quiz.schedule.study_options import StudyOptions
from quiz.settings.settings import Settings
from quiz.store.queries.day import DayFacts, read_day
from quiz.store.queries.due import Agenda
from quiz.store.queries.unaskable import Unaskable, unaskable_cards
from quiz.store.store import Store


def collection_of(
    decks: Iterable[Deck], store: Store, settings: Settings, now: Moment, before: Collection | None = None
) -> Collection:
    """These decks as they are at `now`; of two with one name the later counts. Raises StoreError.

    What was worked out for the collection of `before` is used again when the decks are the same. A clock set back
    does not begin an old day again: the moment is the store's, which never goes back. Cards that were renamed are
    joined with the events under their former ids.
    """
    ordered = in_learning_order({deck.name: deck for deck in decks}.values())
    remembered = before.remembered if before is not None and before.card_index.is_of(ordered) else None
    remembered = remembered or RememberedCards(CardIndex(ordered))
    store.join(remembered.card_index.former, remembered.card_index.cards)
    return _collection(remembered, store, rules_of(settings, store), now)


def again(collection: Collection, store: Store, now: Moment) -> Collection:
    """The same decks under the same rules, as they are at `now`. Raises StoreError."""
    return _collection(remembered_of(collection), store, collection.rules, now)


def remembered_of(collection: Collection) -> RememberedCards:
    """The cards of a collection that were ever answered, and those that are gone."""
    return collection.remembered or RememberedCards(collection.card_index)


def scheduled(store: Store, collection: Collection, decks: Iterable[str]) -> list[Entry]:
    """Every card of these decks that was ever answered, for a forecast of all days. Raises StoreError."""
    wanted = set(decks)
    return [e for e in Agenda(store).scheduled() if e.card in collection.cards and e.deck in wanted]


def rules_of(settings: Settings, store: Store) -> StudyOptions:
    """What the learner has set, with the weights that were fitted to their own reviews. Raises StoreError."""
    return settings.rules(store.weights())


def unaskable_of(store: Store, cards: Mapping[str, Card], today: int) -> tuple[str, dict[str, str]]:
    """The engine used last, and which of these cards it cannot ask on this study day, with a message for each.

    Raises StoreError.
    """
    return _unaskable(*unaskable_cards(store, today), cards)


def buried_siblings_of(store: Store, card_index: CardIndex, rules: StudyOptions, moment: Moment) -> frozenset[str]:
    """The cards that are due and wait until tomorrow because a sibling is, or was, asked today.

    Raises StoreError.
    """
    if not card_index.siblings:
        return frozenset()
    agenda, today = Agenda(store), study_day(moment, rules.options.rollover_min)
    _, unaskable = unaskable_of(store, card_index.cards, today)
    rows = {entry.card: entry for entry in agenda.entries(card_index.siblings)}
    linked = _listed(rows, card_index, (card for card in card_index.siblings if card not in unaskable))
    answered = _present(agenda.answered(today), card_index, unaskable)
    planned = linked_today(linked, answered, card_index, rules, moment)
    return frozenset(entry.card for entry in planned.buried_siblings)


def _collection(remembered: RememberedCards, store: Store, rules: StudyOptions, now: Moment) -> Collection:
    card_index, moment = remembered.card_index, store.forward(now)
    today = study_day(moment, rules.options.rollover_min)
    until_ms = counted_until_ms(moment, today, rules.options.rollover_min, rules.limits)
    orphans = remembered.orphans(store)
    facts = read_day(store, today, until_ms, {*card_index.siblings, *orphans})
    return Collection(card_index, _snapshot(facts, card_index, orphans, today, until_ms), moment, rules, remembered)


def _snapshot(facts: DayFacts, card_index: CardIndex, orphans: Ids[str], today: int, until_ms: int) -> Snapshot:
    engine, unaskable = _unaskable(facts.engine, facts.unaskable, card_index.cards)
    linked = _listed(facts.rows, card_index, (card for card in card_index.siblings if card not in unaskable))
    gone = [facts.rows[card] for card in orphans if card in facts.rows]
    known = _known(facts.known, gone)
    apart = [*gone, *linked, *_listed(facts.rows, card_index, unaskable)]
    return Snapshot(
        plain=_plain(facts, card_index, known, apart, today, until_ms),
        linked=linked,
        answered=_present(facts.answered, card_index, unaskable),
        known=known,
        done=facts.done,
        more=facts.more,
        engine=engine,
        aside=unaskable,
        version=facts.version,
    )


def _unaskable(engine: str, cards: Mapping[str, Unaskable], present: Mapping[str, Card]) -> tuple[str, dict[str, str]]:
    """The engine, and why it cannot ask a card, for each card that has not changed since it was tried."""
    same = {card: why for card, why in cards.items() if card in present and present[card].digest == why.digest}
    return engine, {card: f"cannot be asked by torch {engine}: {why.reason}" for card, why in same.items()}


def _known(known: Mapping[str, tuple[int, int]], gone: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """By deck, how many cards were ever answered and have graduated, without those that are gone."""
    counts = dict(known)
    for entry in gone:
        if not entry.new and entry.deck in counts:
            begun, passed = counts[entry.deck]
            counts[entry.deck] = (begun - 1, passed - (entry.phase != State.LEARNING))
    return counts


def _listed(rows: Mapping[str, Entry], card_index: CardIndex, cards: Iterable[str]) -> list[Entry]:
    """These cards of the index, new ones included."""
    return [rows.get(card, Entry(card))._replace(position=card_index.position[card]) for card in cards]


def _present(entries: Iterable[Entry], card_index: CardIndex, unaskable: Mapping[str, str]) -> list[Entry]:
    """The entries whose cards are in the index and can be asked."""
    return [entry for entry in entries if entry.card in card_index.cards and entry.card not in unaskable]


def _plain(
    facts: DayFacts,
    card_index: CardIndex,
    known: Mapping[str, tuple[int, int]],
    apart: Iterable[Entry],
    today: int,
    until_ms: int,
) -> dict[str, Ready]:
    """By deck, how many of its cards would be asked today, those `apart` left out."""
    steps, due = Counter(facts.steps), Counter(facts.due)
    fresh = Counter({deck.name: len(deck.cards) - known.get(deck.name, (0, 0))[0] for deck in card_index.decks})
    left_out = set()
    for entry in apart:
        left_out.add(entry.card)
        shown, deck = not entry.hidden(today), entry.deck
        steps[deck] -= shown and due_ms(entry) <= until_ms
        due[deck] -= shown and entry.is_due(today)
        fresh[deck] -= entry.new and entry.card in card_index.cards
    for entry in facts.unanswered:
        fresh[entry.deck] -= entry.hidden(today) and entry.card in card_index.cards and entry.card not in left_out
    # Each was read separately: another process may have written in between, which the next look will notice.
    return {deck: Ready(*(max(0, counts[deck]) for counts in (steps, due, fresh))) for deck in card_index.ids}
