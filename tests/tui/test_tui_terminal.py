"""The whole program in a real terminal: what is drawn, and how it ends."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal
from tui_scene import DATA

from quiz.store.store import UNRATED, Store


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(tmp_path, "review", str(DATA / "small.yaml"), "--seed", "3")
    yield opened
    opened.close()


def zygotes(terminal: Terminal) -> list[int]:
    """The processes that torch runs in, as descriptors that can be read once they have ended."""
    pid = terminal.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    return [os.pidfd_open(int(child)) for child in children]


def have_ended(processes: list[int]) -> bool:
    """Whether they end within seconds: a zygote hears of the end of its quiz, and then ends."""
    ended = all(select.select([process], [], [], 5)[0] for process in processes)
    for process in processes:
        os.close(process)
    return ended


def is_stopped(terminal: Terminal) -> None:
    """Wait until it is, as after ctrl+z."""
    stat = Path(f"/proc/{terminal.process.pid}/stat")
    terminal.until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", "that it is stopped")


@pytest.mark.usefixtures("kept")
def test_quiz_opens_on_its_decks(tmp_path: Path) -> None:
    """Without arguments: the shipped decks with their counts, torch beside them, and q ends it."""
    opened = Terminal(tmp_path)
    try:
        opened.sees("quiz", "create", "dtype", "gather", "known", "20 new", "enter Review")
        opened.sees("torch 2.", "cpu")
        opened.process.send("q")
        assert opened.ends() == 0
        assert opened.is_restored
    finally:
        opened.close()


@pytest.mark.usefixtures("kept")
def test_a_card_is_answered_in_a_real_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """Typed, judged by the torch of this machine, rated, and on the disk."""
    terminal.sees("small · rows", "answer with: a value")
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
    assert terminal.is_restored


@pytest.mark.usefixtures("kept")
def test_an_answer_outlives_a_kill_at_its_verdict(terminal: Terminal, tmp_path: Path) -> None:
    """Nothing can be done at such an end; the next start rates the answer as suggested, and says so."""
    terminal.sees("small · rows", "answer with: a value")
    terminal.process.send("[[1, 2, 3], [4, 5, 6]]\r")
    terminal.sees("✗ wrong", "▸1 Again 1m")
    with Store.open(tmp_path / "quiz.db") as store:
        terminal.until(lambda: store.metas(UNRATED), "that the answer is on the disk")
        assert not list(store.rows())
    terminal.close()
    again = Terminal(tmp_path)
    try:
        again.sees("your answer to small/rows is rated Again.")
        with Store.open(tmp_path / "quiz.db") as store:
            (event,) = [event for event in store.events() if event.kind == "review"]
            assert (event.body["rating"], event.body["text"]) == (1, "[[1, 2, 3], [4, 5, 6]]")
        again.sees("enter Review", "torch 2.")
        again.send("\r")
        again.sees("answer with")
        again.send("\x1b")
        again.sees("enter Review")
        again.until(lambda: "your answer to" not in again.text, "that it is said once")
    finally:
        again.close()


@pytest.mark.usefixtures("kept")
def test_the_palette_suspends_and_fg_resumes(tmp_path: Path) -> None:
    """The terminal is given back as it was; after fg the screen is drawn again and the keys work."""
    opened = Terminal(tmp_path, within="shell")
    try:
        opened.sees("create", "20 new", "torch 2.")
        opened.send("\x10")
        opened.sees("Search for commands")
        opened.send("Suspend")
        opened.sees("Suspend (fg resumes)")
        opened.send("\r")
        opened.until(lambda: opened.is_restored and "Stopped" in opened.raw, "the shell")
        opened.send("fg\r")
        opened.until(lambda: opened.raw.rfind("\x1b[?1049h") > opened.raw.rfind("\x1b[?1049l"), "the screen again")
        opened.sees("create", "20 new", "enter Review")
        opened.send("b")
        opened.sees("browse", "create/")
        opened.send("\x11")
        opened.until(lambda: opened.is_restored, "the end")
    finally:
        opened.close()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("within", ["", "launcher"])
def test_ctrl_z_never_freezes(tmp_path: Path, within: str) -> None:
    """It undoes; and where no shell could wake the quiz, nothing offers to stop it."""
    opened = Terminal(tmp_path, within=within)
    try:
        opened.sees("create", "20 new", "torch 2.")
        opened.send("\x1a")
        opened.sees("Nothing to undo today.")
        opened.send("\x10")
        opened.sees("Search for commands")
        opened.send("Suspend")
        opened.sees("No matches found")
        opened.send("\x1b\x1b")
        opened.sees("enter Review")
        opened.send("\x11")
        assert opened.ends() == 0
        assert not within or "the launcher goes on" in opened.raw
    finally:
        opened.close()


@pytest.mark.usefixtures("kept")
def test_the_size_of_the_terminal_is_followed_whatever_the_environment_says(tmp_path: Path) -> None:
    """COLUMNS and LINES, which some shells export, are of the moment when the shell looked."""
    opened = Terminal(tmp_path, COLUMNS="70", LINES="20")
    try:
        opened.sees("create", "20 new", "enter Review")
        opened.until(lambda: max(map(len, opened.text.splitlines())) == 80, "all of its width")
        opened.resize(100, 30)
        opened.until(lambda: max(map(len, opened.text.splitlines())) == 100, "the new width")
    finally:
        opened.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(terminal: Terminal, number: signal.Signals) -> None:
    """The terminal is as it was, and no zygote stays behind."""
    terminal.sees("small · rows", "answer with")
    children = zygotes(terminal)
    os.kill(terminal.process.pid, number)
    assert terminal.ends() == 128 + number
    assert terminal.is_restored
    assert have_ended(children)


@pytest.mark.parametrize("state", ["asking", "stopped", "editing"])
def test_a_terminal_that_goes_away_ends_it(tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed window leaves no process behind, and no zygote; nor one of the shell's background, or of an editor's."""
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\ntrap '' HUP\necho > {tmp_path}/edits\nexec sleep 3\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    terminal = Terminal(tmp_path / "home", "review", str(DATA / "small.yaml"))
    terminal.sees("small · rows", "answer with")
    children = zygotes(terminal)
    if state == "stopped":
        os.kill(terminal.process.pid, signal.SIGSTOP)
        is_stopped(terminal)
    elif state == "editing":
        terminal.process.send("\x1b[15~")
        while not (tmp_path / "edits").exists():
            terminal.read()
    os.close(terminal.process.child_fd)
    for late in (False, True) * 5:
        if os.waitpid(terminal.process.pid, 0 if late else os.WNOHANG) != (0, 0):
            break
    assert have_ended(children)
