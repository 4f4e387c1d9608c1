"""What an answer does to a card: steps, order, fuzz, clocks; for any history at all."""

from __future__ import annotations

import random
from dataclasses import replace

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.schedule.fsrs import Options, answer, fuzz_range, preview, retrievability, wait_text
from quiz.schedule.memory import Memory, Moment, Rating, State

AGAIN, HARD, GOOD, EASY = Rating
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOON = Moment(20_000 * DAY + 12 * HOUR, 0)
EXACT = Options(fuzz=False)
PUBLISHED = fsrs.Scheduler().parameters

gaps_ms = st.one_of(
    st.integers(-400 * DAY, 400 * DAY), st.integers(-DAY, DAY), st.integers(-(10**15), 10**15), st.just(0)
)
moves = st.lists(st.tuples(st.sampled_from(Rating), gaps_ms, st.integers(-14 * 60, 14 * 60)), min_size=1, max_size=15)
steps = st.lists(st.integers(1, 86_399), max_size=4).map(tuple)
some_options = st.builds(
    Options,
    retention=st.floats(0.70, 0.99),
    learning_steps_s=steps,
    relearning_steps_s=steps,
    maximum_interval=st.one_of(st.integers(1, 36_500), st.integers(1, 10)),
    rollover_min=st.integers(0, 1439),
    fuzz=st.booleans(),
)


def lived(history: list[tuple[Rating, int, int]], options: Options, card: str = "deck/card") -> tuple[Memory, Moment]:
    """The memory after a history of (rating, ms since the one before, offset), and its last moment."""
    memory, moment = None, NOON
    for rating, gap_ms, offset_min in history:
        moment = Moment(moment.at_ms + gap_ms, offset_min)
        memory = answer(memory, rating, moment, card, options)
    assert memory is not None
    return memory, moment


def reviewed(interval: int, stability: float, last_day: int = 20_000) -> Memory:
    at_ms = last_day * DAY + 12 * HOUR
    return Memory(State.REVIEW, None, stability, 5.0, at_ms, last_day, None, last_day + interval, interval, 5, 0)


@given(moves, some_options)
def test_any_history_under_any_options_has_an_answer(history: list[tuple[Rating, int, int]], options: Options) -> None:
    """No ratings, gaps, time zones or set-back clocks raise, and time never runs backwards in a memory."""
    memory, moment = None, NOON
    for count, (rating, gap_ms, offset_min) in enumerate(history, start=1):
        moment = Moment(moment.at_ms + gap_ms, offset_min)
        after = answer(memory, rating, moment, "deck/card", options)
        assert after.reps == count
        assert 1.0 <= after.difficulty <= 10.0
        assert 0.001 <= after.stability <= 36_500
        if memory is not None:
            assert (after.last_ms, after.last_day) >= (memory.last_ms, memory.last_day)
            assert after.last_day >= memory.last_day
        if after.due_day is not None:
            assert after.due_day - after.last_day == after.interval_days
            assert 1 <= after.interval_days <= options.maximum_interval
        else:
            assert after.due_ms is not None and after.due_ms > after.last_ms
            assert after.interval_days == 0
        assert 0.0 < retrievability(after, after.last_day + 30, options) <= 1.0
        assert wait_text(after, moment, options.rollover_min)
        memory = after


@given(moves, some_options, gaps_ms)
def test_a_preview_is_what_the_answers_come_to(
    history: list[tuple[Rating, int, int]], options: Options, gap_ms: int
) -> None:
    memory, moment = lived(history, options)
    moment = Moment(moment.at_ms + gap_ms, 0)
    outcomes = preview(memory, moment, "deck/card", options)
    assert list(outcomes) == [AGAIN, HARD, GOOD, EASY]
    assert all(outcomes[rating] == answer(memory, rating, moment, "deck/card", options) for rating in Rating)


@given(moves, some_options, st.integers(0, 500), st.text(max_size=8))
def test_a_review_has_hard_below_good_below_easy(
    history: list[tuple[Rating, int, int]], options: Options, days: int, card: str
) -> None:
    """py-fsrs gives Hard and Good the same interval now and then; only the maximum interval may make them meet."""
    memory, moment = lived([*history, (EASY, 0, 0)], options, card)
    after = preview(memory, Moment(moment.at_ms + days * DAY, 0), card, options)
    most = options.maximum_interval
    hard, good, easy = (after[rating].interval_days for rating in (HARD, GOOD, EASY))
    assert hard < good or good == most
    assert good < easy or easy == most


