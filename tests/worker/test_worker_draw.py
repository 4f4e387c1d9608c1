"""A draw is a function of card and seed, and gives only what has a literal."""

from __future__ import annotations

import pytest

from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Result


def drawn(engine: Engine, seed: int, draw: list[list[str]], require: str = "", first: int = 0) -> Result:
    tasks = (Task(name="truth", code="[torch.rand(1).item(), __import__('random').random()]"),)
    job = Job(setup="import torch", seed=seed, first=first, attempts=50, draw=draw, require=require, tasks=tasks)
    reply = engine.run(job, 5)
    assert reply.result is not None, reply
    return reply.result


NUMBERS = [["k", "rng.randint(1, 10**9)"], ["twice", "2 * k"], ["x", "torch.randint(0, 100, (3,))"]]


def test_the_same_seed_gives_the_same_question_and_another_seed_another(engine: Engine) -> None:
    """`rng`, torch and `random` all follow the seed; a later expression sees an earlier name."""
    first, again, reseeded = drawn(engine, 7, NUMBERS), drawn(engine, 7, NUMBERS), drawn(engine, 8, NUMBERS)
    assert first == again
    assert first.values != reseeded.values
    assert int(first.values["twice"]) == 2 * int(first.values["k"])


def test_an_attempt_that_require_refuses_is_followed_by_the_next(engine: Engine) -> None:
    """The attempt that stood is expected; starting after it gives a later one."""
    result = drawn(engine, 4, [["k", "rng.randint(0, 9)"]], "k == 4")
    assert result.values == {"k": "4"}
    assert result.attempt > 0
    assert drawn(engine, 4, [["k", "rng.randint(0, 9)"]], "k == 4", first=result.attempt + 1).attempt > result.attempt


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("float('inf')", "float('inf')"),
        ("[1, -2.5, True, None]", "[1, -2.5, True, None]"),
        ("(1,)", "(1,)"),
        ("{'a': [1]}", "{'a': [1]}"),
        ("torch.int8", "torch.int8"),
        ("'it\\'s'", '"it\'s"'),
        ("torch.tensor([[1, 2]])", "torch.tensor([[1, 2]], dtype=torch.int64)"),
        ("torch.tensor([1.5], dtype=torch.float16)", "torch.tensor([1.5], dtype=torch.float16)"),
        ("torch.zeros(2).shape", "(2,)"),
    ],
)
def test_literals(engine: Engine, expression: str, literal: str) -> None:
    """What stands in the code the learner sees."""
    assert drawn(engine, 1, [["v", expression]]).values == {"v": literal}


@pytest.mark.parametrize(
    ("draw", "require", "stage", "expected"),
    [
        ([["v", "1 / 0"]], "", "draw", "ZeroDivisionError"),
        ([["v", "torch.nn.Linear(1, 1)"]], "", "draw", "only literals"),
        ([["v", "1"]], "v == 2", "draw", "no draw of 50"),
        ([["v", "1"]], "w", "require", "NameError"),
    ],
)
def test_a_draw_that_fails_names_its_stage(
    engine: Engine, draw: list[list[str]], require: str, stage: str, expected: str
) -> None:
    """The author learns which expression is at fault and why."""
    fault = drawn(engine, 1, draw, require).fault
    assert fault is not None
    assert fault["stage"] == stage
    assert expected in fault["message"]
