"""Modes that code has entered and not left do not change what comes over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from quiz.answer.value import Opaque, Raised, Tensor, from_wire
from quiz.engine.client import Engine
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Reply
from quiz.worker.capture.capture import capture

pytestmark = pytest.mark.filterwarnings("ignore")  # some layouts are young, quantised tensors are to go

ROOT = Path(__file__).resolve().parents[2]


class Functions(TorchFunctionMode):
    """Makes nonsense of every function of torch."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return 7


class Dispatches(TorchDispatchMode):
    """Makes zeros of whatever is computed."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return torch.zeros(1)


MODES: dict[str, Any] = {
    "function mode": Functions,
    "dispatch mode": Dispatches,
    "default device": lambda: torch.device("meta"),
    "inference mode": torch.inference_mode,
    "autocast": lambda: torch.autocast("cpu"),
    "no_grad": torch.no_grad,
}
VALUES: dict[str, Callable[[], torch.Tensor]] = {
    "dense": lambda: torch.tensor([[1.5, 2.5]]),
    "grad": lambda: torch.tensor([1.0], requires_grad=True),
    "conj": lambda: torch.tensor([1 + 2j]).conj(),
    "sparse": lambda: torch.eye(2).to_sparse_csr(),
    "quantised": lambda: torch.quantize_per_tensor(torch.ones(2), 0.5, 0, torch.qint8),
    "jagged": lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)], layout=torch.jagged),
}


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("mode", MODES)
def test_a_value_read_inside_of_a_mode_is_the_same(mode: str, kind: str) -> None:
    """What is read goes past every mode."""
    value = VALUES[kind]()
    outside = capture(value)
    with MODES[mode]():
        inside = capture(value)
    assert inside == outside
    assert outside["k"] != "opaque"


def run(engine: Engine, *codes: str, setup: str = "import torch") -> Reply:
    tasks = tuple(Task(name=str(at), code=code) for at, code in enumerate(codes))
    return engine.run(Job(setup=setup, seed=1, tasks=tasks), 10)


def values(reply: Reply) -> list[Any]:
    assert reply.result is not None, reply
    return [outcome.value for outcome in reply.result.outcomes]


ENTERED = {
    "function mode": """
from torch.overrides import TorchFunctionMode
class Mode(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {})) if func is not torch.mul else torch.zeros(1)
mode = Mode()
mode.__enter__()
""",
    "dispatch mode": """
from torch.utils._python_dispatch import TorchDispatchMode
class Mode(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        return func(*args, **(kwargs or {})) if "mul" not in str(func) else torch.zeros(1)
mode = Mode()
mode.__enter__()
""",
    "default device": "torch.set_default_device('meta')",
    "inference mode": "mode = torch.inference_mode()\nmode.__enter__()",
    "autocast": "mode = torch.autocast('cpu')\nmode.__enter__()",
    "no_grad": "torch.set_grad_enabled(False)",
    "default dtype": "torch.set_default_dtype(torch.float64)",
    "deterministic": "torch.use_deterministic_algorithms(True)",
    "print options": "torch.set_printoptions(precision=1)",
    "anomaly": "torch.autograd.set_detect_anomaly(True)",
    "threads": "torch.set_num_threads(3)",
    "warnings": "import warnings\nwarnings.simplefilter('error')",
    "stdout": "import sys\nsys.stdout = None",
}
PROBE = """
import warnings
warnings.warn("seen")
x = torch.ones(2, 2, requires_grad=True)
y = x * 2
[y, torch.mm(x, x).dtype, y.requires_grad, torch.get_num_threads(), torch.are_deterministic_algorithms_enabled(),
 torch.is_anomaly_enabled(), str(torch.tensor(0.123456))]
"""


@pytest.mark.parametrize("name", ENTERED)
def test_what_one_task_leaves_on_the_next_does_not_meet(engine: Engine, name: str) -> None:
    """A mode that is entered, a setting that is changed: the next task of the job finds them as they were."""
    plain, _, after = values(run(engine, PROBE, ENTERED[name], PROBE))
    assert not isinstance(plain, Raised)
    assert after == plain


@pytest.mark.parametrize("name", ENTERED)
def test_a_value_made_under_a_mode_comes_over(engine: Engine, name: str) -> None:
    """Code need not leave what it entered."""
    (value,) = values(run(engine, ENTERED[name] + "\ntorch.tensor([1.5, 2.5], device='cpu')"))
    assert isinstance(value, Tensor)
    assert value.cells == (1.5, 2.5)


def test_the_setup_may_change_settings_for_every_task(engine: Engine) -> None:
    """It is run anew for each."""
    kinds = values(
        run(engine, "torch.ones(1)", "torch.ones(1)", setup="import torch\ntorch.set_default_dtype(torch.half)")
    )
    assert [kind.dtype for kind in kinds] == ["float16", "float16"]


def test_a_print_follows_the_options_that_the_code_sets(engine: Engine) -> None:
    """They are part of what the code does."""
    reply = run(engine, "torch.set_printoptions(precision=1)\ntorch.tensor([0.123])")
    assert reply.result is not None
    assert reply.result.outcomes[0].shown == "tensor([0.1])"


WITHOUT_NUMPY = """
import json, sys, warnings
warnings.simplefilter("ignore")
sys.modules["numpy"] = None
import torch
from quiz.worker.process.child import answer
moves = {"name": "a", "code": "x = torch.arange(4).reshape(2, 2)\\nx.T", "trace": True}
tasks = [moves, {"name": "b", "code": "torch.rand(2)"}]
job = {"setup": "import torch", "seed": 5, "first": 0, "attempts": 1, "draw": [["k", "rng.random()"]], "require": ""}
print(json.dumps(list(answer(dict(job, tasks=tasks)))))
"""


def test_nothing_needs_numpy() -> None:
    """Draw, run, capture, trace."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMPY], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    _, first, second, traced = json.loads(done.stdout)
    assert from_wire(first["value"]) == Tensor("int64", (2, 2), (0, 2, 1, 3))
    assert traced["origins"] == [{"source": "x", "shape": [2, 2], "from": [0, 2, 1, 3]}]
    assert (first["rolled"], second["rolled"]) == (False, True)
    assert not isinstance(from_wire(second["value"]), Opaque)
