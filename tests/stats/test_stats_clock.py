"""The statistics where clocks change: summer time, the rollover hour, both in one night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from past import TODAY, store_of

from quiz.schedule.day import day_text, study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.stats.calendar import Calendar
from quiz.stats.context import StatsContext
from quiz.stats.forecast import Forecast
from quiz.stats.hours import Hours
from quiz.stats.reviews import Reviews
from quiz.stats.streak import Streak
from quiz.store.log.events import Event, EventKind, new_id
from quiz.store.queries.reviews import History
from quiz.store.store import Store

BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
ROLLOVER = 240
NIGHTS = [
    (BERLIN, date(2024, 3, 31)),  # 02:00 becomes 03:00
    (BERLIN, date(2023, 10, 29)),  # 03:00 becomes 02:00
    (AUCKLAND, date(2023, 9, 24)),
    (AUCKLAND, date(2024, 4, 7)),
]
CLOCKS = ((1, 30), (3, 30), (3, 59), (4, 0), (12, 0), (23, 59))


def answer(local: datetime, card: str, rating: int = 3) -> Event:
    """A review at a moment of a wall clock, as the session stores it."""
    offset = local.utcoffset()
    assert offset is not None
    at_ms = round(local.astimezone(UTC).timestamp() * 1000)
    moment = Moment(at_ms, offset // timedelta(minutes=1))
    body = {"rating": rating, "suggested": rating, "verdict": "right", "ms": 5000}
    day = study_day(moment, ROLLOVER)
    return Event(new_id(at_ms), "tests", at_ms, moment.offset_min, day, EventKind.REVIEW.value, card, body)


def answers(zone: ZoneInfo, night: date) -> Iterator[tuple[datetime, Event]]:
    """Six answers on each of the three days around a night in which the clock changes; each card once a day."""
    for away in (-1, 0, 1):
        day = night + timedelta(days=away)
        for hour, minute in CLOCKS:
            local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
            yield local, answer(local, f"a/card-{hour}-{minute}")


def belongs_to(local: datetime) -> str:
    """The study day by the wall clock alone: until 04:00 it is the evening before."""
    return (local.replace(tzinfo=None) - timedelta(minutes=ROLLOVER)).date().isoformat()


def context_of(store: Store, events: Iterable[Event], today: int) -> StatsContext:
    cards = tuple(dict.fromkeys(event.card for event in events))
    return StatsContext(History(store), {"a": cards}, today, None, Options())


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_a_change_of_the_clock_moves_no_answer_to_another_day(tmp_path: Path, zone: ZoneInfo, night: date) -> None:
    """Calendar, reviews and streak count by the wall clock of each answer, whatever the offset was before or after."""
    given = list(answers(zone, night))
    expected = Counter(belongs_to(local) for local, _ in given)
    with store_of(tmp_path / "quiz.db", (event for _, event in given)) as store:
        last = max(event.study_day for _, event in given)
        context = context_of(store, (event for _, event in given), last)
        assert Calendar.of(context).answers == expected
        assert {row.begins: row.answers for row in Reviews.of(context).days if row.answers} == expected
        streak = Streak.of(context)
    assert (streak.current, streak.longest, streak.studied) == (len(expected),) * 3 == (4, 4, 4)


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_hours_are_those_of_the_wall_clock(tmp_path: Path, zone: ZoneInfo, night: date) -> None:
    """Before and after a change, for cards that are in review."""
    given = list(answers(zone, night))
    learnt = [answer(local - timedelta(days=40), event.card, 4) for local, event in given[: len(CLOCKS)]]
    events = [*learnt, *(event for _, event in given)]
    with store_of(tmp_path / "quiz.db", events) as store:
        hours = Counter({row.hour: row.reviews for row in Hours.of(context_of(store, events, TODAY)).hours})
    assert {hour for hour, count in hours.items() if count} == {hour for hour, _ in CLOCKS}
    assert hours[3] == 2 * hours[12]


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_the_forecast_begins_with_the_study_day(tmp_path: Path, zone: ZoneInfo, night: date) -> None:
    """At 03:59 of the changed night it is still the evening before, at 04:00 the new day, whose cards are due."""
    given = list(answers(zone, night))
    with store_of(tmp_path / "quiz.db", (event for _, event in given)) as store:
        for hour, minute, day in ((3, 59, night - timedelta(days=1)), (4, 0, night)):
            local = datetime(night.year, night.month, night.day, hour, minute, tzinfo=zone)
            today = study_day(answer(local, "a/x").moment, ROLLOVER)
            assert day_text(today) == day.isoformat()
            found = Forecast.of(context_of(store, (event for _, event in given), today))
            assert found.first == day.isoformat()
            assert sum(found.due) + found.later == len(CLOCKS)
