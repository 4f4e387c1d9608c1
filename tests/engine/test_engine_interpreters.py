"""The worker under other interpreters: one that has torch and nothing else, and one that has no numpy."""

from __future__ import annotations

import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.answer.value import Raised, Scalar, String, Tensor
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended
from quiz.engine.strategy import Strategy

SITE = Path(sysconfig.get_path("purelib"))
ALONE = ("torch", "torchgen", "functorch", "typing_extensions.py")
"""What `import torch` loads outside of the standard library."""
REQUIRED = (*ALONE, "sympy", "mpmath", "networkx", "jinja2", "markupsafe", "fsspec", "filelock")
"""All that the wheel requires: an optimizer step needs most of it. numpy is not among them."""


def interpreter(root: Path, packages: tuple[str, ...]) -> str:
    """A virtual environment that has these packages of the one that runs the tests, and no others."""
    venv.EnvBuilder(with_pip=False, symlinks=True).create(root)
    (site,) = root.glob("lib/python*/site-packages")
    for name in packages:
        for path in (SITE / name, *SITE.glob(f"{name.removesuffix('.py')}-*.dist-info")):
            if path.exists():
                (site / path.name).symlink_to(path)
    # A program that prints whenever a Python starts must not be taken for the worker.
    (site / "noise.pth").write_text("import sys; print('good morning'); print('good morning', file=sys.stderr)\n")
    return str(root / "bin" / "python")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    return interpreter(tmp_path_factory.mktemp("bare") / "venv", ALONE)


@pytest.fixture(scope="module", params=list(Strategy))
def alone(bare: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    with Engine(bare, request.param) as running:
        yield running


@pytest.fixture(scope="module")
def unnumbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(interpreter(tmp_path_factory.mktemp("unnumbered") / "venv", REQUIRED)) as running:
        yield running


def run(engine: Engine, code: str, draw: tuple[tuple[str, str], ...] = ()) -> object:
    tasks = (Task(name="truth", code=code),)
    job = Job(setup="import torch", seed=1, first=0, attempts=9, draw=draw, tasks=tasks)
    reply = engine.run(job, 20)
    assert reply.status is Ended.DONE, reply
    assert reply.result is not None
    assert reply.result.fault is None
    return reply.result.outcomes[0].value


def test_the_worker_needs_torch_and_the_standard_library_alone(alone: Engine, bare: str) -> None:
    """Draw, run, seed, capture and print, forked and spawned: without numpy, einops, or anything of the quiz."""
    assert run(alone, "import sys; sys.prefix") == String(str(Path(bare).parents[1]))
    value = run(alone, "torch.tensor($x).cumsum(0)", (("x", "[rng.randint(1, 9) for _ in range(3)]"),))
    assert isinstance(value, Tensor)
    assert (value.dtype, value.shape) == ("int64", (3,))
    assert isinstance(run(alone, "torch.rand(2, requires_grad=True) * 2"), Tensor)
    assert isinstance(run(alone, "torch.zeros(2, dtype=torch.bfloat16)"), Tensor)


@pytest.mark.parametrize("name", ["numpy", "einops", "quiz", "yaml", "click"])
def test_what_the_interpreter_lacks_is_not_lent_by_the_quiz(alone: Engine, name: str) -> None:
    """A card sees the packages of the interpreter that was asked for, none of those that the quiz is built on."""
    value = run(alone, f"import {name}")
    assert isinstance(value, Raised)
    assert value.name == "ModuleNotFoundError"


def test_without_numpy_a_card_of_torch_alone_runs_whole(unnumbered: Engine) -> None:
    """Backward, an optimizer step and `torch.func`, which import half of torch's compiler."""
    step = (
        "w = torch.ones(1, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.5)\n"
        "(w * 2).sum().backward()\nopt.step()\nw.item()"
    )
    assert run(unnumbered, step) == Scalar(0.0)
    assert run(unnumbered, "torch.func.grad(lambda x: x ** 3)(torch.tensor(2.)).item()") == Scalar(12.0)


def test_without_numpy_what_needs_it_raises_as_torch_says(unnumbered: Engine) -> None:
    """It is the card that is broken on such a machine, not the engine."""
    value = run(unnumbered, "torch.ones(2).numpy()")
    assert isinstance(value, Raised)
    assert value.is_a("RuntimeError")
