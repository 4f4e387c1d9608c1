"""The queue of one session: order, limits, undo, postponing, siblings, the end of the day."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.day import DAY_MS, study_day
from quiz.schedule.fsrs import Options, answer
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.policy import Candidates
from quiz.schedule.queue import DeckCounts, Done, Entry, Limits, Queue

TODAY = 20_000
NOON = Moment(TODAY * DAY_MS + DAY_MS // 2, 0)
MINUTE = 60_000
ROLLOVER = 240
OPTIONS = Options()
ANKI = Limits()
NONE: Mapping[str, frozenset[str]] = {}


def later(minutes: float, moment: Moment = NOON) -> Moment:
    return Moment(moment.at_ms + int(minutes * MINUTE), moment.offset_min)


def new(name: str, position: int = 0) -> Entry:
    return Entry(name, position)


def due(name: str, last_day: int = TODAY - 5, interval: int = 5) -> Entry:
    due_day = last_day + interval
    memory = Memory(State.REVIEW, None, 5.0, 5.0, last_day * DAY_MS, last_day, None, due_day, interval, 3, 0)
    return Entry.of(name, 0, memory)


def step(name: str, due_in_min: float, last_day: int = TODAY, reps: int = 1) -> Entry:
    at_ms = later(due_in_min).at_ms
    memory = Memory(State.LEARNING, 0, 1.0, 5.0, at_ms - 10 * MINUTE, last_day, at_ms, None, 0, reps, 0)
    return Entry.of(name, 0, memory)


def memory_of(entry: Entry) -> Memory:
    """A memory that makes this entry; none of the tests looks at its stability."""
    assert entry.phase is not None and entry.last_day is not None
    last_ms = entry.last_day * DAY_MS if entry.due_ms is None else entry.due_ms - 10 * MINUTE
    step = 0 if entry.due_ms is not None else None
    return Memory(
        State(entry.phase), step, 5.0, 5.0, last_ms, entry.last_day, entry.due_ms, entry.due_day, entry.interval_days,
        entry.reps, 0,
    )  # fmt: skip


def queue_of(
    entries: list[Entry], done: Done, limits: Limits, moment: Moment, siblings: Mapping[str, frozenset[str]] = NONE
) -> Queue:
    """A queue of these cards; `done` counts for a deck of its own."""
    candidates = Candidates(
        [entry for entry in entries if entry.due_ms is not None],
        [entry for entry in entries if entry.in_review],
        [entry for entry in entries if entry.new],
    )
    return Queue(candidates, {"": done}, limits, moment, ROLLOVER, siblings)


class Backend:
    """A learner: asks what is next, answers it, and may take back the last answers."""

    def __init__(
        self, entries: list[Entry], limits: Limits = ANKI, siblings: Mapping[str, frozenset[str]] = NONE
    ) -> None:
        self.entries = {entry.card: entry for entry in entries}
        self.siblings = siblings
        self.queue = queue_of(entries, Done(), limits, NOON, siblings)
        self.now = NOON
        self.memories = {entry.card: memory_of(entry) for entry in entries if not entry.new}
        self.past: list[tuple[Entry, Memory | None]] = []

    def answer(self, rating: Rating = Rating.GOOD, seconds: float = 10) -> str | None:
        card = self.queue.next(self.now)
        if card is not None:
            assert self.entries[card].answered_on(self.today) or not self.siblings_answered(card)
            self.now = later(seconds / 60, self.now)
            self.past.append((self.entries[card], self.memories.get(card)))
            self.memories[card] = memory = answer(self.memories.get(card), rating, self.now, card, OPTIONS)
            self._put(Entry.of(card, self.entries[card].position, memory))
        return card

    @property
    def today(self) -> int:
        return study_day(self.now, ROLLOVER)

    def siblings_answered(self, card: str) -> list[str]:
        related = [*self.siblings.get(card, ()), *(other for other, named in self.siblings.items() if card in named)]
        return [other for other in related if other != card and self.entries[other].answered_on(self.today)]

    def undo(self) -> None:
        entry, memory = self.past.pop()
        self.memories.pop(entry.card)
        if memory is not None:
            self.memories[entry.card] = memory
        self._put(entry)

    def answer_all(self, rating: Rating = Rating.GOOD) -> list[str]:
        """The cards in the order asked; where only later steps are left, waits for them."""
        asked: list[str] = []
        for _ in range(1000):
            card = self.answer(rating)
            if card is not None:
                asked.append(card)
                continue
            at_ms = self.queue.next_learning_ms()
            if at_ms is None:
                return asked
            assert at_ms > self.now.at_ms
            self.now = Moment(at_ms, 0)
        raise AssertionError("the queue does not end")

    def _put(self, entry: Entry) -> None:
        self.entries[entry.card] = entry
        self.queue.put(entry, self.now)


def first_seen(asked: list[str]) -> list[str]:
    return list(dict.fromkeys(asked))


def test_an_empty_queue_has_nothing() -> None:
    queue = queue_of([], Done(), Limits(), NOON)
    assert (queue.next(NOON), queue.next_learning_ms(), queue.remaining()) == (None, None, DeckCounts())


def test_a_step_that_is_due_comes_before_all_else() -> None:
    queue = queue_of([new("new"), due("due"), step("step", 0), step("older", -5)], Done(), Limits(), NOON)
    assert queue.next(NOON) == "older"


def test_a_step_ahead_of_its_time_comes_only_when_nothing_else_is_left() -> None:
    """Within learn-ahead (20 minutes) it is asked early; beyond, the queue says when it will be due."""
    backend = Backend([step("soon", 15), step("late", 25), due("due")])
    assert backend.queue.next(NOON) == "due"
    assert [backend.answer(Rating.EASY), backend.answer(Rating.EASY)] == ["due", "soon"]
    assert backend.queue.next(NOON) is None
    assert backend.queue.next_learning_ms() == later(25).at_ms
    assert backend.queue.next(later(5)) == "late"


def test_a_card_ahead_of_its_time_does_not_follow_itself_while_another_can_stand_between() -> None:
    """Again on the only card due in a minute would ask it at once; another step is taken first."""
    backend = Backend([step("a", 3), step("b", 8)])
    assert [backend.answer(Rating.AGAIN) for _ in range(4)] == ["a", "b", "a", "b"]


def test_new_cards_come_in_their_order() -> None:
    backend = Backend([new(name, position) for position, name in ((3, "c"), (1, "a"), (4, "d"), (2, "b"))])
    assert first_seen(backend.answer_all()) == ["a", "b", "c", "d"]


def test_new_cards_of_several_decks_are_interleaved() -> None:
    """Those of each deck in their order, spread evenly among the others'; which cards come is as without it."""
    backend = Backend(
        [new(f"a/{n}", n) for n in range(4)] + [new(f"b/{n}", 10 + n) for n in range(9)], Limits(new_per_day=6)
    )
    order = first_seen(backend.answer_all(Rating.EASY))
    assert sorted(order) == ["a/0", "a/1", "a/2", "a/3", "b/0", "b/1"]
    assert [card for card in order if card[0] == "a"] == ["a/0", "a/1", "a/2", "a/3"]
    assert [card for card in order if card[0] == "b"] == ["b/0", "b/1"]
    assert 0 < order.index("b/0") < order.index("b/1") <= 5
    assert order.index("b/1") - order.index("b/0") > 1


