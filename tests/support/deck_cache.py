"""The shipped decks, read once for all tests: reading them takes longer than all else that a command does."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def warm(home: Path) -> None:
    """Give the quiz in this folder the cache of a quiz that has read the shipped decks before, if it has none."""
    with suppress(OSError):  # some tests have a home that is no folder
        if not (home / "cache").exists():
            shutil.copytree(_read(), home / "cache" / "decks", copy_function=os.link)


@cache
def _read() -> Path:
    """The cache after the decks were read. A file in it is only ever replaced, so that links to it may be shared."""
    home = tempfile.mkdtemp(prefix="quiz-decks-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    environ = {**os.environ, "QUIZ_HOME": home, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "quiz", "decks"], env=environ, capture_output=True, check=True)
    return Path(home) / "cache" / "decks"
