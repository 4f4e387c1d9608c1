"""The stamps of an interpreter and its torch, found without starting them: while these stay, so does their hello."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from quiz.engine.environment import environment
from quiz.engine.strategy import Strategy
from quiz.worker.stamps import sources
from quiz.worker.wire import PROTOCOL

GPUS = ("nvidia", "kfd", "dri")
"""How the devices of GPUs are named in /dev."""
_CONFINING = ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Seccomp_filters")
"""The lines of /proc/self/status on which it depends how children can be confined."""


def launch_stamp(python: str, how: Strategy, environ: Mapping[str, str] = os.environ) -> str:
    """A digest of how this interpreter is started and on what: its path, the worker's environment and sources, the
    kernel, the privileges and the GPUs of this process.
    """
    about = (located(python), str(how), PROTOCOL, sorted(environment(environ).items()), _worker(), _machine())
    return hashlib.sha256(repr(about).encode("utf-8", "surrogatepass")).hexdigest()


def located(python: str) -> str:
    """The path of an interpreter; "" means this one, and a bare name is looked for as a shell does."""
    if not python:
        return sys.executable
    if os.sep in python:
        return python
    import shutil  # few give a bare name, and every fully cached check would load it

    return shutil.which(python) or python


def names_itself(python: str, executable: str) -> bool:
    """Whether an interpreter is a program, or a script that names the program `executable` that it starts.

    What another script starts may change while the script does not, as with pyenv's.
    """
    try:
        with Path(located(python)).open("rb") as file:
            text = file.read(1 << 16)
    except (OSError, ValueError):
        return False
    return not text.startswith(b"#!") or os.fsencode(executable) in text


@cache
def _worker() -> list[tuple[str, int, int]]:
    """The sources of the worker with their times and sizes."""
    root = Path(__file__).resolve().parents[1] / "worker"
    return sorted(sources(str(root)))


def _machine() -> tuple[object, ...]:
    """The kernel and its start, the privileges of this process, and the GPUs."""
    status = [line for line in _read("/proc/self/status").splitlines() if line.partition(":")[0] in _CONFINING]
    devices: list[str] = []
    with suppress(OSError):
        devices = sorted(name for name in os.listdir("/dev") if name.startswith(GPUS))  # noqa: PTH208 (names alone)
    boot, driver = _read("/proc/sys/kernel/random/boot_id"), _read("/proc/driver/nvidia/version")
    return _system(), boot, status, devices, driver


def _system() -> tuple[object, ...]:
    if sys.platform == "win32":
        return tuple(sys.getwindowsversion())
    return tuple(os.uname())


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "replace")
    except OSError:
        return ""
