"""The bar of what takes its time, and colours, on a terminal and elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest
from past import TODAY, learner, store_of
from process import environment
from scene import GATHER, deck_text

from quiz.schedule.day import day_text

BAR = """
from quiz.cli._progress import ProgressBar

with ProgressBar() as bar:
    bar.show("proving 0/4", 0, 4)
    bar.show("proving 1/4", 1, 4)
    bar.hide()
    print("a finding")
    bar.show("proving 2/4", 2, 4)
print("the end")
"""


def on_a_terminal(*arguments: str, **environ: str) -> str:
    """What a process writes to a terminal of 80 columns."""
    child = pexpect.spawn(
        sys.executable,
        list(arguments),
        env=environment(**environ),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def test_a_bar_makes_way_for_what_is_found_and_leaves_nothing() -> None:
    """Its line is cleared before anything else is written, and at its end."""
    screen = pyte_text(on_a_terminal("-c", BAR, TERM="xterm-256color"))
    assert screen == ["a finding", "the end"]


def test_where_nobody_looks_there_is_no_bar() -> None:
    """A log gets no escape sequences."""
    out = on_a_terminal("-c", f"import os, sys; sys.stderr = open(os.devnull, 'w')\n{BAR}", TERM="xterm-256color")
    assert out.split("\r\n") == ["a finding", "the end", ""]


def pyte_text(out: str) -> list[str]:
    """The lines of a terminal after all that was written to it."""
    import pyte

    screen = pyte.Screen(80, 24)
    pyte.Stream(screen).feed(out)
    return [line.rstrip() for line in screen.display if line.strip()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "scene.yaml").write_text(deck_text(GATHER))
    store_of(folder / "quiz.db", learner(30, 60)).close()
    return folder


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [({"TERM": "xterm-256color", "NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_statistics_have_colours_where_somebody_sees_them(home: Path, environ: dict[str, str], coloured: bool) -> None:
    """With the same characters either way."""
    now = f"{day_text(TODAY)}T20:00:00+00:00"
    out = on_a_terminal("-m", "quiz", "stats", "streak", "calibration", QUIZ_NOW=now, QUIZ_HOME=str(home), **environ)
    assert ("\x1b[" in out) == coloured
    text = pyte_text(out)
    assert text[0] == "Streak"
    assert any(line.split() == ["recall", "reviews", "predicted", "actual"] for line in text)
