"""The sync at the start and the end of a session: beside it, and its words calm."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from killed_sync import ROOT
from sync_scene import Machine
from tui_scene import DATA, NOW, opened

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def other(tmp_path: Path) -> Machine:
    """Another machine, with an answer in the shared folder."""
    machine = Machine(tmp_path / "other", tmp_path / "shared")
    machine.review("small/sum")
    assert machine.sync().error is None
    return machine


async def test_home_syncs_once_it_is_shown_and_shows_what_came(tmp_path: Path, other: Machine) -> None:
    """What another machine has answered is counted as soon as it is in; what is to be said is said at home."""
    async with opened(tmp_path / "one", None, QUIZ_SYNC=str(other.folder)) as quiz:
        await quiz.sees("Synced: 2 events of 1 card from 1 other machine taken in.")


async def test_home_says_which_cards_were_answered_on_two_machines(tmp_path: Path) -> None:
    """Both answers of the day are folded, in their order."""
    one, other = (Machine(tmp_path / name, tmp_path / "shared") for name in ("one", "other"))
    for machine in (one, other):
        machine.at_ms = int(datetime.fromisoformat(NOW).timestamp() - 3600) * 1000
        machine.review("small/sum")
    assert other.sync().error is None
    async with opened(one.home, None, QUIZ_SYNC=str(other.folder)) as quiz:
        await quiz.sees("1 card was answered on two machines today (small/sum): both answers count")


async def test_a_folder_that_is_not_there_is_a_line_at_home(tmp_path: Path) -> None:
    """The decks are there all the same."""
    async with opened(tmp_path / "one", None, QUIZ_SYNC=str(tmp_path / "no" / "folder")) as quiz:
        await quiz.sees("Not synced:", "the folder of the sync is not there", "small")


def test_plain_lines_end_with_what_the_sync_has_to_say(tmp_path: Path) -> None:
    """After the sums of the session, on stderr; the exit code is that of the session."""
    environ = {
        **os.environ,
        "QUIZ_HOME": str(tmp_path / "one"),
        "PYTHONPATH": str(ROOT),
        "QUIZ_SYNC": str(tmp_path / "no" / "way"),
    }
    command = [sys.executable, "-m", "quiz", "review", "--plain", str(DATA / "small.yaml")]
    done = subprocess.run(
        command, input=":quit\n", env=environ, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    said = ("Not synced: ", "The sync goes on by itself; `quiz sync --status`")
    assert any(line.startswith(said) for line in done.stderr.splitlines()), done.stderr
