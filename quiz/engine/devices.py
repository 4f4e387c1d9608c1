"""The device for a card: from those present, the learner's setting, and the devices the card is for."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.errors import EngineError
from quiz.worker.wire import CPU

AUTO = "auto"


def preferred(wished: str, present: Sequence[str]) -> list[str]:
    """The devices to use, best first: a GPU before the CPU under "auto", else the requested one and the CPU.

    The CPU is always among them: some cards are for it only. `present` is what the worker found, such as ["cpu",
    "cuda:0"]. Raises EngineError when there is no such device.
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
    """The first device of `order` of one of the kinds ("cpu", "cuda") that a card is for; "" for none."""
    return next((device for device in order if kind_of(device) in about), "")


def kind_of(device: str) -> str:
    """The kind of a device: "cuda" for "cuda:1"."""
    return device.partition(":")[0]
