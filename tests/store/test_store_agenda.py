"""The agenda reads as little as a day needs, and tells the same as reading everything."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from by_rows import collection_by_rows, session_cards_by_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import deck_of
from store_scene import NOON, OPTIONS, answered, at

from quiz.collection import gather, snapshot
from quiz.collection.gather import deal
from quiz.collection.snapshot import again, collection_of
from quiz.deck.model import Deck
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.policy import DeckCounts, forecast
from quiz.settings.settings import Settings
from quiz.store.log.events import EventKind
from quiz.store.queries.unaskable import KEY, Unaskable, put_unaskable, unaskable_cards
from quiz.store.store import Store

CARD = """
- id: {name}
  ask: predict
  prompt: What?
  code: "1"
"""


def deck(name: str, cards: int, **changes: object) -> Deck:
    """A deck of cards c0, c1, ..."""
    made = deck_of(*(CARD.format(name=f"c{number}") for number in range(cards)))
    named = tuple(replace(card, deck=name) for card in made.cards)
    return replace(made, name=name, cards=named, **changes)  # type: ignore[arg-type]


def with_siblings(made: Deck, *pairs: tuple[int, int]) -> Deck:
    """Of each pair the first names the second."""
    cards = list(made.cards)
    for one, other in pairs:
        cards[one] = replace(cards[one], siblings=(*cards[one].siblings, f"c{other}"))
    return replace(made, cards=tuple(cards))


DECKS = [
    with_siblings(deck("a", 8, order=1), (0, 3), (4, 5)),
    deck("b", 8, order=2, requires=("a",)),
    with_siblings(deck("c", 6, order=3, requires=("b",)), (0, 1)),
]
cards = st.tuples(st.sampled_from("abc"), st.integers(0, 9)).map(lambda pair: f"{pair[0]}/c{pair[1]}")
"""Some of these are in no deck: they were, when they were answered."""
steps = st.one_of(
    st.tuples(st.just("review"), cards, st.sampled_from([Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.EASY])),
    st.tuples(st.just("review"), cards, st.just(Rating.EASY)),
    st.tuples(
        st.just("act"), cards, st.sampled_from([EventKind.SUSPEND, EventKind.BURY, EventKind.RESET, EventKind.FLAG])
    ),
    st.tuples(st.just("wait"), st.integers(1, 60 * 24 * 6), st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("aside"), cards, st.none()),
)
some_settings = st.builds(
    Settings,
    new_per_day=st.integers(0, 6),
    reviews_per_day=st.integers(0, 6),
    unlocking=st.booleans(),
    decks=st.sampled_from([{}, {"a": {"new_per_day": 1, "reviews_per_day": 2}, "c": {"retention": 0.8}}]),
)


@pytest.fixture(autouse=True)
def _cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "SPARE", 0)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is made once: to migrate is what takes time."""
    path = tmp_path_factory.mktemp("empty") / "quiz.db"
    Store.open(path).close()
    return path


