"""What today lets through: due cards, limits, burial, siblings, and the forecast."""

from __future__ import annotations

from entries import NOON, ROLLOVER, TODAY, due, learning, new

from quiz.schedule.day import DAY_MS, study_day
from quiz.schedule.limits import Cap
from quiz.schedule.memory import Moment
from quiz.schedule.policy import (
    Candidates,
    DeckCounts,
    Done,
    Entry,
    Limits,
    Siblings,
    becomes_leech,
    both_ways,
    by_overdueness,
    by_position,
    by_time,
    forecast,
    plan,
)
from quiz.schedule.unlock import DeckLock, locks

NOTHING = Done()
ANKI = Limits()


def count(
    entries: list[Entry],
    done: Done = NOTHING,
    limits: Limits = ANKI,
    moment: Moment = NOON,
    siblings: Siblings | None = None,
) -> dict[str, DeckCounts]:
    """What today's plan lets through, by deck."""
    today = study_day(moment, ROLLOVER)
    candidates = Candidates(
        sorted((entry for entry in entries if entry.due_ms is not None), key=by_time),
        sorted((entry for entry in entries if entry.in_review), key=by_overdueness(today)),
        sorted((entry for entry in entries if entry.new), key=by_position),
    )
    left = plan(candidates, {"": done}, limits, moment, today, ROLLOVER, both_ways(siblings or {}))
    decks = dict.fromkeys(entry.deck for entry in entries)
    return {
        deck: DeckCounts(*(sum(e.deck == deck for e in part) for part in (left.new, left.learning, left.due)))
        for deck in decks
    }


def test_a_deck_counts_new_learning_and_due_apart() -> None:
    """A review of tomorrow is in none of them; a step of later today already counts."""
    entries = [
        new("a/1"),
        learning("a/2", NOON.at_ms + 3 * 3_600_000),
        due("a/3"),
        due("a/4", TODAY - 3),
        due("a/5", TODAY + 1),
        new("b/1"),
    ]
    assert count(entries) == {"a": DeckCounts(1, 1, 2), "b": DeckCounts(1, 0, 0)}
    assert count(entries)["a"].total == 4


def test_a_step_beyond_the_rollover_waits_for_its_day_unless_learn_ahead_reaches_it() -> None:
    tomorrow_ms = (TODAY + 1) * DAY_MS + ROLLOVER * 60_000
    entries = [learning("a/1", tomorrow_ms)]
    assert count(entries)["a"].learning == 0
    late = Moment(tomorrow_ms - 600_000, 0)
    assert count(entries, moment=late)["a"].learning == 1


def test_limits_are_used_up_in_learning_order() -> None:
    """Of 20 new cards the first deck takes what it has, the next the rest, and the last shows none."""
    entries = [new(f"{deck}/{n}", 100 * index + n) for index, deck in enumerate("abc") for n in range(15)]
    assert [part.new for part in count(entries).values()] == [15, 5, 0]
    assert [part.new for part in count(entries, Done(new=18)).values()] == [2, 0, 0]
    assert [part.new for part in count(list(reversed(entries))).values()] == [0, 5, 15], "decks keep the caller's order"


def test_a_limit_already_passed_leaves_nothing_and_spares_the_steps() -> None:
    """More was done than today allows (a limit lowered at noon): no card is owed, but what was begun is finished."""
    entries = [new("a/1"), due("a/2"), learning("a/3", NOON.at_ms)]
    assert count(entries, Done(new=25, reviews=300)) == {"a": DeckCounts(0, 1, 0)}
    assert count(entries, limits=Limits(new_per_day=0, reviews_per_day=0)) == {"a": DeckCounts(0, 1, 0)}


def test_suspended_and_buried_cards_are_not_counted() -> None:
    entries = [
        due("a/1", suspended=True),
        due("a/2", buried_until=TODAY + 1),
        due("a/3", buried_until=TODAY),
        learning("a/4", NOON.at_ms, suspended=True),
        new("a/5", buried_until=TODAY + 9),
    ]
    assert count(entries) == {"a": DeckCounts(0, 0, 1)}


def test_a_hidden_card_leaves_its_place_to_the_next() -> None:
    entries = [new("a/1", 1, suspended=True), new("a/2", 2), new("a/3", 3)]
    assert count(entries, limits=Limits(new_per_day=2))["a"].new == 2


def test_of_siblings_one_counts_today() -> None:
    """Naming the pair from one side is enough."""
    entries = [new("a/1", 1), new("a/2", 2), due("a/3"), new("a/4", 4)]
    siblings = {"a/1": frozenset({"a/2"}), "a/4": frozenset({"a/3"})}
    left = count(entries, siblings=siblings)
    assert left["a"] == DeckCounts(new=1, learning=0, due=1)