def test_new_cards_and_reviews_are_spread_evenly() -> None:
    """Nine reviews and three new cards: a new card after every two or three reviews."""
    backend = Backend([due(f"due{n}") for n in range(9)] + [new(f"new{n}", n) for n in range(3)])
    order = first_seen(backend.answer_all(Rating.EASY))
    assert [place for place, card in enumerate(order) if card.startswith("new")] == [2, 6, 9]


def test_many_new_cards_are_spread_around_few_reviews() -> None:
    backend = Backend([due(f"due{n}") for n in range(2)] + [new(f"new{n}", n) for n in range(8)])
    order = first_seen(backend.answer_all(Rating.EASY))
    assert [place for place, card in enumerate(order) if card.startswith("due")] == [2, 6]


def test_the_most_overdue_for_its_interval_comes_first() -> None:
    """Two days late matter more on an interval of one day than ten days late on one of a hundred."""
    entries = [due("long", TODAY - 110, 100), due("short", TODAY - 3, 1), due("on-time", TODAY - 30, 30)]
    assert Backend(entries).answer_all() == ["short", "long", "on-time"]


def test_equally_due_cards_change_places_from_day_to_day() -> None:
    """The same order each day would let one card give away the next; within a day it holds, however cards arrive."""
    entries = [due(f"card{n}") for n in range(12)]
    orders = [Backend(entries).answer_all(), Backend(entries[::-1]).answer_all()]
    assert orders[0] == orders[1]
    tomorrow = queue_of([due(entry.card, TODAY - 4) for entry in entries], Done(), Limits(), later(1440))
    seen = []
    while (card := tomorrow.next(later(1440))) is not None:
        seen.append(card)
        tomorrow.drop(card)
    assert sorted(seen) == sorted(orders[0])
    assert seen != orders[0]