@settings(max_examples=60)
@given(st.lists(steps, min_size=4, max_size=30), some_settings)
def test_what_is_selected_comes_to_the_same_as_all_there_is(
    empty: Path, story: list[tuple[str, object, object]], learner: Settings
) -> None:
    """Counts, what was put off, locks, and the very order of the queue; by deck and for all of them."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(shutil.copy(empty, folder))) as store:
        moment = Moment(NOON, 60)
        for what, one, two in story:
            moment = Moment(moment.at_ms + 60_000, 60)
            if what == "review":
                answered(store, str(one), moment, rating=two)
            elif what == "act":
                assert isinstance(two, EventKind)
                store.act(two, str(one), {"flag": 1} if two is EventKind.FLAG else {}, moment, options=OPTIONS)
            elif what == "wait":
                assert isinstance(one, int)
                moment = Moment(moment.at_ms + one * 60_000, 60)
            elif what == "undo":
                store.undo(moment, OPTIONS.rollover_min)
            else:
                unfit = {c.id: Unaskable(c.digest, "it fails", None) for d in DECKS for c in d.cards if c.id == one}
                put_unaskable(store, "torch", unfit, 0)
        shown = collection_of(DECKS, store, learner, moment)
        rows, done = store.rows(), store.done_today(shown.today)
        full = collection_by_rows(DECKS, rows, done, shown.moment, shown.rules, aside=shown.snapshot.aside)
        assert shown.counts() == full.counts()
        assert shown.known() == full.known()
        assert shown.locked() == full.locked()
        for names, path in (((), ()), (("a",), ()), (("b", "c"), ()), ((), ("c/c3", "a/c0", "c/c1", "b/c9"))):
            deals = [deal(shown, store, moment, names, path), session_cards_by_rows(full, rows, names, path)]
            lines = [one.queue() for one in deals]
            assert lines[0].remaining() == lines[1].remaining()
            assert path or shown.total(names) == lines[1].remaining()
            tomorrow = [forecast(one.later, shown.today).get(shown.today + 1, 0) for one in deals]
            assert path or tomorrow[0] == tomorrow[1]
            for _ in range(4):
                asked = [line.next(shown.moment) for line in lines]
                assert asked[0] == asked[1]
                if asked[0] is not None:
                    for line in lines:
                        line.postpone(asked[0])
        again(shown, store, moment)


def test_a_backlog_says_what_it_puts_off(store: Store) -> None:
    """Of six due reviews the day takes two, the most overdue; the others are counted, and so they are by deck."""
    for number in range(6):
        answered(store, f"a/c{number}", at(number, days=-40 + number), rating=Rating.EASY)
    plain = [deck("a", 8), deck("b", 2)]
    shown = collection_of(plain, store, Settings(new_per_day=0, reviews_per_day=2), at())
    assert shown.total() == shown.counts()["a"] == DeckCounts(due=2, deferred=4)
    assert deal(shown, store, at()).queue().remaining() == shown.total()


def test_a_limit_that_today_has_passed_already_lets_nothing_through(store: Store) -> None:
    """It was made lower in the course of the day, by more than what is dealt beyond it."""
    answered(store, "a/c0", at(days=-20), rating=Rating.EASY)
    answered(store, "a/c0", at())
    collection = collection_of([deck("a", 1)], store, Settings(reviews_per_day=0), at(1))
    assert collection.total() == collection.counts()["a"] == DeckCounts()
    assert deal(collection, store, at(1)).queue().remaining() == DeckCounts()


def test_more_for_today_lasts_for_the_day(store: Store, path: Path) -> None:
    """It raises the limits in every session until the rollover, a deck's cap as well."""
    learner = Settings(new_per_day=1, decks={"a": {"new_per_day": 1}})
    store.note(EventKind.MORE, {"new": 3}, at(), options=OPTIONS)
    with Store.open(path) as later:
        assert collection_of([deck("a", 8)], later, learner, at(60)).total().new == 4
        assert collection_of([deck("a", 8)], later, learner, at(days=1)).total().new == 1


def test_a_locked_deck_opens_when_enough_is_passed_and_at_once_by_its_name(store: Store) -> None:
    """60% of the cards it requires, graduated; what was begun in it is asked in any case."""
    decks = [deck("a", 5, order=1), deck("b", 4, order=2, requires=("a",))]
    learner = Settings()
    shown = collection_of(decks, store, learner, at())
    assert shown.total().new == 5
    assert (shown.locked()["b"].requires, shown.locked()["b"].passed, shown.locked()["b"].needed) == ("a", 0, 3)
    assert shown.total(["b"]).new == 4
    answered(store, "b/c0", at())
    for number in range(3):
        assert collection_of(decks, store, learner, at(1)).total().learning == 1
        answered(store, f"a/c{number}", at(2 + number), rating=Rating.EASY)
    shown = collection_of(decks, store, learner, at(30))
    assert shown.locked() == {}
    assert shown.total() == DeckCounts(new=5, learning=1)
    assert collection_of(decks, store, Settings(unlocking=False), at()).locked() == {}


def test_a_renamed_card_keeps_what_is_known_of_it(store: Store) -> None:
    """`was` names the former id, of the same deck or of another; the card is not new again."""
    answered(store, "a/old", at(days=-9), rating=Rating.EASY)
    answered(store, "gone/other", at(days=-9), rating=Rating.EASY)
    made = deck("a", 3)
    cards = (replace(made.cards[0], was="old"), replace(made.cards[1], was="gone/other"), made.cards[2])
    shown = collection_of([replace(made, cards=cards)], store, Settings(), at())
    assert shown.total() == DeckCounts(new=1, due=2)
    assert shown.known() == {"a": (2, 3)}


