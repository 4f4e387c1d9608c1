"""What every test stands on: the learner's own files are out of reach, and Hypothesis keeps no clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from quiz.engine.client import Engine
from quiz.engine.fork.kept_engine import stop_engines
from quiz.engine.keeping import Keeping

KEPT_S = 60
"""How long an engine waits for the next test. One that is forgotten ends by itself."""

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
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder of running programs in which an engine waits, and those that commands of the tests leave there."""
    folder = tmp_path_factory.mktemp("running")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        with Engine(keep=Keeping(use=True, seconds=KEPT_S)) as first:
            first.start()
    yield str(folder)
    stop_engines({"XDG_RUNTIME_DIR": str(folder)})


@pytest.fixture
def kept(_home: None, waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of this test use an engine that waits, as those of a learner do: torch is not loaded for each."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", waiting)
    monkeypatch.setenv("QUIZ_KEEP", str(KEPT_S))
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One real engine for all: children are used once, so tests cannot meet in it."""
    with Engine() as running:
        running.start()
        yield running