def test_limits_hold_and_what_was_done_before_counts() -> None:
    entries = [due(f"due{n}") for n in range(9)] + [new(f"new{n}", n) for n in range(9)]
    queue = queue_of(entries, Done(new=3, reviews=1), Limits(new_per_day=5, reviews_per_day=4), NOON)
    assert queue.remaining() == DeckCounts(new=2, learning=0, due=3, deferred=6), "six are due as well"


def test_remaining_goes_down_with_the_answers() -> None:
    backend = Backend([due("due"), new("new")])
    assert backend.queue.remaining() == DeckCounts(1, 0, 1)
    assert backend.answer(Rating.AGAIN) == "due"
    assert backend.queue.remaining() == DeckCounts(1, 1, 0)
    backend.answer()
    assert backend.queue.remaining() == DeckCounts(0, 2, 0)


def test_asking_twice_changes_nothing() -> None:
    queue = queue_of([new("a", 1), new("b", 2), due("c")], Done(), Limits(), NOON)
    assert len({queue.next(NOON) for _ in range(5)}) == 1


def test_an_undone_card_comes_back_at_once_and_its_place_in_the_limits_with_it() -> None:
    backend = Backend([new("a", 1), new("b", 2), due("c"), due("d")], Limits(new_per_day=1, reviews_per_day=1))
    before = backend.queue.remaining()
    first, second = backend.answer(), backend.answer()
    assert backend.queue.remaining() == DeckCounts(0, 1, 0, deferred=1)
    backend.undo()
    assert backend.queue.next(backend.now) == second
    backend.undo()
    assert backend.queue.remaining() == before
    assert [backend.answer(), backend.answer()] == [first, second]
    assert backend.queue.remaining() == DeckCounts(0, 1, 0, deferred=1)


def test_an_undone_step_comes_back_even_before_its_time() -> None:
    """The learner took the answer back to give another: the card is shown, whatever is due."""
    backend = Backend([step("a", 0), due("b")])
    assert backend.answer() == "a"
    backend.undo()
    backend.now = later(-30, backend.now)
    assert backend.queue.next(backend.now) == "a"


def test_an_undo_after_the_last_card_opens_the_queue_again() -> None:
    backend = Backend([due("a")])
    assert backend.answer_all() == ["a"]
    backend.undo()
    assert backend.answer_all() == ["a"]