def test_an_empty_deck_of_memories_shows_zeros() -> None:
    assert count([due("a/1", TODAY + 3)]) == {"a": DeckCounts(0, 0, 0)}
    assert count([]) == {}


def test_the_forecast_counts_by_study_day() -> None:
    """What is overdue or in steps is for today; a burial delays; new and suspended cards are not foreseen."""
    entries = [
        new("a/1"),
        learning("a/2", NOON.at_ms),
        due("a/3", TODAY - 4),
        due("a/4", TODAY + 1),
        due("a/5", TODAY + 1),
        due("a/6", TODAY + 40),
        due("a/7", TODAY, buried_until=TODAY + 1),
        due("a/8", TODAY + 1, suspended=True),
    ]
    assert forecast(entries, TODAY) == {TODAY: 2, TODAY + 1: 3, TODAY + 40: 1}
    assert list(forecast(reversed(entries), TODAY)) == [TODAY, TODAY + 1, TODAY + 40]


def test_a_leech_is_found_at_eight_lapses_and_then_at_every_fourth() -> None:
    """Only by the lapse itself: answers in between find nothing, and a card brought back is found again later."""
    found = [lapses for lapses in range(1, 30) if becomes_leech(lapses - 1, lapses)]
    assert found == [8, 12, 16, 20, 24, 28]
    assert not any(becomes_leech(lapses, lapses) for lapses in range(30))


def test_a_cap_holds_for_its_deck_within_the_limits_of_all() -> None:
    """The deck's own cap first, what is done in it counted; the others take what is left of the collection's."""
    entries = [new(f"{deck}/{n}", 100 * index + n) for index, deck in enumerate("ab") for n in range(9)]
    limits = Limits(new_per_day=6, caps={"a": Cap(new=3)})
    assert [part.new for part in count(entries, limits=limits).values()] == [3, 3]
    more = limits.more(2, 0)
    assert [part.new for part in count(entries, limits=more).values()] == [5, 3]
    candidates = Candidates(new=entries)
    left = plan(candidates, {"a": Done(new=2)}, limits, NOON, TODAY, ROLLOVER)
    assert [entry.deck for entry in left.new] == ["a", "b", "b", "b"]


def test_more_reviews_than_the_day_takes_are_put_off_and_reported() -> None:
    """The most overdue come; hidden ones are neither asked nor put off."""
    entries = [due(f"a/{n}", TODAY - n) for n in range(5)] + [due("a/9", suspended=True)]
    candidates = Candidates(due=sorted(entries, key=by_overdueness(TODAY)), due_beyond=10)
    left = plan(candidates, {}, Limits(reviews_per_day=2), NOON, TODAY, ROLLOVER)
    assert left.counts == DeckCounts(due=2, deferred=13)


def test_a_deck_opens_by_three_fifths_of_what_it_requires() -> None:
    """Rounded up; a circle and a missing deck lock nothing for ever."""
    sizes = {"a": 5, "b": 4, "c": 1}
    requires = {"a": ("c",), "b": ("a", "gone"), "c": ("a",)}
    assert locks(requires, sizes, {}) == {"b": DeckLock("a", 0, 3), "c": DeckLock("a", 0, 3)}
    assert locks(requires, sizes, {"a": 2}) == {"b": DeckLock("a", 2, 3), "c": DeckLock("a", 2, 3)}
    assert locks(requires, sizes, {"a": 3}) == {}


def test_a_sibling_that_waits_is_counted_as_such_and_not_as_due() -> None:
    """Of siblings that are due one comes; the others wait until tomorrow, and the forecast counts them there."""
    cards = [due("a/1", TODAY - 2), due("a/2"), learning("a/3", NOON.at_ms), new("a/4", 4)]
    siblings = both_ways({"a/3": frozenset({"a/1", "a/2", "a/4"})})
    left = plan(Candidates(cards[2:3], cards[:2], cards[3:]), {}, ANKI, NOON, TODAY, ROLLOVER, siblings)
    assert left.counts == DeckCounts(learning=1, buried_siblings=2)
    assert forecast(cards, TODAY, None, frozenset({"a/1", "a/2"})) == {TODAY: 1, TODAY + 1: 2}


def test_the_forecast_counts_a_step_after_the_end_of_today_for_tomorrow() -> None:
    """A step of some hours begun in the evening; what is buried longer comes later still."""
    cards = [learning("a/1", NOON.at_ms), learning("a/2", NOON.at_ms + DAY_MS), due("a/3", buried_until=TODAY + 3)]
    assert forecast(cards, TODAY, NOON.at_ms + DAY_MS // 2, frozenset({"a/3"})) == {
        TODAY: 1,
        TODAY + 1: 1,
        TODAY + 3: 1,
    }
