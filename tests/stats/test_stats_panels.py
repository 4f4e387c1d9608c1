"""What the panels count, on pasts small enough to count by hand, and on a long one counted twice."""

from __future__ import annotations

from collections.abc import Iterable
from math import isclose, log
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from past import TODAY, answered, event, learner, store_of

from quiz.schedule.options import Options
from quiz.schedule.policy import Entry, forecast
from quiz.stats.beliefs import Beliefs
from quiz.stats.calibration import Calibration
from quiz.stats.cards import CardCounts
from quiz.stats.context import StatsContext
from quiz.stats.decks import Decks
from quiz.stats.forecast import Forecast
from quiz.stats.hours import Hours
from quiz.stats.panels import PANELS, count_panels, wire
from quiz.stats.ratings import RatingCounts
from quiz.stats.retention import Retention, Span
from quiz.stats.retrievability import Retrievability
from quiz.stats.reviews import Reviews
from quiz.stats.streak import Streak
from quiz.stats.today import Today
from quiz.store.log.events import Event, EventKind
from quiz.store.queries.reviews import History


@pytest.fixture
def past(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Makes a scene of events; `days` limits the period, `only` the decks."""
    opened = []

    def scene(
        events: Iterable[Event], *, days: int | None = None, cards: tuple[str, ...] = (), only: tuple[str, ...] = ()
    ) -> StatsContext:
        events = list(events)
        store = store_of(tmp_path / f"{len(opened)}.db", events)
        opened.append(store)
        ids = dict.fromkeys((*cards, *(one.card for one in events if one.card and not one.card.startswith("gone/"))))
        decks: dict[str, tuple[str, ...]] = {}
        for card in ids:
            name = card.partition("/")[0]
            if not only or name in only:
                decks[name] = (*decks.get(name, ()), card)
        first_day = None if days is None else TODAY - days + 1
        return StatsContext(History(store, only, first_day), decks, TODAY, first_day, Options())

    scene.stores = opened  # type: ignore[attr-defined]
    yield scene
    for store in opened:
        store.close()


def grown(card: str, last: int, rating: int = 3, **body: object) -> list[Event]:
    """A card answered Easy at once and again long after, so that it is mature, and then rated on day `last`."""
    return [answered(card, last - 60, 4), answered(card, last - 50, 4), answered(card, last, rating, **body)]


def test_an_answer_under_a_clock_that_began_anew_is_counted(past) -> None:  # type: ignore[no-untyped-def]
    """A machine whose battery is flat says 1970; the day before the first has no number that an id could hold."""
    scene = past([answered("a/one", 0), answered("a/one", TODAY)])
    assert scene.studied == {0, TODAY}
    count_panels(scene, PANELS)


def test_a_streak_goes_by_the_stored_day_even_around_the_world(past) -> None:
    """A traveller whose clock jumped by 23 hours studied on each study day: nothing is computed anew from UTC."""
    offsets = (600, -780, 600, -780)
    days = [answered("a/x", TODAY - 3 + n, offset_min=offset) for n, offset in enumerate(offsets)]
    found = Streak.of(past(days))
    assert (found.current, found.longest, found.studied) == (4, 4, 4)


def test_a_streak_lasts_while_today_can_still_keep_it(past) -> None:
    """Yesterday is enough; the day before is not. The longest one is of all time, whatever the period."""
    old = [answered("a/x", TODAY - 500 + n) for n in range(9)]
    alive = Streak.of(past([*old, answered("a/x", TODAY - 2), answered("a/x", TODAY - 1)], days=30))
    assert (alive.current, alive.studied_today, alive.longest, alive.studied, alive.days) == (2, False, 9, 2, 30)
    assert Streak.of(past([*old, answered("a/x", TODAY - 2)], days=30)).current == 0


def test_what_was_undone_counts_nowhere(past) -> None:
    """An answer taken back is in no panel."""
    wrong = answered("a/x", TODAY, 1, belief="b")
    scene = past([answered("a/x", TODAY - 1, 4), wrong, event(EventKind.UNDO, "a/x", TODAY, target=wrong.id)])
    assert Today.of(scene).answers == 0
    assert Beliefs.of(scene).beliefs == ()
    assert Streak.of(scene).studied_today is False


def test_true_retention_counts_the_first_answer_of_a_day_to_cards_in_review(past) -> None:
    """Steps do not count, nor does a second answer; 21 days of interval make a card mature."""
    young = [answered("a/y", TODAY - 5, 4), answered("a/y", TODAY, 1), answered("a/y", TODAY, 3, hour=13)]
    scene = past([*young, *grown("a/m", TODAY), *grown("a/n", TODAY - 1, 1), answered("a/new", TODAY, 1)])
    spans = {span.name: span for span in Retention.of(scene).spans}
    assert spans["today"] == Span("today", 1, 0, 1, 1)
    assert spans["yesterday"] == Span("yesterday", 0, 0, 1, 0)
    assert spans["last 7 days"] == Span("last 7 days", 1, 0, 2, 1)
    assert "last year" not in spans
    assert spans["all time"].mature == 2


def test_today_tells_the_stages_apart(past) -> None:
    """New, learning, review and relearning, by how the card stood before the answer."""
    step = answered("a/new", TODAY, 3, hour=13)
    scene = past([answered("a/new", TODAY, 1), step, *grown("a/m", TODAY, 1), answered("a/m", TODAY, 3, hour=14)])
    found = Today.of(scene)
    assert (found.answers, found.again, found.ms) == (4, 2, 20_000)
    assert (found.new, found.learning, found.reviews, found.relearning) == (1, 1, 1, 1)
    assert (found.mature, found.mature_passed) == (1, 0)


def test_every_card_is_of_one_sort(past) -> None:
    """New ones without a row included; orphans are apart, and leeches are counted beside."""
    lapses = [answered("a/leech", TODAY - 300 + n * 20, 4 if n % 2 == 0 else 1) for n in range(16)]
    events = [
        *grown("a/mature", TODAY),
        *lapses,
        answered("a/young", TODAY - 1, 4),
        answered("a/learning", TODAY, 1),
        answered("a/buried", TODAY - 1, 4),
        event(EventKind.BURY, "a/buried", TODAY, until=TODAY + 1),
        event(EventKind.SUSPEND, "a/asleep", TODAY),
        answered("gone/card", TODAY, 4),
    ]
    found = CardCounts.of(past(events, cards=("a/new-1", "a/new-2")))
    assert (found.new, found.learning, found.young, found.mature) == (2, 1, 1, 1)
    assert (found.buried, found.suspended, found.leeches, found.orphans) == (1, 2, 1, 1)
    assert found.total == 8


def test_the_forecast_is_that_of_the_queue(past) -> None:
    """The same days, by the room that decides what is due, for 200 cards of a long past, some buried or suspended."""
    acts = [
        event(EventKind.BURY, f"scene/card-{n}", TODAY, until=TODAY + 9)
        if n % 2
        else event(EventKind.SUSPEND, f"scene/card-{n}", TODAY)
        for n in range(20)
    ]
    scene = past([*(one for one in learner(200, 300) if one.study_day < TODAY - 10), *acts])
    rows = past.stores[-1].rows()
    entries = [Entry.of(card, 0, row.memory, row.suspended, row.buried_until) for card, row in rows.items()]
    days = forecast(entries, TODAY)
    found = Forecast.of(scene)
    assert {TODAY + n: count for n, count in enumerate(found.due) if count} == {
        day: count for day, count in days.items() if day < TODAY + 30
    }
    assert found.later == sum(count for day, count in days.items() if day >= TODAY + 30)
    assert found.backlog > 0


def test_a_belief_is_held_until_its_card_is_answered_right(past) -> None:
    """A right answer to another card frees of nothing; shown again afterwards, it counts from there."""
    shown = [answered(card, TODAY - 5, 1, belief="dim stays") for card in ("a/x", "a/y", "a/z")]
    freed = [answered("a/x", TODAY - 4), answered("a/z", TODAY - 4)]
    again = [answered("a/z", TODAY - 3, 1, belief="dim stays"), answered("a/z", TODAY - 2, 1, belief="rows are picked")]
    found = {one.belief: one for one in Beliefs.of(past([*shown, *freed, *again])).beliefs}
    assert found["dim stays"].cards == ("a/y", "a/z")
    assert found["dim stays"].times == 2
    assert found["rows are picked"].cards == ("a/z",)


def test_hours_are_those_of_the_clock_where_the_learner_was(past) -> None:
    """23:00 in Tokyo and 23:00 in Lima are one hour of the day."""
    cards = [("a/x", 540), ("a/y", -300)]
    events = [one for card, offset in cards for one in grown(card, TODAY, hour=23, offset_min=offset)]
    hours = {row.hour: row.reviews for row in Hours.of(past(events)).hours if row.reviews}
    assert hours[23] == 2


def test_the_period_bounds_what_is_counted(past) -> None:
    """Of 400 days the last 30 count, today included; each way of counting agrees."""
    events = list(learner(60, 400))
    scene = past(events, days=30)
    inside = [one for one in events if one.study_day > TODAY - 30]
    assert sum(row.answers for row in Reviews.of(scene).days) == len(inside)
    assert len(Reviews.of(scene).days) == 30
    assert sum(row.answers for row in Reviews.of(scene).months) == len(inside)
    groups = RatingCounts.of(scene).groups
    assert sum(group.again + group.hard + group.good + group.easy for group in groups) == len(inside)
    assert sum(row.answers for row in Decks.of(scene).decks) == len(inside)


def test_one_deck_alone(past) -> None:
    """Its answers and its cards; a deck whose name begins alike is another deck."""
    events = [answered("ga/x", TODAY), answered("gather/x", TODAY), answered("gather/y", TODAY), answered("b/x", TODAY)]
    scene = past(events, only=("gather",))
    assert Today.of(scene).answers == 2
    assert [row.deck for row in Decks.of(scene).decks] == ["gather"]
    assert CardCounts.of(scene).total == 2
    assert Today.of(past(events, only=("ga",))).answers == 1


def test_calibration_is_what_the_schedule_predicted(past) -> None:
    """Log loss and bins, counted anew from the card's state before each answer."""
    from quiz.schedule.fsrs import retrievability
    from quiz.store.log.fold import Fold

    events = sorted(learner(80, 300), key=lambda one: one.id)
    fold, shown_text = Fold(()), []
    for one in events:
        row = fold.row(one.card)
        if row is not None and row.memory is not None and one.study_day > row.memory.last_day:
            shown_text.append((retrievability(row.memory, one.study_day, Options()), one.body["rating"] > 1))
        fold.add(one)
    found = Calibration.of(past(events))
    loss = -sum(log(chance if passed else 1 - chance) for chance, passed in shown_text) / len(shown_text)
    assert found.reviews == len(shown_text) == sum(bin.reviews for bin in found.bins)
    assert found.log_loss is not None
    assert isclose(found.log_loss, loss, abs_tol=0.002)  # chances are stored to a thousandth here
    assert found.rmse is not None
    assert 0 < found.rmse < 0.1
    assert [row["foretold"] for row in wire({"calibration": found})["calibration"]["bins"]] == [
        bin.predicted for bin in found.bins
    ]


def test_retrievability_adds_up_to_what_one_would_know(past) -> None:
    """Two cards on the day of their answer are known; a third is known as its stability says."""
    scene = past([answered("a/x", TODAY), answered("a/y", TODAY), answered("a/z", TODAY - 8, 4)])
    found = Retrievability.of(scene)
    assert found.chances.cards == 3
    assert 2.8 < found.known < 3  # 8.3 days of stability are nine tenths after eight days


def test_a_reset_begins_a_card_anew(past) -> None:
    """Its history still counts; its next answer is that of a new card."""
    scene = past([*grown("a/x", TODAY - 1), event(EventKind.RESET, "a/x", TODAY - 1), answered("a/x", TODAY)])
    assert Today.of(scene).new == 1
    assert Streak.of(scene).studied_today
    assert Retention.of(scene).spans[-1].mature == 1


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(-40, 0), st.integers(0, 23), st.sampled_from([-720, -300, 0, 330, 540, 840])), max_size=30
    )
)
def test_study_days_are_found_in_every_time_zone(moments: list[tuple[int, int, int]]) -> None:
    """Day by day over the key, or all of them read through: the same days, also of one deck alone."""
    cards = ("a/x", "b/y")
    events = [
        answered(cards[n % 2], TODAY + day, hour=hour, offset_min=offset)
        for n, (day, hour, offset) in enumerate(moments)
    ]
    with TemporaryDirectory() as folder, store_of(Path(folder) / "quiz.db", events) as store:
        assert History(store).studied(TODAY) == {one.study_day for one in events}
        assert History(store, ["a"]).studied(TODAY) == {one.study_day for one in events if one.card == "a/x"}


def test_an_empty_collection_has_all_panels(past) -> None:
    """Nothing divides by nothing, and JSON has every panel."""
    scene = past([], days=365)
    assert set(wire(count_panels(scene, PANELS))) == set(PANELS)
