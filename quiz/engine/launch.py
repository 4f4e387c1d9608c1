"""Starting a zygote under an interpreter that has torch."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from quiz.errors import EngineError

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
from quiz_worker.zygote import main
main()
"""

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the worker sees of the environment: enough to find torch, no tokens, one thread."""
    kept = {name: environ[name] for name in KEPT if name in environ}
    # One thread before the import: a zygote that ever entered a parallel region hangs its children.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    # Hash order is part of what a set prints: the same question must come out the same.
    return (
        kept
        | threads
        | {"PYTHONSAFEPATH": "1", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    )


class Launched:
    """A started zygote: its process, the control socket, and what it writes to stderr."""

    def __init__(self, python: str = "", environ: Mapping[str, str] = os.environ) -> None:
        """Raises EngineError when the interpreter cannot be started."""
        self.python = python or sys.executable
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        try:
            self.process = subprocess.Popen(
                [self.python, "-s", "-c", BOOT, str(WORKER), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=self.errors,
                stderr=self.errors,
                env=environment(environ),
                cwd="/",
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the quiz
            )
        except OSError as error:
            self.control.close()
            raise EngineError(
                f"cannot start {self.python}: {error.strerror}",
                mend="Give --python the path of an interpreter that has torch.",
            ) from error
        finally:
            theirs.close()
        self.control.setblocking(False)

    def complaint(self) -> str:
        """The last lines the process wrote, for a message about its end."""
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - 4000))
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def close(self) -> None:
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.errors.close()
