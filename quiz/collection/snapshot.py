"""Taking the collection from the shelf: the decks there are, with what the store remembers of their cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from quiz.collection.card_index import CardIndex
from quiz.collection.collection import Collection, Snapshot
from quiz.collection.held import card_index_of, orphans
from quiz.deck.model import Card, Deck
from quiz.library.decks import in_learning_order
from quiz.schedule.counts import Ready
from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment, State
from quiz.schedule.policy import counted_until_ms, due_ms
from quiz.schedule.study_options import StudyOptions
from quiz.settings.settings import Settings
from quiz.store.queries.due import Agenda
from quiz.store.queries.unaskable import UnaskableCards
from quiz.store.store import Store


def collection_of(decks: Iterable[Deck], store: Store, settings: Settings, now: Moment) -> Collection:
    """These decks as they stand; of two with one name the later counts. Raises StoreError.

    A clock set back begins no old day anew: the moment is the store's, which never goes back. Cards that were renamed
    are joined with what is remembered under their former ids.
    """
    known = {deck.name: deck for deck in decks}
    card_index = card_index_of(store, in_learning_order(known.values()))
    store.join(card_index.former, card_index.cards)
    moment, rules = store.forward(now), rules_of(settings, store)
    return Collection(card_index, snapshot_of(store, card_index, rules, moment), moment, rules)


def again(collection: Collection, store: Store, now: Moment) -> Collection:
    """The same decks under the same rules, as they stand now. Raises StoreError."""
    moment = store.forward(now)
    snapshot = snapshot_of(store, collection.card_index, collection.rules, moment)
    return Collection(collection.card_index, snapshot, moment, collection.rules)


def scheduled(store: Store, collection: Collection, decks: Iterable[str]) -> list[Entry]:
    """Every card of these decks that was ever answered, for a forecast of all days. Raises StoreError."""
    wanted = set(decks)
    return [e for e in Agenda(store).scheduled() if e.card in collection.cards and e.deck in wanted]


def rules_of(settings: Settings, store: Store) -> StudyOptions:
    """What the learner has set, with the weights that were fitted to their own reviews. Raises StoreError."""
    return settings.rules(store.weights())


def snapshot_of(store: Store, card_index: CardIndex, rules: StudyOptions, moment: Moment) -> Snapshot:
    """What the store tells of the study day of `moment`. Raises StoreError."""
    agenda = Agenda(store)
    version = agenda.version()  # before all else is read, so that no later write goes unnoticed
    today = study_day(moment, rules.options.rollover_min)
    more = agenda.more(today)
    engine, aside = unaskable_of(store, card_index.cards, today)
    gone = agenda.entries(orphans(store, card_index))
    linked = _all(agenda, card_index, (card for card in card_index.siblings if card not in aside))
    known = agenda.known()
    for entry in gone:
        if not entry.new:
            begun, passed = known[entry.deck]
            known[entry.deck] = (begun - 1, passed - (entry.phase != State.LEARNING))
    until_ms = counted_until_ms(moment, today, rules.options.rollover_min, rules.limits)
    apart = [*gone, *linked, *_all(agenda, card_index, aside)]
    return Snapshot(
        plain=_plain(agenda, card_index, known, apart, today, until_ms),
        linked=linked,
        answered=[
            entry for entry in agenda.answered(today) if entry.card in card_index.cards and entry.card not in aside
        ],
        known=known,
        done=store.done_today(today),
        more=more,
        engine=engine,
        aside=aside,
        version=version,
    )


def unaskable_of(store: Store, cards: Mapping[str, Card], today: int) -> tuple[str, dict[str, str]]:
    """The engine used last, and what to say of those of these cards that it cannot ask on this study day.

    Raises StoreError.
    """
    engine, unfit = UnaskableCards(store).get(today)
    same = {card: one for card, one in unfit.items() if card in cards and cards[card].digest == one.digest}
    return engine, {card: f"cannot be asked by torch {engine}: {one.reason}" for card, one in same.items()}


def _all(agenda: Agenda, card_index: CardIndex, cards: Iterable[str]) -> list[Entry]:
    """These cards of the roster, new ones as well."""
    asked = tuple(cards)
    rows = {entry.card: entry for entry in agenda.entries(asked)}
    return [rows.get(card, Entry(card))._replace(position=card_index.position[card]) for card in asked]


def _plain(
    agenda: Agenda,
    card_index: CardIndex,
    known: Mapping[str, tuple[int, int]],
    apart: Iterable[Entry],
    today: int,
    until_ms: int,
) -> dict[str, Ready]:
    """By deck, how many of its cards would come today, those `apart` left out."""
    steps, due = agenda.step_counts(until_ms, today), agenda.due_counts(today)
    fresh = Counter({deck.name: len(deck.cards) - known.get(deck.name, (0, 0))[0] for deck in card_index.decks})
    left_out = set()
    for entry in apart:
        left_out.add(entry.card)
        shown, deck = not entry.hidden(today), entry.deck
        steps[deck] -= shown and due_ms(entry) <= until_ms
        due[deck] -= shown and entry.is_due(today)
        fresh[deck] -= entry.new and entry.card in card_index.cards
    for entry in agenda.unanswered():
        fresh[entry.deck] -= entry.hidden(today) and entry.card in card_index.cards and entry.card not in left_out
    # Each was read by itself: another process may have written in between, and is heard of at the next look.
    return {deck: Ready(*(max(0, counts[deck]) for counts in (steps, due, fresh))) for deck in card_index.ids}
