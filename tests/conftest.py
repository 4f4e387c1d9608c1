"""What every test stands on: the learner's own files are out of reach, and Hypothesis keeps no clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from quiz.engine.client import Engine

# Even where the environment wants no bytecode: every process that a test starts would compile the quiz once more, and
# every run the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Two cores shared with a torch process make any deadline a lottery.
settings.register_profile("quiz", deadline=None)
settings.load_profile("quiz")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quiz of a test lives in its own folder, under its own clock, whatever the environment says."""
    for name in list(os.environ):
        if name.startswith("QUIZ_") or name in ("NO_COLOR", "TEXTUAL_THEME"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QUIZ_KEEP", "0")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One real engine for all: children are used once, so tests cannot meet in it."""
    with Engine() as running:
        running.start()
        yield running
