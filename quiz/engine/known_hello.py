"""What is known of a torch without starting it: the hello of an earlier start, as long as nothing has changed since."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol, cast

from quiz.engine.devices import preferred
from quiz.engine.health import HealthMemory
from quiz.engine.installation import launch_stamp, located, names_itself
from quiz.engine.strategy import Strategy, strategy
from quiz.errors import EngineError
from quiz.worker.stamps import stamps
from quiz.worker.wire import PROTOCOL, Hello

_TEXTS = ("python", "torch", "build", "stamp")
_LISTS = ("devices", "layers")


class HelloMemory(Protocol):
    """Where the hello of each interpreter is stored, under the stamp of its launch."""

    def read(self, stamp: str) -> object:
        """What was written under this stamp, or anything else if the store is damaged; None for nothing."""

    def write(self, stamp: str, row: Mapping[str, Any]) -> None: ...


class HelloKeeper:
    """Stores the hello of one start of an interpreter. Make it before the interpreter is started."""

    def __init__(self, memory: HelloMemory, python: str, how: Strategy) -> None:
        self._memory = memory
        self._python = python
        self._stamp = launch_stamp(python, how)
        self._began_ns = time.time_ns()

    def keep(self, hello: Hello) -> None:
        """Store what the worker said, unless what was started cannot be known again, or has changed meanwhile."""
        files = hello.get("files", [])
        if not files or not names_itself(self._python, files[0]):
            return
        found = stamps([located(self._python), *files])
        if all(times[0] <= self._began_ns for times in found.values() if times):
            said = {name: value for name, value in hello.items() if name in ("protocol", *_TEXTS, *_LISTS)}
            self._memory.write(self._stamp, {"hello": said, "files": found})


def known_hello(memory: HelloMemory, health: HealthMemory, python: str, device: str) -> Hello | None:
    """The hello that this interpreter would say, with the devices to use and what its torch computes wrongly.

    None when any of that is unknown. Nothing is started.
    """
    row = memory.read(launch_stamp(python, strategy()))
    hello = _unchanged(row)
    if hello is None:
        return None
    unsound = health.read(hello["stamp"])
    if unsound is None:
        return None
    hello["unsound"] = unsound
    try:
        hello["devices"] = preferred(device, hello["devices"])
    except EngineError:
        return None
    return hello


def _unchanged(row: object) -> Hello | None:
    """The hello in a stored row; None when the row is in another form, or a file has changed since."""
    if not isinstance(row, dict) or not isinstance(row.get("files"), dict):
        return None
    said, files = row.get("hello"), row["files"]
    if not isinstance(said, dict) or not _is_hello(said) or not files or stamps(files) != files:
        return None
    return cast(Hello, {**said, "pid": 0})


def _is_hello(said: dict[str, object]) -> bool:
    lists = [said.get(name) for name in _LISTS]
    return (
        said.get("protocol") == PROTOCOL
        and all(isinstance(said.get(name), str) for name in _TEXTS)
        and all(isinstance(row, list) and all(isinstance(item, str) for item in row) for row in lists)
        and bool(said["devices"])
    )