def test_hard_and_good_differ_where_py_fsrs_makes_them_equal() -> None:
    """On the day of the last review neither Hard nor Good changes stability, so both would get five days."""
    after = preview(reviewed(5, 5.0), NOON, "deck/card", EXACT)
    assert [after[rating].interval_days for rating in (HARD, GOOD, EASY)] == [5, 6, 8]


@given(st.floats(1.0, 400.0), st.integers(1, 300), st.text(max_size=8))
def test_an_interval_that_grows_grows_by_a_day(stability: float, interval: int, card: str) -> None:
    """Fuzz never takes back a growth: wherever FSRS asks for more than the interval before, more is given."""
    memory = reviewed(interval, stability)
    due = Moment(NOON.at_ms + interval * DAY, 0)
    for rating in (HARD, GOOD, EASY):
        plain = answer(memory, rating, due, card, EXACT).interval_days
        fuzzed = answer(memory, rating, due, card, Options()).interval_days
        if plain > interval + 2:  # above what the order of the ratings alone may add
            assert fuzzed > interval


@pytest.mark.parametrize(
    ("interval", "stability", "rating", "days"),
    [
        (53, 52.1348, HARD, 53),
        (17, 16.4177, GOOD, 18),
        (7, 5.1494, GOOD, 8),
        (3, 2.3065, HARD, 2),
        (8, 6.564, EASY, 10),
    ],
)
def test_an_interval_that_stays_about_the_same_does_not_shrink(
    interval: int, stability: float, rating: Rating, days: int
) -> None:
    """Answered again on the day of the last answer: figures of Anki 26.9.3."""
    assert answer(reviewed(interval, stability), rating, NOON, "deck/card", EXACT).interval_days == days


@given(st.integers(1, 2000), st.text(max_size=12), st.integers(1, 3000))
def test_fuzz_stays_within_its_range_and_repeats(stability: int, card: str, most: int) -> None:
    """A card that leaves its steps has no interval to outgrow: it gets a day of Anki's range, and always the same."""
    memory = Memory(State.RELEARNING, 0, float(stability), 5.0, NOON.at_ms, 20_000, NOON.at_ms + 1, None, 0, 7, 1)
    plain = answer(memory, GOOD, NOON, card, Options(fuzz=False, maximum_interval=most)).interval_days
    fuzzed = answer(memory, GOOD, NOON, card, Options(maximum_interval=most))
    # FSRS asks for a fraction of a day; `plain` is rounded.
    low, high = fuzz_range(plain - 0.5, 1, most)[0], fuzz_range(plain + 0.5, 1, most)[1]
    assert low <= fuzzed.interval_days <= high <= most
    assert answer(memory, GOOD, NOON, card, Options(maximum_interval=most)) == fuzzed


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (7, (5, 9)), (20, (17, 23)), (100, (93, 107)), (1000, (948, 1052))],
)
def test_fuzz_ranges_are_those_of_anki(interval: int, expected: tuple[int, int]) -> None:
    assert fuzz_range(interval, 1, 36_500) == expected


def test_a_fuzz_range_respects_both_bounds() -> None:
    assert fuzz_range(100, 101, 36_500) == (101, 108)
    assert fuzz_range(100, 1, 100) == (93, 100)
    assert fuzz_range(100, 60, 50) == (50, 50)


def test_fuzz_uses_the_whole_range_over_many_cards() -> None:
    """Cards learned together come apart: of 300 cards due in about 100 days, some fall on every day of the range."""
    memory = Memory(State.RELEARNING, 0, 100.0, 5.0, NOON.at_ms, 20_000, NOON.at_ms + 1, None, 0, 7, 1)
    days = {answer(memory, GOOD, NOON, f"deck/{name}", Options()).interval_days for name in range(300)}
    assert days == set(range(93, 108))


