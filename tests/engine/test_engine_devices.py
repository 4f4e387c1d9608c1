"""Which device a card runs on, and what happens there. On a machine without a GPU the last part is skipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scene import broken, card_of, pose

from quiz.answer.value import Raised, Tensor
from quiz.engine.client import Engine
from quiz.engine.devices import device_for, preferred
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Ended
from quiz.errors import EngineError

TWO = ["cpu", "cuda:0", "cuda:1"]


@pytest.mark.parametrize(
    ("wished", "present", "order"),
    [
        ("auto", ["cpu"], ["cpu"]),
        ("auto", TWO, ["cuda:0", "cuda:1", "cpu"]),
        ("auto", ["cpu", "mps"], ["mps", "cpu"]),
        ("cpu", TWO, ["cpu"]),
        ("cuda", TWO, ["cuda:0", "cpu"]),
        ("cuda:1", TWO, ["cuda:1", "cpu"]),
    ],
)
def test_the_wish_orders_what_there_is(wished: str, present: list[str], order: list[str]) -> None:
    """A GPU first where the choice is free; the CPU stays, since some cards hold there only."""
    assert preferred(wished, present) == order


def test_a_device_that_is_not_there_is_an_error_with_its_fix() -> None:
    """Exit code 5, and what there is."""
    with pytest.raises(EngineError, match="there is no device cuda:7: this torch has cpu") as error:
        preferred("cuda:7", ["cpu"])
    assert "--device" in error.value.fix


def test_a_card_runs_on_the_first_device_it_is_about() -> None:
    """`devices: [cpu]` keeps a card on the CPU whatever was wished for."""
    order = ["cuda:0", "cpu"]
    assert device_for(["cpu", "cuda"], order) == "cuda:0"
    assert device_for(["cpu"], order) == "cpu"
    assert device_for(["mps"], order) == ""


def test_a_card_for_another_device_is_put_aside(engine: Engine) -> None:
    """It is said what it is about and what is here."""
    if any(device.startswith("mps") for device in engine.start()["devices"]):
        pytest.skip("this machine has the device")
    reason = broken(engine, "- id: it\n  ask: predict\n  prompt: x\n  devices: [mps]\n  code: '1'\n")
    assert reason.code == "unsuited"
    assert "it is for mps; this machine has" in reason.reason


def test_the_command_line_takes_a_device(tmp_path: Path) -> None:
    """--device of something that is not there: exit 5, told on stderr, no traceback."""
    command = [sys.executable, "-m", "quiz", "try", "create/capital-letter", "--device", "cuda:9"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 5
    assert "there is no device cuda:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_event_says_on_which_device(engine: Engine) -> None:
    """The question carries it; the session writes it into the review."""
    question = pose(engine, card_of("- id: it\n  ask: predict\n  prompt: x\n  code: '1'\n"))
    assert question.device == "cpu"


@pytest.fixture
def gpu(engine: Engine) -> str:
    found = [device for device in engine.start()["devices"] if device.startswith("cuda")]
    if not found:
        pytest.skip("no CUDA device on this machine")
    return found[0]


def on(device: str, code: str) -> Job:
    tasks = (Task(name="truth", code=code),)
    return Job(setup="import torch", seed=1, tasks=tasks, device=device)


def test_what_a_card_makes_is_made_on_the_gpu(engine: Engine, gpu: str) -> None:
    """`torch.set_default_device` for its code; the value says where it was."""
    reply = engine.run(on(gpu, "torch.arange(3) * 2"), 30)
    assert reply.result is not None
    assert reply.result.outcomes[0].value == Tensor("int64", (3,), (0, 2, 4), gpu)


def test_a_device_side_assert_is_the_outcome_and_costs_one_child(engine: Engine, gpu: str) -> None:
    """It is raised where it belongs, since the child waits for the device; the next question is answered."""
    reply = engine.run(on(gpu, "torch.zeros(3)[torch.tensor([7])]"), 60)
    assert reply.status is Ended.CRASH or isinstance(reply.result and reply.result.outcomes[0].value, Raised)
    after = engine.run(on(gpu, "torch.ones(1) + 1"), 30)
    assert after.result is not None
    assert after.result.outcomes[0].value == Tensor("float32", (1,), (2.0,), gpu)


def test_cpu_and_gpu_may_meet_in_one_card(engine: Engine, gpu: str) -> None:
    """A 0-dim CPU tensor mixes in; a vector does not."""
    mixed = engine.run(on(gpu, "torch.ones(2) * torch.tensor(3.0, device='cpu')"), 30)
    refused = engine.run(on(gpu, "torch.ones(2) * torch.ones(2, device='cpu')"), 30)
    assert mixed.result is not None and refused.result is not None
    assert mixed.result.outcomes[0].value == Tensor("float32", (2,), (3.0, 3.0), gpu)
    assert isinstance(refused.result.outcomes[0].value, Raised)


def test_the_cpu_is_still_there_beside_the_gpu(engine: Engine, gpu: str) -> None:
    """A card about the CPU runs there."""
    reply = engine.run(on("cpu", "torch.ones(1).device.type"), 30)
    assert reply.result is not None
    assert reply.result.outcomes[0].shown == "'cpu'"
