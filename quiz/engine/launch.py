"""Launching the worker under an interpreter that has torch: the command, and the zygote."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from quiz.engine.environment import environment
from quiz.errors import EngineError
from quiz.worker.wire import AT_NEED

if TYPE_CHECKING:
    import subprocess

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

START_S = 60.0
"""How long torch may take to load: a cold disk needs most of it."""


def command(python: str, module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of `quiz/worker/`, such as `process.zygote`, under an interpreter."""
    return [python, "-s", "-c", BOOT, str(WORKER), module, *arguments]


def unstartable(python: str, error: OSError) -> EngineError:
    return EngineError(
        f"cannot start {python}: {error.strerror}", fix="Give --python the path of an interpreter that has torch."
    )


def last_word(written: bytes) -> str:
    """The line that says why a process ended, among those it wrote before."""
    lines = written.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


class Launched:
    """A started zygote: its process, the control socket, and what it writes to stderr."""

    def __init__(
        self,
        python: str = "",
        environ: Mapping[str, str] = os.environ,
        hash_seed: int = 0,
        ahead: bool = True,
        place: tuple[int, str, float] | None = None,
    ) -> None:
        """With `ahead` it loads when idle what some cards will need.

        With a `place` (the descriptor of a private folder, a name in it, and seconds) a copy of it waits there for
        others. Raises EngineError when it cannot be started.
        """
        import subprocess  # whoever is served by a kept engine loads neither
        import tempfile

        self.python = python or sys.executable
        words = [] if ahead and place is None else ["" if ahead else AT_NEED]
        self.control, worker_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                command(self.python, "process.zygote", str(worker_end.fileno()), *words, *map(str, place or ())),
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                env=environment(environ, hash_seed),
                cwd="/",
                pass_fds=[worker_end.fileno(), *((place[0],) if place is not None else ())],
                start_new_session=True,  # Ctrl-C is for the quiz
            )
        except OSError as error:
            self.control.close()
            raise unstartable(self.python, error) from error
        finally:
            worker_end.close()
        self.control.setblocking(False)

    @property
    def pid(self) -> int:
        return self.process.pid

    def settle(self) -> None:
        """Wait for what it may still write between its closed socket and its end."""
        import subprocess

        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.5)

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