def test_fuzz_is_the_same_in_every_process() -> None:
    """Literal figures: they depend on the card's id and its count of answers, on no hash seed and no machine."""
    memory = Memory(State.RELEARNING, 0, 100.0, 5.0, NOON.at_ms, 20_000, NOON.at_ms + 1, None, 0, 7, 1)
    given_days = [answer(memory, GOOD, NOON, f"gather/{name}", Options()).interval_days for name in "abcd"]
    assert given_days == [95, 99, 95, 95]
    assert answer(replace(memory, reps=8), GOOD, NOON, "gather/a", Options()).interval_days != given_days[0]


def test_no_chance_and_no_sleep_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """py-fsrs draws fuzz from the global `random` and sleeps 1 ms for a card without an id: neither happens."""

    def sleep(seconds: float) -> None:
        raise AssertionError("slept")

    monkeypatch.setattr("time.sleep", sleep)
    state = random.getstate()
    answer(answer(None, EASY, NOON, "deck/card", Options()), GOOD, NOON, "deck/card", Options())
    assert random.getstate() == state


@given(moves, st.integers(1, 10**12), st.sampled_from(Rating))
def test_a_clock_set_back_counts_as_the_moment_of_the_last_answer(
    history: list[tuple[Rating, int, int]], back_ms: int, rating: Rating
) -> None:
    options = Options()
    memory, _ = lived(history, options)
    earlier = Moment(min(memory.last_ms, NOON.at_ms) - back_ms - 2 * DAY, 0)
    after = answer(memory, rating, earlier, "deck/card", options)
    assert (after.last_ms, after.last_day) == (memory.last_ms, memory.last_day)
    assert after == answer(memory, rating, Moment(memory.last_ms, -14 * 60), "deck/card", options)


def test_flying_west_over_the_rollover_is_no_negative_day() -> None:
    """The clock goes on, the local date goes back: the answer belongs to the later study day, as the one before it."""
    tokyo = answer(None, EASY, Moment(20_000 * DAY, 540), "deck/card", EXACT)
    hawaii = answer(tokyo, GOOD, Moment(20_000 * DAY + 8 * HOUR, -600), "deck/card", EXACT)
    assert hawaii.last_day == tokyo.last_day
    assert hawaii.last_ms == 20_000 * DAY + 8 * HOUR


def test_learning_goes_through_its_steps() -> None:
    """1 m, 10 m, then review; Hard on the first step waits half way between the first two; Again starts over."""
    new = preview(None, NOON, "deck/card", EXACT)
    waits = [wait_text(new[rating], NOON, 240) for rating in Rating]
    assert waits == ["1m", "6m", "10m", "8d"]
    assert new[HARD].due_ms == NOON.at_ms + 330_000
    second = preview(new[GOOD], NOON, "deck/card", EXACT)
    assert [(memory.phase, memory.step) for memory in second.values()] == [
        (State.LEARNING, 0),
        (State.LEARNING, 1),
        (State.REVIEW, None),
        (State.REVIEW, None),
    ]
    assert [wait_text(memory, NOON, 240) for memory in second.values()] == ["1m", "10m", "2d", "4d"]


def test_steps_run_on_the_real_clock() -> None:
    """Study days are for FSRS alone: ten minutes from 03:55 are 04:05, on the other side of the rollover."""
    late = Moment(20_000 * DAY + 3 * HOUR + 55 * MINUTE, 0)
    memory = answer(None, GOOD, late, "deck/card", EXACT)
    assert memory.due_ms == late.at_ms + 10 * MINUTE


def test_a_forgotten_review_is_relearned() -> None:
    """Again costs one lapse, however often it follows while relearning; then the card is in review again."""
    lapsed = answer(reviewed(30, 30.0), AGAIN, Moment(NOON.at_ms + 30 * DAY, 0), "deck/card", EXACT)
    assert (lapsed.phase, lapsed.step, lapsed.lapses, lapsed.interval_days) == (State.RELEARNING, 0, 1, 0)
    soon = Moment(lapsed.due_ms or 0, 0)
    assert wait_text(lapsed, Moment(lapsed.last_ms, 0), 240) == "10m"
    assert answer(lapsed, AGAIN, soon, "deck/card", EXACT).lapses == 1
    assert answer(lapsed, HARD, soon, "deck/card", EXACT).due_ms == soon.at_ms + 15 * MINUTE
    back = answer(lapsed, GOOD, soon, "deck/card", EXACT)
    assert (back.phase, back.lapses) == (State.REVIEW, 1)
    assert 1 <= back.interval_days < 30


