"""The quiz as a process, the way a shell runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from deck_cache import warm

ROOT = Path(__file__).resolve().parents[2]


def environment(**changes: str) -> dict[str, str]:
    """The test's own environment (QUIZ_HOME is set by conftest), with the checkout importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **changes}


def quiz(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `quiz ARGUMENTS` to its end."""
    command = [sys.executable, "-m", "quiz", *arguments]
    variables = environment(**environ)
    warm(Path(variables["QUIZ_HOME"]))
    return subprocess.run(command, input=stdin, capture_output=True, text=True, env=variables, timeout=90, check=False)


def quiz_json(*arguments: str, **environ: str) -> Any:
    """Run `quiz ARGUMENTS --json`; what it printed."""
    done = quiz(*arguments, "--json", **environ)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
