"""What an outcome tells beside its value: warnings, whether dice were rolled; and that it always fits."""

from __future__ import annotations

import pytest

from quiz.answer.value import Opaque, Outcome, Scalar, Series, Tensor, Warned
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task


def outcomes(engine: Engine, *codes: str, setup: str = "import torch, random", seed: int = 1) -> tuple[Outcome, ...]:
    tasks = tuple(Task(name=str(at), code=code) for at, code in enumerate(codes))
    job = Job(setup=setup, seed=seed, tasks=tasks)
    reply = engine.run(job, 10)
    assert reply.result is not None and reply.result.fault is None, reply
    return reply.result.outcomes


WARNING = "import warnings\nwarnings.warn('old', FutureWarning)\n1"
# torch gives this one once in the life of a process.
ONCE = "torch.tensor([1 + 1j]).to(torch.float32)"


@pytest.mark.parametrize(("code", "category"), [(WARNING, "FutureWarning"), (ONCE, "UserWarning")])
def test_a_warning_is_reported_every_time(engine: Engine, code: str, category: str) -> None:
    """Python's own and torch's, in each task anew."""
    for found in outcomes(engine, code, code):
        (warned,) = found.warned
        assert warned.category == category
        assert warned.text


def test_a_warning_is_reported_for_code_that_raises_or_prints_nothing(engine: Engine) -> None:
    """Up to the exception; what the capture of the value warns of is not the code's."""
    raising, silent = outcomes(
        engine, "import warnings\nwarnings.warn('then')\n1 / 0", "torch.eye(2).to_sparse_csr().shape"
    )
    assert raising.warned == (Warned("UserWarning", "then"),)
    assert all("beta state" in warned.text for warned in silent.warned)
    (quiet,) = outcomes(engine, "x.sum()", setup="import torch\nx = torch.eye(2).to_sparse_csr()")
    assert quiet.warned == ()


def test_code_may_catch_its_own_warnings(engine: Engine) -> None:
    """With a filter of its own, or turned into an exception."""
    caught = "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.warn('mine')\nlen(seen)"
    strict = "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('mine')"
    first, second, third = outcomes(engine, caught, strict, caught)
    assert (first.value, first.warned) == (Scalar(1), ())
    assert second.shown == "UserWarning: mine"
    assert (third.value, third.warned) == (Scalar(1), ())


def test_many_warnings_are_cut(engine: Engine) -> None:
    """Twenty are enough to see."""
    (found,) = outcomes(engine, "import warnings\nfor i in range(10**4): warnings.warn('x' * 10**4)\n1")
    assert len(found.warned) == 20
    assert {len(warned.text) for warned in found.warned} == {500}


@pytest.mark.parametrize(
    ("code", "rolled"),
    [
        ("torch.rand(2)", True),
        ("torch.randperm(3)", True),
        ("torch.nn.Linear(2, 2).weight", True),
        ("torch.nn.functional.dropout(torch.ones(3))", True),
        ("random.random()", True),
        ("[3, 1, 2].sort()\nrandom.shuffle([1, 2, 3])", True),
        ("import numpy\nnumpy.random.rand(2).tolist()", True),
        ("torch.manual_seed(0)\ntorch.rand(2)", True),
        ("x = torch.rand(2)\n1 / 0", True),
        ("1", False),
        ("torch.arange(5)", False),
        ("import numpy\nnumpy.arange(3).tolist()", False),
        ("torch.rand(2, generator=torch.Generator().manual_seed(3))", False),
        ("random.Random(3).random()", False),
        ("torch.nn.functional.dropout(torch.ones(3), training=False)", False),
        ("with torch.random.fork_rng():\n    torch.rand(2)\n1", False),
        ("torch.get_rng_state().shape", False),
        ("torch.set_default_device('meta')\ntorch.empty(3).shape", False),
        ("print(torch.ones(2))", False),
    ],
)
def test_the_child_tells_whether_dice_were_rolled(engine: Engine, code: str, rolled: bool) -> None:
    """By torch, random or numpy, after the draw; a generator of the code's own does not count."""
    assert [found.rolled for found in outcomes(engine, code, "1", code)] == [rolled, False, rolled]


DICE = "import numpy\n[torch.rand(3).tolist(), random.random(), numpy.random.rand(), numpy.random.randint(10**6)]"


@pytest.mark.parametrize("setup", ["import torch, random", "import torch, random, numpy\nnumpy.random.rand(3)"])
def test_the_same_seed_rolls_the_same_dice(engine: Engine, setup: str) -> None:
    """In every task of a job and in every child; numpy too, whoever imported it."""
    first, second = outcomes(engine, DICE, DICE, setup=setup)
    (again,) = outcomes(engine, DICE, setup=setup)
    (reseeded,) = outcomes(engine, DICE, setup=setup, seed=2)
    assert first.value == second.value == again.value
    assert first.value != reseeded.value


def test_a_result_too_large_for_its_frame_is_said_of_the_value(engine: Engine) -> None:
    """Not of the whole question: the other outcomes stand."""
    large = "[['\\u2603' * 60000] for _ in range(40)]"
    fine, cut, after = outcomes(engine, "torch.ones(2)", large, "3")
    assert isinstance(fine.value, Tensor)
    assert isinstance(cut.value, Opaque)
    assert cut.value.reason.endswith("end the code with a part of it")
    assert after.value == Scalar(3)


def test_much_that_is_printed_is_cut_rather_than_refused(engine: Engine) -> None:
    """Escaped for the frame, a character may take six bytes."""
    found = outcomes(engine, *["print('\\u2603' * 60000)\n1"] * 4)
    assert [each.value for each in found] == [Scalar(1)] * 4
    assert all(len(each.printed) > 1000 for each in found)


def test_a_repr_that_prints_warns_and_draws_is_not_the_codes_doing(engine: Engine) -> None:
    """What is told of the run is taken down before its value is looked at."""
    code = """
class Loud(list):
    def __repr__(self):
        import warnings
        print("printed"); warnings.warn("warned"); torch.rand(1)
        return "loud"
Loud([1])
"""
    (found,) = outcomes(engine, code)
    assert (found.shown, found.printed, found.warned, found.rolled) == ("loud", "", (), False)
    assert isinstance(found.value, Series)


def test_a_draw_too_large_to_carry_is_a_fault_of_the_card(engine: Engine) -> None:
    """Without the drawn values there is no question."""
    tasks = (Task(name="truth", code="1"),)
    draw = (("k", "list(range(10**5))"),)
    job = Job(setup="import torch", seed=1, draw=draw, tasks=tasks)
    reply = engine.run(job, 10)
    assert reply.result is not None and reply.result.fault is not None, reply
    assert reply.result.fault["stage"] == "result"
    assert reply.result.fault["message"].endswith("draw less")


def test_every_task_has_room_for_its_outcome(engine: Engine) -> None:
    """Those that come early leave enough to those that come late, however much each of them gives."""
    large = "import warnings\n[warnings.warn('\\u2603' * 500) for _ in range(20)]\nprint('\\U0001f600' * 5000)\n"
    found = outcomes(engine, *[large + "['\\u2603' * 60000]"] * 30)
    assert len(found) == 30
    assert isinstance(found[0].value, Series)
    assert isinstance(found[-1].value, Opaque)
    assert all(each.printed for each in found)
