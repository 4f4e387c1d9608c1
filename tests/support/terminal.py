"""The whole program in a terminal of the tests, whose screen can be read."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte
from deck_cache import warm

ROOT = Path(__file__).parents[2]
NOW = "2026-11-20T09:30:00+01:00"


class Terminal:
    """`python -m quiz` in a pty; what it draws is kept as `screen`, what it sends as `raw`."""

    def __init__(
        self, home: Path, *arguments: str, columns: int = 80, lines: int = 24, within: str = "", **environ: str
    ) -> None:
        """`within` is an interactive "shell", where the command is typed, or a "launcher" that waits for it."""
        warm(home)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("QUIZ_")}
        kept = {"QUIZ_KEEP": os.environ.get("QUIZ_KEEP", "0")}
        own = {**kept, "QUIZ_HOME": str(home), "QUIZ_NOW": NOW, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        line = shlex.join([sys.executable, "-m", "quiz", *arguments])
        command = {
            "": [sys.executable, "-m", "quiz", *arguments],
            "shell": ["bash", "--norc", "--noprofile", "-i"],
            "launcher": ["bash", "-c", f"{line}; echo the launcher goes on"],
        }[within]
        self.process = pexpect.spawn(
            command[0],
            command[1:],
            env={**inherited, **own, "PYTHONPATH": str(ROOT), **environ},
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=20,
        )
        self.raw = ""
        if within == "shell":
            self.send(f"{line}\r")

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, keys: str) -> None:
        """Write all of it at once, so that the program reads it together."""
        os.write(self.process.child_fd, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        self.process.setwinsize(lines, columns)

    def read(self) -> bool:
        """Draw what has arrived; False once the program has ended."""
        try:
            chunk = self.process.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += chunk
        # pyte knows no synchronised output and no kitty keys, and prints what it does not know.
        for unknown in ("\x1b[>1u", "\x1b[<u", "\x1b[?u"):
            chunk = chunk.replace(unknown, "")
        self._stream.feed(chunk)
        return True

    def until(self, true: Callable[[], object], what: str, seconds: float = 20) -> None:
        """Read until it is so."""
        deadline = time.monotonic() + seconds
        while not true():
            assert self.read() or true(), f"it ended before {what}:\n{self.text}"
            assert time.monotonic() < deadline, f"not seen: {what}\n{self.text}"

    def sees(self, *words: str) -> None:
        self.until(lambda: all(word in self.text for word in words), str(words))

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        deadline = time.monotonic() + 10
        while self.read():
            assert time.monotonic() < deadline, f"it did not end:\n{self.text}"
        self.process.close(force=False)
        assert self.process.exitstatus is not None, self.process.signalstatus
        return self.process.exitstatus

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed, and wait until the program has ended."""
        self.process.ptyproc.fileobj.close()
        self.process.ptyproc.closed = True
        self.process.wait()

    def close(self) -> None:
        """End the program, if it still runs, without ceremony."""
        if self.process.isalive():
            self.process.kill(signal.SIGKILL)
            self.process.wait()
        self.process.close(force=False)

    @property
    def is_restored(self) -> bool:
        """The alternate screen is left and the cursor is back."""
        return self.raw.rfind("\x1b[?1049l") > self.raw.rfind("\x1b[?1049h") > -1 and "\x1b[?25h" in self.raw
