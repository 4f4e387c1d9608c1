"""The whole program in a real terminal: what is drawn, and how it ends."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest
from tui_scene import DATA, NOW

from quiz.store.store import Store


class Terminal:
    """`python -m quiz` in a pty of 80x24 whose screen can be read."""

    def __init__(self, home: Path, *arguments: str) -> None:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("QUIZ_")}
        environ |= {"QUIZ_HOME": str(home), "QUIZ_NOW": NOW, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environ["PYTHONPATH"] = str(Path(__file__).parents[2])
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.screen)
        self.process = pexpect.spawn(
            sys.executable, ["-m", "quiz", *arguments], env=environ, dimensions=(24, 80), encoding="utf-8", timeout=20
        )
        self.raw = ""

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self) -> bool:
        """Draw what has come; False once the program has ended."""
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

    def sees(self, *words: str) -> None:
        deadline = time.monotonic() + 20
        while not all(word in self.text for word in words):
            assert self.read() or all(word in self.text for word in words), f"it ended:\n{self.text}"
            assert time.monotonic() < deadline, f"not seen: {words}\n{self.text}"

    def ends(self) -> int:
        deadline = time.monotonic() + 10
        while self.read():
            assert time.monotonic() < deadline, f"it did not end:\n{self.text}"
        self.process.close(force=False)
        assert self.process.exitstatus is not None, self.process.signalstatus
        return self.process.exitstatus


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path, "review", str(DATA / "small.yaml"), "--seed", "3")
    yield opened
    opened.process.close(force=True)


def restored(terminal: Terminal) -> bool:
    """The alternate screen is left and the cursor is back."""
    return terminal.raw.rfind("\x1b[?1049l") > terminal.raw.rfind("\x1b[?1049h") > -1 and "\x1b[?25h" in terminal.raw


def zygotes(terminal: Terminal) -> list[str]:
    """The processes that torch runs in."""
    pid = terminal.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    return children


def is_stopped(terminal: Terminal) -> None:
    """Wait until it is, as after ctrl+z."""
    deadline = time.monotonic() + 20
    while Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        terminal.read()
        assert time.monotonic() < deadline, terminal.text


def test_quiz_opens_on_its_decks(tmp_path: Path) -> None:
    """Without arguments: the shipped decks with their counts, torch beside them, and q ends it."""
    opened = Terminal(tmp_path)
    try:
        opened.sees("quiz", "create", "dtype", "gather", "known", "20 new", "enter Review")
        opened.sees("torch 2.", "cpu")
        opened.process.send("q")
        assert opened.ends() == 0
        assert restored(opened)
    finally:
        opened.process.close(force=True)


def test_a_card_is_answered_in_a_real_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """Typed, judged by the torch of this machine, rated, and on the disk."""
    terminal.sees("small · rows", "asked for: a value")
    terminal.process.send("[[1, 2, 3], [4, 5, 6]]")
    terminal.sees("> [[1, 2, 3], [4, 5, 6]]", "reads as shape (2, 3)")
    terminal.process.send("\r")
    terminal.sees("✗ wrong", "yours", "torch says", "▸1 Again 1m", "suggested: Again")
    terminal.process.send(" ")
    terminal.sees("small · which-keep-the-dim")
    with Store.open(tmp_path / "quiz.db") as store:
        assert list(store.rows()) == ["small/rows"]
    terminal.process.send("\x11")
    assert terminal.ends() == 0
    assert restored(terminal)


def test_to_the_shell_and_back(tmp_path: Path) -> None:
    """ctrl+z gives the terminal back as it was; after fg the screen is drawn anew and the keys work."""
    opened = Terminal(tmp_path)
    try:
        opened.sees("quiz", "create", "20 new", "torch 2.")
        opened.process.send("\x1a")
        is_stopped(opened)
        opened.read()
        assert restored(opened)
        deadline = time.monotonic() + 20
        os.kill(opened.process.pid, signal.SIGCONT)
        while not opened.raw.rfind("\x1b[?1049h") > opened.raw.rfind("\x1b[?1049l"):
            opened.read()
            assert time.monotonic() < deadline, opened.text
        opened.sees("create", "20 new", "enter Review")
        opened.process.send("b")
        opened.sees("browse", "create/")
        opened.process.send("\x11")
        assert opened.ends() == 0
        assert restored(opened)
    finally:
        opened.process.close(force=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(terminal: Terminal, number: signal.Signals) -> None:
    """The terminal is as it was, and no zygote stays behind."""
    terminal.sees("small · rows", "asked for")
    children = zygotes(terminal)
    os.kill(terminal.process.pid, number)
    assert terminal.ends() == 128 + number
    assert restored(terminal)
    assert not [child for child in children if Path(f"/proc/{child}/cmdline").exists()]


@pytest.mark.parametrize("state", ["asking", "stopped", "editing"])
def test_a_terminal_that_goes_away_ends_it(tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed window leaves no process behind, and no zygote; nor one of the shell's background, or of an editor's."""
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\ntrap '' HUP\necho > {tmp_path}/edits\nexec sleep 3\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    terminal = Terminal(tmp_path / "home", "review", str(DATA / "small.yaml"))
    terminal.sees("small · rows", "asked for")
    children = zygotes(terminal)
    if state == "stopped":
        terminal.process.send("\x1a")
        is_stopped(terminal)
    elif state == "editing":
        terminal.process.send("\x1b[15~")
        while not (tmp_path / "edits").exists():
            terminal.read()
    os.close(terminal.process.child_fd)
    deadline = time.monotonic() + 10
    while os.waitpid(terminal.process.pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not [child for child in children if Path(f"/proc/{child}/cmdline").exists()]
