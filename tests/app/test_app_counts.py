"""Counts that agree: what is due is one number wherever it is told, and siblings that wait are named as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.app.cards import find
from quiz.app.history import stats_context
from quiz.app.home import Home
from quiz.collection.gather import session_cards_of
from quiz.collection.snapshot import scheduled
from quiz.schedule.memory import Rating
from quiz.schedule.policy import forecast
from quiz.stats.forecast import Forecast
from quiz.store.log.events import EventKind, Review
from quiz.store.store import Store

DECK = """
format: 1
deck: {name}
title: A deck of the tests
cards:
{cards}
"""
CARD = """
- id: {name}
  ask: predict
  prompt: What?
  code: torch.tensor({number})
  explain: e
  source: https://example.org
"""


def home(folder: Path, now: str) -> Home:
    (folder / "shipped").mkdir(exist_ok=True)
    environ = {"QUIZ_HOME": str(folder / "home"), "QUIZ_NOW": now}
    return Home(environ, shipped=folder / "shipped")


def write_deck(
    folder: Path, name: str, count: int, siblings: dict[int, list[int]], elsewhere: str = "", requires: str = ""
) -> None:
    cards = ""
    for number in range(count):
        cards += CARD.format(name=f"c{number}", number=number)
        if number in siblings:
            cards += f"  siblings: [{', '.join(f'{elsewhere}c{other}' for other in siblings[number])}]\n"
    if requires:
        cards = f"{cards}requires: [{requires}]\n"
    path = folder / "home" / "decks" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(DECK.format(name=name, cards=cards))


def answer(here: Home, store: Store, card: str, rating: Rating = Rating.EASY) -> None:
    row = store.rows([card]).get(card)
    expects = row.last_event if row else None
    review = Review(
        card=card, rating=rating, moment=here.now(), expects=expects, suggested=rating, verdict="right", seed=1
    )
    store.record(review, here.settings.options())


def numbers(here: Home, store: Store) -> set[int]:
    """What is due and in steps today, as each door of the quiz counts it."""
    collection = here.collection(store)
    total, queue = collection.total(), session_cards_of(collection, store).queue().remaining()
    entries = scheduled(store, collection, [deck.name for deck in collection.decks])
    ahead = forecast(entries, collection.today, collection.until_ms, collection.buried_siblings)
    panel = Forecast.of(stats_context(here, store))
    assert total == queue
    assert panel.due[1] == ahead.get(collection.today + 1, 0)
    return {
        total.due + total.learning + total.deferred,
        len(find(here, store, ("is:due",)).ids),
        ahead.get(collection.today, 0),
        panel.due[0],
        sum(part.due + part.learning for part in collection.shares().values()) + total.deferred,
    }


def test_what_is_due_is_one_number_and_siblings_that_wait_are_named(tmp_path: Path) -> None:
    """Three siblings and a card by itself come due; once one of the three is answered, the two others wait."""
    write_deck(tmp_path, "a", 5, {0: [1, 2], 1: [2]})
    write_deck(tmp_path, "b", 2, {})
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        for card in ("a/c0", "a/c1", "a/c2", "b/c0"):
            answer(here, store, card)
    here = home(tmp_path, "2026-04-20T12:00:00+00:00")
    with here.open_store() as store:
        collection = here.collection(store)
        assert collection.total()[1:] == (0, 2, 0, 2)
        assert numbers(here, store) == {2}
        (first,) = {"a/c0", "a/c1", "a/c2"} - collection.buried_siblings
        answer(here, store, first)
        answer(here, store, "b/c0")
        assert here.collection(store).total()[1:] == (0, 0, 0, 2)
        assert numbers(here, store) == {0}
        found = find(here, store, ("is:buried-sibling",))
        assert set(found.ids) == {"a/c0", "a/c1", "a/c2"} - {first}
        assert {line.hidden for line in found.lines(store)} == {"sibling"}
        assert find(here, store, ("is:buried", "is:due")).ids == ()


def asked(here: Home, store: Store, *decks: str) -> set[str]:
    """The cards that a session of these decks asks, as many as their counts say."""
    collection = here.collection(store)
    queue = session_cards_of(collection, store, decks).queue()
    assert collection.total(decks) == queue.remaining()
    cards: set[str] = set()
    while (card := queue.next(collection.moment)) is not None and card not in cards:
        cards.add(card)
        queue.postpone(card)
    return cards


def test_siblings_of_two_decks_come_on_two_days(tmp_path: Path) -> None:
    """Of a pair one is asked when both decks are reviewed; each deck alone has its own, until the other is answered."""
    write_deck(tmp_path, "a", 2, {})
    write_deck(tmp_path, "b", 2, {0: [0], 1: [7]}, "a/")
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        assert asked(here, store) == {"a/c0", "a/c1", "b/c1"}
        assert asked(here, store, "b") == {"b/c0", "b/c1"}
        answer(here, store, "a/c0")
        assert asked(here, store) == asked(here, store, "a", "b") == {"a/c1", "b/c1"}
        assert asked(here, store, "b") == {"b/c1"}
    here = home(tmp_path, "2026-03-03T12:00:00+00:00")
    with here.open_store() as store:
        assert asked(here, store, "b") == {"b/c0", "b/c1"}
        answer(here, store, "b/c0")
    here = home(tmp_path, "2026-04-20T12:00:00+00:00")
    with here.open_store() as store:
        assert here.collection(store).total()[1:] == (0, 1, 0, 1)
        assert numbers(here, store) == {1}


def test_a_new_card_of_a_locked_deck_keeps_no_sibling_waiting(tmp_path: Path) -> None:
    """Learning order puts the locked one first, and it cannot come."""
    write_deck(tmp_path, "a", 1, {0: [0]}, "b/", requires="c")
    write_deck(tmp_path, "b", 1, {})
    write_deck(tmp_path, "c", 2, {})
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        assert set(here.collection(store).locked()) == {"a"}
        assert asked(here, store) == {"b/c0", "c/c0", "c/c1"}


def test_steps_of_tomorrow_and_what_the_day_has_no_room_for_count_alike(tmp_path: Path) -> None:
    """A step of six hours begun in the night, a limit of one review a day, a card that is buried by hand."""
    write_deck(tmp_path, "a", 6, {4: [5]})
    (tmp_path / "home" / "config.toml").write_text('reviews_per_day = 1\nlearning_steps = ["6h", "6h"]\n')
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        for card in ("a/c0", "a/c1", "a/c2"):
            answer(here, store, card)
    here = home(tmp_path, "2026-04-20T02:00:00+00:00")
    with here.open_store() as store:
        answer(here, store, "a/c3", Rating.AGAIN)
        store.act(EventKind.BURY, "a/c2", {}, here.now(), options=here.settings.options())
        assert here.collection(store).total()[1:] == (0, 1, 1, 0)
        assert numbers(here, store) == {2}


def test_new_cards_of_all_decks_are_those_of_the_day(tmp_path: Path) -> None:
    """With unlocking off as well: the limit is that of the collection, and the first decks have it."""
    for name in "abc":
        write_deck(tmp_path, name, 9, {})
    (tmp_path / "home" / "config.toml").write_text("new_per_day = 13\nunlocking = false\n")
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        collection = here.collection(store)
        assert [part.new for part in collection.shares().values()] == [9, 4, 0]
        assert [part.new for part in collection.counts().values()] == [9, 9, 9]
        assert collection.total().new == 13


def test_what_was_worked_out_for_the_decks_is_used_again(tmp_path: Path) -> None:
    """One Home reads its decks into one index as long as their files stay; what is answered meanwhile is counted."""
    write_deck(tmp_path, "a", 4, {})
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        before = here.collection(store)
        answer(here, store, "a/c0")
        after = here.collection(store)
        assert after.card_index is before.card_index
        assert (before.total().new, after.total().new) == (4, 3)
        assert after.known() == {"a": (1, 4)}
        write_deck(tmp_path, "a", 5, {})
        assert here.collection(store).known() == {"a": (1, 5)}


@pytest.mark.parametrize("words", [("a/c1",), ("id:a/c1",), ("kind:predict", "id:c1")])
def test_a_whole_id_is_that_card(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Though other ids begin with it."""
    write_deck(tmp_path, "a", 12, {})
    here = home(tmp_path, "2026-03-02T12:00:00+00:00")
    with here.open_store() as store:
        assert find(here, store, words).ids == ("a/c1",)
