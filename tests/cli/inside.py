"""The quiz called within the test's own process, on the learner's decks alone: a fifth of the time of a process."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from quiz import cli
from quiz.library import decks


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class Quiz:
    """`quiz(...)` is what `process.quiz` is, `quiz.json(...)` what `process.quiz_json` is."""

    def __init__(self, patch: pytest.MonkeyPatch, shipped: Path) -> None:
        self._patch = patch
        patch.setattr(decks, "shipped_folder", lambda: shipped)

    def __call__(self, *arguments: str, stdin: str = "", **environ: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with self._patch.context() as patched, redirect_stdout(out), redirect_stderr(err):
            for name, value in environ.items():
                patched.setitem(os.environ, name, value)
            patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code = cli.run(arguments)
        return Done(code, out.getvalue(), err.getvalue())

    def json(self, *arguments: str, **environ: str) -> Any:
        done = self(*arguments, "--json", **environ)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
