"""Days that are not of 24 hours, and answers around the rollover: what counts for which day, and what is left of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from store_scene import answered

from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import Review
from quiz.store.queries.reviews import History
from quiz.store.store import Store


def moment(iso: str) -> Moment:
    """The time with its offset, as the clock of the wall has it on that day."""
    when = datetime.fromisoformat(iso)
    offset = when.utcoffset()
    assert offset is not None
    return Moment(int(when.timestamp() * 1000), int(offset.total_seconds() // 60))


AUTUMN = ("2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00", "2026-10-25T03:59:00+01:00")
"""The night in which the clock goes back from three to two: an hour comes twice."""
SPRING = ("2026-03-29T01:59:00+01:00", "2026-03-29T03:01:00+02:00", "2026-03-29T03:59:00+02:00")
"""The night in which an hour is left out."""


@pytest.mark.parametrize("night", [AUTUMN, SPRING])
def test_the_night_of_a_change_of_the_clock_is_one_study_day(path: Path, night: tuple[str, ...]) -> None:
    """It ends at the rollover by the clock of the wall; the next answer is of the next day."""
    date = night[0][:10]
    with Store.open(path) as store:
        for number, iso in enumerate(night):
            answered(store, f"a/c{number}", moment(iso))
        after = moment(f"{date}T04:01:00{night[-1][-6:]}")
        answered(store, "a/c9", after)
        today = study_day(after, Options().rollover_min)
        assert store.day_tally(today - 1).reviewed == 3
        assert store.day_tally(today).reviewed == 1
        assert {day: count.new for day, counts in ((d, store.done_today(d)) for d in (today - 1, today))
                for count in counts.values()} == {today - 1: 3, today: 1}  # fmt: skip
        assert History(store).studied(today) == {today - 1, today}


def test_an_hour_that_comes_twice_takes_no_card_back_to_the_day_before(path: Path) -> None:
    """With a rollover in that hour the study day begins, ends and begins again: nothing is due earlier than it was."""
    options = Options(rollover_min=150, fuzz=False)
    first, again = moment("2026-10-25T02:45:00+02:00"), moment("2026-10-25T02:10:00+01:00")
    assert study_day(again, 150) == study_day(first, 150) - 1
    with Store.open(path) as store:
        row = store.record(_review("a/c0", first, None), options).row
        assert row.memory is not None
        later = store.record(_review("a/c0", again, row.last_event), options).row
        assert later.memory is not None
        assert later.memory.last_day == row.memory.last_day
        assert (later.memory.due_day or 0) > row.memory.last_day
        assert store.undo(moment("2026-10-25T02:12:00+01:00"), 150) is not None
        assert store.rows(["a/c0"])["a/c0"] == row
        assert store.rebuild()


def test_hours_are_those_of_the_clock_on_the_wall(path: Path) -> None:
    """Whatever the offset of the day: eight in the morning is eight in summer and in winter."""
    with Store.open(path) as store:
        for day in ("2026-10-23T08:05:00+02:00", "2026-10-24T08:05:00+02:00", "2026-10-26T08:05:00+01:00"):
            answered(store, "a/c0", moment(day), rating=Rating.EASY)
        assert {count.hour for count in History(store).hours()} == {8}


def _review(card: str, at: Moment, expects: str | None) -> Review:
    return Review(card=card, rating=Rating.EASY, moment=at, expects=expects, suggested=Rating.EASY, verdict="right")
