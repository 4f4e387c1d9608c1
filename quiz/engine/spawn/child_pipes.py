"""A child process and its three pipes, watched by threads, which works on every system.

No descriptor is passed, nothing is forked, and no loop has to know of processes: it runs on Windows as on Linux.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

from quiz.engine.environment import environment
from quiz.engine.event_loop import Loop
from quiz.engine.launch import command, unstartable
from quiz.worker.wire import MAX_FRAME

READ = 1 << 16
ENOUGH = 2 * MAX_FRAME
"""The most bytes read from one pipe: a child that sends too much is killed long before."""
DRAIN_S = 1.0
"""How long a pipe may stay open after its process has ended: a grandchild may have it open."""


class Listener(Protocol):
    """Receives a process's events, on the loop."""

    def on_said(self, data: bytes) -> None:
        """Bytes of standard output."""

    def on_log(self, data: bytes) -> None:
        """Bytes of standard error; b"" at its end."""

    def on_gone(self, code: int) -> None:
        """It has ended, and all its output was passed on; `code` as in `subprocess`. Called once, and last."""


class Piped:
    """One process, in its own session where there are sessions: Ctrl-C is for the quiz.

    It starts in a new folder, which is also its folder for temporary files, and which is removed with it.
    """

    def __init__(
        self,
        loop: Loop,
        python: str,
        module: str,
        listener: Listener,
        environ: Mapping[str, str] = os.environ,
        hash_seed: int = 0,
    ) -> None:
        """Run a module of `quiz/worker/`. Raises EngineError when the interpreter cannot be started."""
        self._loop = loop
        self._listener = listener
        self._over = False
        self._writer: threading.Thread | None = None
        self._folder = ""
        try:
            self._folder = tempfile.mkdtemp(prefix="quiz-")
            self._process = subprocess.Popen(
                command(python, module),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env=environment(environ, hash_seed) | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder),
                cwd=self._folder,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._sweep()
            raise unstartable(python, error) from error
        out, err = self._process.stdout, self._process.stderr
        assert out is not None and err is not None
        self._pumps = (
            self._begin(self._pump, out, listener.on_said),
            self._begin(self._pump, err, listener.on_log),
        )
        self._begin(self._await_end)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, data: bytes) -> None:
        """Write all of `data` to standard input, which stays open; called once."""
        self._writer = self._begin(self._write, data)

    def kill(self) -> None:
        """Kill it, with what it left in its group; `on_gone` follows."""
        if self._over:
            return
        if not hasattr(os, "killpg"):
            self._process.kill()
            return
        for kill in (os.killpg, os.kill):  # it may have left its group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill it now; no callback is called any more."""
        if not self._over:
            self.kill()
            self._over = True
            self._process.wait()
            self._sweep()

    # On separate threads: each closes the pipe that it works on, which no other thread can know to be free.

    def _pump(self, pipe: IO[bytes], tell: Callable[[bytes], None]) -> None:
        left = ENOUGH
        with pipe, contextlib.suppress(OSError):
            while left > 0 and (data := os.read(pipe.fileno(), READ)):
                left -= len(data)
                self._post(tell, data)
        self._post(tell, b"")

    def _write(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it ended before it had read all: that will be reported
            while data:
                data = data[os.write(self._process.stdin.fileno(), data) :]

    def _await_end(self) -> None:
        if hasattr(os, "waitid"):
            # Not reaped yet: until the loop does that, its pid and its group cannot be reused.
            with contextlib.suppress(ChildProcessError):
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        else:
            self._process.wait()
        self.kill()
        for thread in (*self._pumps, self._writer):
            if thread is not None:
                thread.join(DRAIN_S)
        if self._process.stdin is not None and not (self._writer and self._writer.is_alive()):
            self._process.stdin.close()
        self._sweep()
        self._post(self._gone)

    def _sweep(self) -> None:
        with contextlib.suppress(OSError, RecursionError):  # too deep to be removed: left to the system
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        # Daemons: a thread that waits for a pipe must not keep the quiz from leaving.
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        return thread

    def _post(self, call: Callable[..., None], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._tell, call, *arguments)

    # On the loop.

    def _tell(self, call: Callable[..., None], *arguments: Any) -> None:
        if not self._over:
            call(*arguments)

    def _gone(self) -> None:
        self._over = True
        self._listener.on_gone(self._process.wait())