@pytest.mark.parametrize("begun", [step("a", 15, reps=4), step("a", 15, last_day=TODAY - 1)])
def test_a_reset_card_is_no_undo(begun: Entry) -> None:
    """A card forgotten by command is new again; it gives back no place within today's limit of new cards."""
    backend = Backend([begun, new("b", 1)], Limits(new_per_day=1))
    assert backend.answer() == "b"
    backend.queue.put(new("a"), backend.now)
    assert backend.queue.remaining().new == 0


def test_a_card_answered_twice_elsewhere_counts_as_begun() -> None:
    """Its memory arrives from another machine: a new card of today has been used up."""
    queue = queue_of([new("a", 1), new("b", 2)], Done(), Limits(new_per_day=1), NOON)
    queue.put(step("a", 5, reps=2), NOON)
    assert queue.remaining() == DeckCounts(new=0, learning=1, due=0)


def test_a_postponed_card_comes_after_all_others() -> None:
    """Twice postponed is last of the postponed; when nothing else is left they come, in that order."""
    backend = Backend([new(name, position) for position, name in enumerate("abcd")])
    backend.queue.postpone("a")
    backend.queue.postpone("b")
    backend.queue.postpone("a")
    assert backend.queue.remaining().new == 4
    assert [backend.answer(Rating.EASY) for _ in range(5)] == ["c", "d", "b", "a", None]


def test_a_postponed_card_waits_even_behind_a_step_ahead_of_its_time() -> None:
    backend = Backend([due("a"), step("b", 15)])
    backend.queue.postpone("a")
    assert [backend.answer(Rating.EASY) for _ in range(3)] == ["b", "a", None]


def test_an_answered_card_is_no_longer_postponed() -> None:
    backend = Backend([new("a", 1), new("b", 2)])
    backend.queue.postpone("a")
    assert [backend.answer(Rating.EASY), backend.answer(Rating.AGAIN)] == ["b", "a"]
    backend.now = later(5, backend.now)
    backend.queue.put(due("c"), backend.now)
    assert backend.queue.next(backend.now) == "a"


def test_a_dropped_card_does_not_come_back_and_leaves_its_place() -> None:
    """Its code broke: it is asked no more in this session, and another new card takes its place in the limit."""
    backend = Backend([new("a", 1), new("b", 2)], Limits(new_per_day=1))
    assert backend.queue.next(NOON) == "a"
    backend.queue.drop("a")
    assert backend.queue.next(NOON) == "b"
    backend.queue.put(new("a", 1), NOON)
    assert set(backend.answer_all()) == {"b"}
    backend.queue.drop("never heard of")


def test_burying_and_suspending_take_a_card_out_and_bring_it_back() -> None:
    queue = queue_of([due("a")], Done(), Limits(), NOON)
    for hidden in (due("a")._replace(buried_until=TODAY + 1), due("a")._replace(suspended=1)):
        queue.put(hidden, NOON)
        assert queue.next(NOON) is None
        queue.put(due("a"), NOON)
        assert queue.next(NOON) == "a"


@pytest.mark.parametrize("siblings", [{"a": frozenset({"b"})}, {"b": frozenset({"a"})}])
def test_a_sibling_of_a_card_answered_today_waits_for_tomorrow(siblings: dict[str, frozenset[str]]) -> None:
    backend = Backend([new("a", 1), new("b", 2), new("c", 3)], siblings=siblings)
    assert set(backend.answer_all()) == {"a", "c"}
    assert (
        queue_of(list(backend.entries.values()), Done(), ANKI, later(1440), backend.siblings).next(later(1440)) == "b"
    )


def test_a_sibling_answered_before_this_session_holds_too() -> None:
    queue = queue_of([step("a", 600), new("b")], Done(), Limits(), NOON, {"a": frozenset({"b"})})
    assert queue.next(NOON) is None


def test_siblings_that_were_both_answered_today_both_go_on() -> None:
    """They became siblings too late: holding both back would strand two cards in the middle of their steps."""
    backend = Backend([step("a", 0), step("b", 0)], siblings={"a": frozenset({"b"})})
    assert {backend.answer(), backend.answer()} == {"a", "b"}