def test_without_relearning_steps_a_forgotten_review_stays_in_review() -> None:
    options = Options(fuzz=False, relearning_steps_s=())
    lapsed = answer(reviewed(30, 30.0), AGAIN, Moment(NOON.at_ms + 30 * DAY, 0), "deck/card", options)
    assert (lapsed.phase, lapsed.lapses) == (State.REVIEW, 1)
    assert 1 <= lapsed.interval_days < 30


def test_a_card_beyond_the_last_step_stands_on_it() -> None:
    """Options with fewer steps than the card had: Hard repeats the last one, Good leaves."""
    memory = Memory(State.LEARNING, 3, 2.0, 5.0, NOON.at_ms, 20_000, NOON.at_ms, None, 0, 4, 0)
    hard = answer(memory, HARD, NOON, "deck/card", EXACT)
    assert (hard.phase, hard.step, hard.due_ms) == (State.LEARNING, 1, NOON.at_ms + 10 * MINUTE)
    assert answer(memory, GOOD, NOON, "deck/card", EXACT).phase is State.REVIEW


@given(st.floats(0.5, 500.0), st.floats(0.5, 500.0), st.integers(0, 400), st.integers(0, 400))
def test_more_is_never_less(some: float, other: float, days: int, more_days: int) -> None:
    """A more stable card waits at least as long, and a longer gap bridged makes a card at least as stable."""
    weak, strong = (reviewed(5, stability) for stability in sorted((some, other)))
    sooner, later = (Moment(NOON.at_ms + gap * DAY, 0) for gap in sorted((days + 1, more_days + 1)))
    good = {(m, at): answer(m, GOOD, at, "deck/card", EXACT) for m in (weak, strong) for at in (sooner, later)}
    assert good[weak, sooner].stability <= good[weak, later].stability
    assert answer(weak, HARD, NOON, "c", EXACT).interval_days <= answer(strong, HARD, NOON, "c", EXACT).interval_days


def test_stability_is_bounded_under_any_weights() -> None:
    """py-fsrs lets it grow past every float under weights within its own bounds; Anki stops at a hundred years."""
    weights = list(PUBLISHED)
    weights[8], weights[9], weights[10], weights[16] = 4.5, 0.0, 3.5, 6.0
    memory, at_ms = None, NOON.at_ms
    for _ in range(200):
        memory = answer(memory, EASY, Moment(at_ms, 0), "deck/card", Options(weights=tuple(weights)))
        at_ms += 36_500 * DAY
    assert memory is not None
    assert memory.stability == 36_500


def test_higher_retention_asks_sooner() -> None:
    due = Moment(NOON.at_ms + 10 * DAY, 0)
    days = [
        answer(reviewed(10, 10.0), GOOD, due, "deck/card", Options(retention=share, fuzz=False)).interval_days
        for share in (0.8, 0.9, 0.95)
    ]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 3


def test_the_chance_to_recall_falls_to_nine_tenths_at_the_stability() -> None:
    memory = reviewed(10, 10.0)
    assert retrievability(memory, 20_000, EXACT) == 1.0
    assert retrievability(memory, 20_010, EXACT) == pytest.approx(0.9)
    assert retrievability(memory, 20_100, EXACT) < 0.8
    assert retrievability(memory, 19_000, EXACT) == 1.0


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "now"),
        (1, "1d"),
        (3, "3d"),
        (29, "29d"),
        (30, "1mo"),
        (62, "2.1mo"),
        (300, "10mo"),
        (365, "1y"),
        (475, "1.3y"),
    ],
)
def test_days_to_wait_are_worded_as_on_the_buttons_of_anki(days: int, text: str) -> None:
    assert wait_text(reviewed(days, 5.0), NOON, 240) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [(-5, "now"), (30_000, "30s"), (60_000, "1m"), (600_000, "10m"), (3_599_000, "1h"), (5 * HOUR, "5h")],
)
def test_steps_to_wait_are_worded_in_clock_units(ms: int, text: str) -> None:
    memory = Memory(State.LEARNING, 0, 1.0, 5.0, NOON.at_ms, 20_000, NOON.at_ms + ms, None, 0, 1, 0)
    assert wait_text(memory, NOON, 240) == text
