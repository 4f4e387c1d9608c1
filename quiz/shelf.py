"""Taking the collection from the shelf: the decks there are, with what the store remembers of their cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import filterfalse
from weakref import WeakKeyDictionary

from quiz.collection import Collection, Shelf, head_sizes
from quiz.config import Settings
from quiz.deck.library import in_learning_order
from quiz.deck.model import Card, Deck
from quiz.roster import Roster
from quiz.schedule.day import day_starts_ms, study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.rules import Rules
from quiz.store.agenda import Agenda
from quiz.store.aside import Aside
from quiz.store.db import Store

AT_ONCE = 5_000
"""So many due reviews are read together; of more, only the most overdue of each deck."""


def collection_of(decks: Iterable[Deck], store: Store, settings: Settings, now: Moment) -> Collection:
    """These decks as they stand; of two with one name the later counts. Raises StoreError.

    A clock set back begins no old day anew: the moment is the store's, which never goes back. Cards that were renamed
    are joined with what is remembered under their former ids.
    """
    known = {deck.name: deck for deck in decks}
    roster = _held(store, in_learning_order(known.values())).roster
    store.join(roster.former, roster.cards)
    moment, rules = store.forward(now), rules_of(settings, store)
    return Collection(roster, shelf_of(store, roster, rules, moment), moment, rules)


def again(collection: Collection, store: Store, now: Moment) -> Collection:
    """The same decks under the same rules, as they stand now. Raises StoreError."""
    moment = store.forward(now)
    shelf = shelf_of(store, collection.roster, collection.rules, moment)
    return Collection(collection.roster, shelf, moment, collection.rules)


def scheduled(store: Store, collection: Collection, decks: Iterable[str]) -> list[Entry]:
    """Every card of these decks that was ever answered, for a forecast of all days. Raises StoreError."""
    wanted = set(decks)
    return [e for e in Agenda(store).scheduled() if e.card in collection.cards and e.deck in wanted]


def rules_of(settings: Settings, store: Store) -> Rules:
    """What the learner has set, with the weights that were fitted to their own reviews. Raises StoreError."""
    return settings.rules(store.weights())


def shelf_of(store: Store, roster: Roster, rules: Rules, moment: Moment) -> Shelf:
    """What the store tells of the study day of `moment`. Raises StoreError."""
    agenda, cards = Agenda(store), roster.cards
    version = agenda.version()  # before all else is read, so that no later write goes unnoticed
    rollover_min = rules.options.rollover_min
    today = study_day(moment, rollover_min)
    done, more = store.done_today(today), agenda.more(today)
    limits = rules.limits.more(*more)
    engine, aside = aside_of(store, cards, today)
    strangers = [*agenda.entries(_strangers(store, roster, agenda)), *agenda.entries(aside)]
    sizes = head_sizes(roster, limits, done)
    ends_ms = day_starts_ms(today + 1, moment.offset_min, rollover_min) + limits.learn_ahead_s * 1000

    def ours(entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.card in cards and entry.card not in aside]

    gone = Counter(entry.deck for entry in strangers if entry.is_due(today) and not entry.hidden(today))
    due_counts = agenda.due_counts(today) - gone
    due: dict[str, list[Entry]] = {}
    if due_counts.total() <= AT_ONCE:
        for entry in ours(agenda.all_due(today)):
            due.setdefault(entry.deck, []).append(entry)
    else:
        for deck, (most, _) in sizes.items():
            if due_counts[deck]:
                due[deck] = ours(agenda.due(deck, today, most + gone[deck]))
    known = agenda.known()
    for entry in strangers:
        if not entry.new and entry.card not in aside:
            seen, passed = known[entry.deck]
            known[entry.deck] = (seen - 1, passed - (entry.phase != "learning"))
    answered = agenda.answered(today)
    seen_of = _seen(store, roster, agenda, today, answered)
    heads = {deck: size[1] for deck, size in sizes.items()}
    new = _new_cards(agenda, roster, known, heads, aside, today, seen_of)
    return Shelf(
        learning=ours(agenda.learning(ends_ms)),
        answered=ours(answered),
        due=due,
        due_counts=due_counts,
        new=new,
        known=known,
        later=ours([*agenda.later((deck.name for deck in roster.decks), today), *agenda.buried(today)]),
        done=done,
        more=more,
        engine=engine,
        aside=aside,
        version=version,
    )


def aside_of(store: Store, cards: Mapping[str, Card], today: int) -> tuple[str, dict[str, str]]:
    """The engine used last, and what to say of those of these cards that it cannot ask on this study day.

    Raises StoreError.
    """
    engine, unfit = Aside(store).get(today)
    same = {card: one for card, one in unfit.items() if card in cards and cards[card].digest == one.digest}
    return engine, {card: f"cannot be asked by torch {engine}: {one.reason}" for card, one in same.items()}


def _new_cards(
    agenda: Agenda,
    roster: Roster,
    known: dict[str, tuple[int, int]],
    sizes: dict[str, int],
    aside: Container[str],
    today: int,
    seen_of: Callable[[str], Container[str]],
) -> dict[str, list[Entry]]:
    """By deck, the first new cards in learning order, as many as `sizes` says."""
    rows = {entry.card: entry for entry in agenda.unanswered()}
    new: dict[str, list[Entry]] = {}
    for deck in roster.decks:
        begun = known.get(deck.name, (0, 0))[0]
        if begun >= len(deck.cards):
            continue
        seen: Container[str] = seen_of(deck.name) if begun else ()
        found = new[deck.name] = []
        for card_id in filterfalse(seen.__contains__, roster.ids[deck.name]):
            if card_id in aside:
                continue
            row = rows.get(card_id, Entry(card_id))
            if row.hidden(today):
                continue
            found.append(row._replace(position=roster.position[card_id]))
            if len(found) >= sizes[deck.name]:
                break
    return new


@dataclass(slots=True)
class _Held:
    """What is kept of a store between two looks at it."""

    roster: Roster
    version: int = -1
    strangers: Sequence[str] = ()
    seen: dict[str, set[str]] = field(default_factory=dict)
    """By deck, the cards that were ever answered, as of `seen_at`: what another connection had written, how often this
    one had written more than answers, and the study day."""
    seen_at: tuple[int, int, int] = (-1, -1, -1)


_HELD: WeakKeyDictionary[Store, _Held] = WeakKeyDictionary()


def _held(store: Store, decks: list[Deck]) -> _Held:
    """The roster of these decks, the one of the last time where they are the same."""
    held = _HELD.get(store)
    if held is None or not held.roster.is_of(decks):
        held = _HELD[store] = _Held(Roster(decks))
    return held


def _seen(
    store: Store, roster: Roster, agenda: Agenda, today: int, answered: Iterable[Entry]
) -> Callable[[str], Container[str]]:
    """By deck, the cards that were ever answered. Those `answered` today are all that may have come to them since the
    last look."""
    held, at = _HELD.get(store), (agenda.version(), store.revised, today)
    if held is None or held.roster is not roster:
        return agenda.seen
    if held.seen_at != at:
        held.seen, held.seen_at = {}, at
    seen = held.seen
    for entry in answered:
        if entry.deck in seen:
            seen[entry.deck].add(entry.card)

    def of(deck: str) -> Container[str]:
        if deck not in seen:
            seen[deck] = agenda.seen(deck)
        return seen[deck]

    return of


def _strangers(store: Store, roster: Roster, agenda: Agenda) -> Sequence[str]:
    """Cards that are remembered, and are in none of these decks any more.

    This connection adds no rows for such cards, so they are looked for anew only when another one has written.
    """
    held, version = _HELD.get(store), agenda.version()
    if held is None or held.roster is not roster:
        return agenda.strangers(roster.cards, [deck.name for deck in roster.decks])
    if held.version != version:
        held.strangers = agenda.strangers(roster.cards, [deck.name for deck in roster.decks])
        held.version = version
    return held.strangers