def test_an_undo_releases_the_sibling() -> None:
    backend = Backend([new("a", 1), new("b", 2)], siblings={"a": frozenset({"b"})})
    backend.answer()
    backend.undo()
    backend.queue.drop("a")
    assert backend.queue.next(backend.now) == "b"


def test_a_queue_is_that_of_one_day() -> None:
    """Over the rollover it has nothing until it is made anew; what was postponed is ordinary then."""
    entries = [new("a", 1), new("b", 2), due("c", TODAY - 4)]
    backend = Backend(entries, Limits(new_per_day=1))
    assert set(backend.answer_all(Rating.EASY)) == {"a"}
    backend.queue.postpone("c")
    backend.queue.drop("b")
    tomorrow = later(960)
    assert backend.queue.next(tomorrow) is None
    again = queue_of(list(backend.entries.values()), Done(), Limits(new_per_day=1), tomorrow)
    again.take_over(backend.queue)
    assert again.next(tomorrow) == "c"
    assert again.remaining() == DeckCounts(new=0, learning=0, due=1), "what was dropped stays out of the session"


def test_a_clock_set_back_reopens_no_day() -> None:
    backend = Backend([new("a", 1), new("b", 2)], Limits(new_per_day=1))
    backend.answer(Rating.EASY)
    assert backend.queue.next(later(-3 * 1440)) is None


def test_a_card_that_arrives_later_is_asked() -> None:
    queue = queue_of([], Done(), Limits(), NOON)
    queue.put(new("a"), NOON)
    assert queue.next(NOON) == "a"


cards = st.lists(
    st.one_of(
        st.just(new("")),
        st.builds(due, st.just(""), st.integers(TODAY - 90, TODAY - 1), st.integers(1, 120)),
        st.builds(step, st.just(""), st.integers(-600, 600), st.integers(TODAY - 1, TODAY)),
    ),
    max_size=25,
).map(lambda entries: [entry._replace(card=f"c{n}", position=n) for n, entry in enumerate(entries)])


@given(cards, st.integers(0, 6), st.integers(0, 6), st.data())
def test_a_queue_ends_within_its_limits_and_repeats_only_steps(
    entries: list[Entry], most_new: int, most_reviews: int, data: st.DataObject
) -> None:
    """Whatever there is, answering Good ends; what was promised is what was asked; siblings never meet on a day."""
    names = [entry.card for entry in entries]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=4)) if names else []
    siblings = {one: frozenset({other}) for one, other in pairs}
    limits = Limits(new_per_day=most_new, reviews_per_day=most_reviews)
    backend = Backend(entries, limits, siblings=siblings)
    promised = backend.queue.remaining()
    asked = backend.answer_all()
    was = {entry.card: entry for entry in entries}
    fresh = [card for card in asked if was[card].new]
    reviews = [card for card in asked if was[card].in_review]
    assert len(reviews) == len(set(reviews)) <= most_reviews
    assert len(set(fresh)) <= most_new
    assert first_seen(fresh) == sorted(set(fresh), key=lambda card: backend.entries[card].position)
    if backend.today == TODAY and not pairs:
        assert len(set(asked)) == promised.total


@given(cards, st.lists(st.sampled_from(Rating), max_size=10))
def test_undoing_every_answer_leads_back_to_the_same_session(entries: list[Entry], ratings: list[Rating]) -> None:
    """Counts and first card are those of the beginning, however many answers were given and taken back."""
    backend = Backend(entries, Limits(new_per_day=4, reviews_per_day=4))
    first, before = backend.queue.next(NOON), backend.queue.remaining()
    answered = [backend.answer(rating) for rating in ratings]
    while backend.past:
        backend.undo()
    backend.now = NOON
    assert backend.queue.next(NOON) == (answered[0] if answered else first) == first
    assert backend.queue.remaining() == before
