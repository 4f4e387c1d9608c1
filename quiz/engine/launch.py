"""Launching the worker under an interpreter that has torch: the strategy, the command, the environment, the zygote."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO

from quiz.errors import ConfigError, EngineError

WORKER = Path(__file__).resolve().parent.parent / "worker"

# The package is loaded by its path: its folder on sys.path would let `worker/trace.py` shadow the library's `trace`,
# and the quiz itself must stay out of reach of card code.
BOOT = """
import importlib.util, sys
sys.path[:] = [entry for entry in sys.path if entry]
spec = importlib.util.spec_from_file_location(
    "quiz_worker", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
package = importlib.util.module_from_spec(spec)
sys.modules["quiz_worker"] = package
spec.loader.exec_module(package)
sys.argv[1:], arguments = [], sys.argv[2:]
importlib.import_module("quiz_worker." + arguments[0]).main(*arguments[1:])
"""

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
START_S = 60.0
"""How long torch may take to load: a cold disk needs most of it."""


class Strategy(StrEnum):
    """How a child is made."""

    FORK = "fork"
    """Forked from a zygote that has loaded torch: in milliseconds, sharing the zygote's memory."""
    SPAWN = "spawn"
    """As a new process, which loads torch by itself: in about a second, on every system."""


def strategy(environ: Mapping[str, str] = os.environ) -> Strategy:
    """Fork on Linux, spawn elsewhere: macOS has a fork that its libraries do not survive, Windows has none.

    QUIZ_START=spawn chooses the other way, to try it out. Raises ConfigError when it names an impossible one.
    """
    asked = environ.get("QUIZ_START", "")
    if asked == Strategy.SPAWN:
        return Strategy.SPAWN
    if sys.platform == "linux" and asked in ("", Strategy.FORK):
        return Strategy.FORK
    if not asked:
        return Strategy.SPAWN
    raise ConfigError(
        "torch cannot be started in this way",
        where=f"QUIZ_START={asked!r}",
        fix="Leave it unset, or set it to `spawn`.",
    )


def command(python: str, module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of `quiz/worker/`, such as `process.zygote`, under an interpreter."""
    return [python, "-s", "-c", BOOT, str(WORKER), module, *arguments]


def unstartable(python: str, error: OSError) -> EngineError:
    return EngineError(
        f"cannot start {python}: {error.strerror}", fix="Give --python the path of an interpreter that has torch."
    )


def environment(environ: Mapping[str, str], hash_seed: int = 0) -> dict[str, str]:
    """The worker's environment: enough to find torch, no tokens, one thread, hashes from this seed."""
    kept = {name: environ[name] for name in KEPT if name in environ}
    # One thread before the import: a zygote that ever entered a parallel region hangs its children.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    # Hash order is part of what a set prints: the same question must give the same result.
    return (
        kept
        | threads
        | {"PYTHONSAFEPATH": "1", "PYTHONHASHSEED": str(hash_seed), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        # torch names folders after the user, whom a child cannot look up.
        | dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "learner")
        # If CUDA is asked in any other way whether there is a GPU, the zygote can no longer fork.
        | {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}
    )


def last_word(written: bytes) -> str:
    """The line that says why a process ended, among those it wrote before."""
    lines = written.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


class Launched:
    """A started zygote: its process, the control socket, and what it writes to stderr."""

    def __init__(self, python: str = "", environ: Mapping[str, str] = os.environ, hash_seed: int = 0) -> None:
        """Raises EngineError when the interpreter cannot be started."""
        self.python = python or sys.executable
        self.control, worker_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        try:
            self.process = subprocess.Popen(
                command(self.python, "process.zygote", str(worker_end.fileno())),
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                env=environment(environ, hash_seed),
                cwd="/",
                pass_fds=[worker_end.fileno()],
                start_new_session=True,  # Ctrl-C is for the quiz
            )
        except OSError as error:
            self.control.close()
            raise unstartable(self.python, error) from error
        finally:
            worker_end.close()
        self.control.setblocking(False)

    def complaint(self) -> str:
        """The last lines the process wrote, for a message about its end."""
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 4000))
        return last_word(self.errors.read())

    def close(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()
