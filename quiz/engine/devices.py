"""On which device a card runs: what there is, what the learner wishes, what the card is about."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.errors import EngineError
from quiz.worker.wire import CPU

AUTO = "auto"


def preferred(wished: str, present: Sequence[str]) -> list[str]:
    """The devices to use, best first: a GPU before the CPU under "auto", else the one wished for and the CPU.

    The CPU is always among them: what a card says may hold there only. `present` is what the worker found, such as
    ["cpu", "cuda:0"]. Raises EngineError when there is no such device.
    """
    if wished == AUTO:
        return sorted(present, key=lambda device: device == CPU)
    found = next((device for device in present if wished in (device, kind_of(device))), None)
    if found is None:
        raise EngineError(
            f"there is no device {wished}: this torch has {', '.join(present)}",
            fix="Name one of these with --device, or leave the choice to `auto`.",
        )
    return [found] if found == CPU else [found, CPU]


def device_for(about: Sequence[str], order: Sequence[str]) -> str:
    """The first device of `order` on which a card that is `about` these kinds ("cpu", "cuda") holds; "" for none."""
    return next((device for device in order if kind_of(device) in about), "")


def kind_of(device: str) -> str:
    """ "cuda:1" is a cuda."""
    return device.partition(":")[0]
