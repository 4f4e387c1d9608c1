"""Options and memories as data: what they refuse, and that they come back from JSON as they went."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quiz.schedule.fsrs import answer
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.options import Options

PUBLISHED = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629),
    *(1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)


@pytest.mark.parametrize("options", [Options(), Options(retention=0.85, learning_steps_s=(), weights=PUBLISHED)])
def test_options_come_back_from_json(options: Options) -> None:
    assert Options.from_json(json.loads(json.dumps(options.to_json()))) == options


def test_an_option_left_out_takes_its_default() -> None:
    """An event written before an option existed can still be read."""
    assert Options.from_json({"retention": 0.8}) == Options(retention=0.8)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"retention": 0.5}, "retention must be from 0.70 to 0.99, not 0.5"),
        ({"retention": float("nan")}, "retention must be"),
        ({"retention": "0.9"}, "retention must be"),
        ({"retention": True}, "retention must be"),
        ({"learning_steps_s": [60, 0]}, "learning_steps_s must be a list of whole seconds"),
        ({"relearning_steps_s": [86_400]}, "relearning_steps_s must be .* shorter than a day"),
        ({"relearning_steps_s": 600}, "relearning_steps_s must be a list"),
        ({"maximum_interval": 0}, "maximum_interval must be from 1 to 36500 days, not 0"),
        ({"rollover_min": 1440}, "rollover_min must be minutes after midnight"),
        ({"fuzz": 1}, "fuzz must be true or false"),
        ({"weights": [1.0]}, "weights must be a list of 21 numbers"),
        ({"weights": [*PUBLISHED[:20], 0.9]}, r"weights\[20\] must be from 0.1 to 0.8, not 0.9"),
        ({"weights": [float("nan"), *PUBLISHED[1:]]}, r"weights\[0\] must be"),
        ({"retension": 0.9}, "unknown option 'retension': the options are fuzz"),
        ([], "options are a table of names and values"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_in_one_sentence(row: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        Options.from_json(row)
    assert "\n" not in str(refused.value)


def test_the_published_weights_are_the_default() -> None:
    moment = Moment(20_000 * 86_400_000, 0)
    for rating in Rating:
        plain = answer(None, rating, moment, "deck/card", Options())
        assert answer(None, rating, moment, "deck/card", Options(weights=PUBLISHED)) == plain


@pytest.mark.parametrize("rating", Rating)
def test_a_memory_comes_back_from_its_row(rating: Rating) -> None:
    memory = answer(None, rating, Moment(20_000 * 86_400_000, 60), "deck/card", Options())
    row = json.loads(json.dumps(memory.to_row()))
    assert Memory.from_row(row) == memory
    assert Memory.from_row(row | {"card": "deck/card"}) == memory, "other columns of a table do no harm"


def test_a_row_that_lacks_a_field_or_names_no_phase_is_refused() -> None:
    row = answer(None, Rating.GOOD, Moment(0, 0), "deck/card", Options()).to_row()
    with pytest.raises(KeyError):
        Memory.from_row({name: value for name, value in row.items() if name != "reps"})
    with pytest.raises(ValueError, match="young"):
        Memory.from_row(row | {"phase": "young"})


@pytest.mark.parametrize(
    ("phase", "step", "due_ms", "due_day"),
    [
        (State.REVIEW, None, 5, None),
        (State.REVIEW, 0, None, 5),
        (State.REVIEW, None, None, None),
        (State.LEARNING, None, 5, None),
        (State.RELEARNING, 0, 5, 5),
        (State.LEARNING, 0, None, 5),
    ],
)
def test_a_due_time_of_the_wrong_kind_cannot_be_written(
    phase: State, step: int | None, due_ms: int | None, due_day: int | None
) -> None:
    """In the steps a card is due at a time, in review on a day, and never both or neither."""
    with pytest.raises(ValueError, match="has a step and a time"):
        Memory(phase, step, 1.0, 5.0, 0, 0, due_ms, due_day, 0, 1, 0)
