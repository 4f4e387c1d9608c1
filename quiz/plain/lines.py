"""Reading lines of input from a terminal or a pipe, and whether more are waiting."""

from __future__ import annotations

import io
import os
import select
import sys
from collections import deque
from contextlib import suppress
from typing import Protocol, TextIO


class LineInput(Protocol):
    """`is_terminal` says that a person types, who sees each prompt before the next line."""

    is_terminal: bool

    def read(self, prompt: str) -> str | None:
        """The next line, None at the end of input."""

    def next_waiting(self, wait_s: float) -> str | None:
        """The next line, if it is waiting or comes within that time; else None. It is not consumed."""


class TerminalLines:
    """Lines that are typed, with the editing keys of the terminal."""

    is_terminal = True

    def __init__(self) -> None:
        with suppress(ImportError):  # Windows edits lines by itself
            import readline  # noqa: F401 (gives input() its editing keys)

        self._ahead: deque[str] = deque()

    def read(self, prompt: str) -> str | None:
        """The next line, None at the end of input."""
        if self._ahead:
            return self._ahead.popleft()
        try:
            return input(prompt)
        except EOFError:
            print()
            return None

    def next_waiting(self, wait_s: float) -> str | None:
        """The next line, if it comes within that time; it is not consumed."""
        if not self._ahead and _is_readable(sys.stdin.fileno(), wait_s):
            text = self.read("")
            if text is not None:
                self._ahead.append(text)
        return self._ahead[0] if self._ahead else None


class PipedLines:
    """Lines of a pipe or a file, without prompts."""

    is_terminal = False

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rest = b""
        self._ended = False
        self._ahead: deque[str] = deque()
        try:
            self._descriptor: int | None = stream.fileno()
        except (OSError, io.UnsupportedOperation):
            self._descriptor = None

    def read(self, prompt: str) -> str | None:
        """The next line, None at the end of input."""
        if self._ahead:
            return self._ahead.popleft()
        if self._descriptor is None:
            text = self._stream.readline()
            return text.rstrip("\n") if text else None
        while b"\n" not in self._rest and not self._ended:
            self._fill(self._descriptor)
        if not self._rest:
            return None
        line, _, self._rest = self._rest.partition(b"\n")
        return line.removesuffix(b"\r").decode(self._stream.encoding, self._stream.errors or "strict")

    def next_waiting(self, wait_s: float) -> str | None:
        """The next line, if it comes within that time; it is not consumed."""
        if not self._ahead and self._has_line(wait_s):
            text = self.read("")
            if text is not None:
                self._ahead.append(text)
        return self._ahead[0] if self._ahead else None

    def _has_line(self, wait_s: float) -> bool:
        if self._descriptor is None:
            return True
        while b"\n" not in self._rest and not self._ended:
            if not _is_readable(self._descriptor, wait_s):
                return False
            self._fill(self._descriptor)
        return bool(self._rest)

    def _fill(self, descriptor: int) -> None:
        block = os.read(descriptor, 65536)
        self._rest += block
        self._ended = not block


def standard_input() -> LineInput:
    """The input of this process."""
    return TerminalLines() if sys.stdin.isatty() else PipedLines(sys.stdin)


def _is_readable(descriptor: int, wait_s: float) -> bool:
    try:
        return bool(select.select([descriptor], [], [], wait_s)[0])
    except (OSError, ValueError):  # Windows can do this for sockets only
        return False
