"""Syncs in child processes that are killed at any of their system calls, traced by ptrace (Linux).

As a program it reads requests from its standard input, a JSON object a line, and forks a child for each, since
starting Python for each would take most of the time.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_TRACE_ME, _NEXT_CALL = 0, 24
_UNABLE, _FAILED = 3, 2


class Ended(NamedTuple):
    """Whether the sync was killed, and after how many stops at system calls (two for each); else its exit code."""

    killed: bool
    calls: int
    code: int


class Killer:
    """`sync(...)` runs one sync to its end, or to its k-th stop."""

    def __init__(self) -> None:
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
        )

    def sync(self, home: Path, folder: Path, now: str, kill_at: int = 0) -> Ended:
        """Sync this home with the folder; killed at that stop, 0 for never. Raises OSError where nothing is traced."""
        assert self._process.stdin
        assert self._process.stdout
        request = {"home": str(home), "folder": str(folder), "now": now, "kill_at": kill_at}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        ended = Ended(**json.loads(self._process.stdout.readline()))
        if ended.code == _UNABLE:
            raise OSError("this system lets no process trace another")
        return ended

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def _main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    import quiz.app.syncing  # noqa: F401 (once for all children)

    for line in sys.stdin:
        print(json.dumps(_run(libc, **json.loads(line))._asdict()), flush=True)


def _run(libc: Any, home: str, folder: str, now: str, kill_at: int) -> Ended:
    child = os.fork()
    if child == 0:
        if libc.ptrace(_TRACE_ME, 0, 0, 0):
            os._exit(_UNABLE)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(_sync(home, folder, now))
    calls = 0
    _, status = os.waitpid(child, 0)
    while os.WIFSTOPPED(status):
        calls += 1
        if calls == kill_at:
            os.kill(child, signal.SIGKILL)
        libc.ptrace(_NEXT_CALL, child, 0, 0)
        _, status = os.waitpid(child, 0)
    return Ended(os.WIFSIGNALED(status), calls, os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0)


def _sync(home: str, folder: str, now: str) -> int:
    from quiz.app.home import Home
    from quiz.app.syncing import sync

    try:
        outcome = sync(Home({"QUIZ_HOME": home, "QUIZ_NOW": now}), Path(folder))
        return 0 if outcome.error is None else 1
    except BaseException:
        traceback.print_exc()
        return _FAILED


if __name__ == "__main__":
    _main()