def test_a_card_that_this_torch_cannot_ask_is_not_counted_until_it_changes(store: Store) -> None:
    """Another content, or another engine, and it is counted again; until then it says why it is not."""
    made = deck("a", 3)
    unfit = {
        "a/c0": Unaskable(made.cards[0].digest, "no such op", None),
        "a/c1": Unaskable("another content", "", None),
    }
    put_unaskable(store, "2.13.0 on cpu", unfit, 0)
    shown = collection_of([made], store, Settings(), at())
    assert shown.total().new == 2
    assert shown.snapshot.aside == {"a/c0": "cannot be asked by torch 2.13.0 on cpu: no such op"}
    put_unaskable(store, "2.14.0 on cpu", {}, 0)
    assert collection_of([made], store, Settings(), at()).total().new == 3


def test_a_card_that_fails_today_gets_another_chance_tomorrow(store: Store) -> None:
    """What it wants may have been installed meanwhile; a card for another torch waits for that torch."""
    made = deck("a", 3)
    today = collection_of([made], store, Settings(), at()).today
    unfit = {
        "a/c0": Unaskable(made.cards[0].digest, "no numpy", today),
        "a/c1": Unaskable(made.cards[1].digest, "old", None),
    }
    put_unaskable(store, "2.13.0 on cpu", unfit, today)
    assert set(collection_of([made], store, Settings(), at()).snapshot.aside) == {"a/c0", "a/c1"}
    assert set(collection_of([made], store, Settings(), at(days=1)).snapshot.aside) == {"a/c1"}


def test_what_an_older_release_put_aside_gets_another_chance(store: Store) -> None:
    """It did not say why."""
    store.put_meta(KEY, '{"engine": "2.13.0 on cpu", "cards": {"a/c0": "a digest"}}')
    assert unaskable_cards(store, 0) == ("2.13.0 on cpu", {})


def test_a_remembered_card_of_no_deck_is_found_when_another_process_adds_one(store: Store, path: Path) -> None:
    """An import elsewhere brings cards that the decks no longer have: they are neither due nor known here."""
    made = deck("a", 2)
    assert collection_of([made], store, Settings(), at()).known() == {"a": (0, 2)}
    with Store.open(path) as other:
        answered(other, "a/removed", at(days=-30), rating=Rating.EASY)
    shown = collection_of([made], store, Settings(), at())
    assert shown.known() == {"a": (0, 2)}
    assert shown.total() == DeckCounts(new=2)
    assert snapshot.scheduled(store, shown, ["a"]) == []


def test_a_card_that_is_answered_after_its_file_has_lost_it_is_not_counted(store: Store) -> None:
    """It stood on the screen when the file was edited; home tells the same as a quiz that opens the database anew."""
    made = deck("a", 3)
    fewer = replace(made, cards=made.cards[1:])
    collection_of([made], store, Settings(), at())
    assert collection_of([fewer], store, Settings(), at(1)).total() == DeckCounts(new=2)
    answered(store, "a/c0", at(2))
    for number in (1, 2):
        shown = collection_of([fewer], store, Settings(), at(2 * number + 1))
        assert shown.known() == {"a": (number - 1, 2)}
        assert shown.total() == DeckCounts(new=3 - number, learning=number - 1)
        assert deal(shown, store, at(2 * number + 1)).queue().remaining() == shown.total()
        answered(store, f"a/c{number}", at(2 * number + 2))


def test_a_card_buried_until_the_day_it_is_due_comes_once(store: Store) -> None:
    """It is among tomorrow's reviews, and among those that come back tomorrow."""
    row = answered(store, "a/c0", at(), rating=Rating.EASY).row
    assert row.memory is not None and row.memory.due_day is not None
    days = row.memory.due_day - row.memory.last_day - 1
    store.act(EventKind.BURY, "a/c0", {}, at(days=days), options=OPTIONS)
    made = deck("a", 1)
    shown = collection_of([made], store, Settings(), at(1, days=days))
    assert [entry.card for entry in deal(shown, store, at(1, days=days)).later] == ["a/c0"]


def test_a_card_answered_on_a_day_that_travelling_has_taken_back_holds_its_sibling(store: Store) -> None:
    """At home it is tomorrow already; two zones further west it is the evening before, and the same session."""
    made = with_siblings(deck("a", 2), (0, 1))
    early = Moment(NOON + 17 * 3_600_000, 60)  # 06:00 of the next study day
    answered(store, "a/c0", early)
    west = Moment(early.at_ms + 60_000, -360)
    shown = collection_of([made], store, Settings(), west)
    assert shown.today < collection_of([made], store, Settings(), early).today
    assert shown.total().new == deal(shown, store, west).queue().remaining().new == 0
