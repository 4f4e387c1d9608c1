"""`quiz sync` as a command: what it says, as text and as JSON, its exit codes, and the setting of the folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from killed_sync import ROOT
from sync_scene import Machine, iso


def quiz(machine: Machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(machine.home),
        "QUIZ_HOME": str(machine.home),
        "QUIZ_NOW": iso(machine.at_ms),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "quiz", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90, check=False)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines that share a folder; the first has answered two cards, the second the same two."""
    folder = tmp_path / "shared"
    one, other = Machine(tmp_path / "a", folder), Machine(tmp_path / "b", folder)
    one.review("a/one", "a/two")
    other.at_ms = one.at_ms + 60_000
    other.review("a/two")
    return one, other


def test_it_says_what_came_and_what_was_written(two: tuple[Machine, Machine]) -> None:
    """And which cards were answered on both; then the status, and the same as JSON."""
    one, other = two
    assert quiz(one, "sync", str(one.folder)).stdout == "Synced: 3 events written.\n"
    said = quiz(other, "sync", str(one.folder))
    assert (said.returncode, said.stdout.splitlines()) == (
        0,
        [
            "Synced: 3 events of 2 cards from 1 other machine taken in, 2 events written.",
            "1 card was answered on two machines today (a/two): both answers count, in the order of their times.",
        ],
    )
    status = quiz(other, "sync", str(one.folder), "--status").stdout
    assert "last synced 1 min ago" in status
    assert "3 events in 1 segment" in status
    assert "(this machine)" in status
    assert "To be written: 0 events; to be read: 0 segments." in status
    assert "answered on two machines" in status
    found = json.loads(quiz(one, "sync", str(one.folder), "--json").stdout)
    assert (found["new"], found["cards"], found["sent"], found["both"]) == (2, 1, 0, ["a/two"])


def test_the_setting_names_the_folder(two: tuple[Machine, Machine]) -> None:
    """Without it and without DIR there is nothing to sync with."""
    one, _ = two
    refused = quiz(one, "sync")
    assert (refused.returncode, "`quiz options sync DIR`" in refused.stderr) == (1, True)
    assert quiz(one, "options", "sync", str(one.folder)).returncode == 0
    assert quiz(one, "sync").stdout == "Synced: 3 events written.\n"
    assert quiz(one, "sync").stdout == "Synced: nothing new.\n"
    one.folder.rename(one.folder.with_name("away"))
    failed = quiz(one, "sync")
    assert (failed.returncode, "the folder of the sync is not there" in failed.stderr) == (1, True)
    assert "Not synced: " in quiz(one, "sync", "--status").stdout
