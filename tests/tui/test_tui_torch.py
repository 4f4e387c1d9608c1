"""Torch stays out of the process that draws the screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tui_scene import DATA, NOW

SESSION = """
import asyncio, json, os, sys
from pathlib import Path
from quiz.tui.app import QuizApp
from quiz.tui.backend.backend import Backend

async def session():
    app = QuizApp(Backend(os.environ, seed=3, shipped=Path(sys.argv[1])), review=True)
    async with app.run_test() as pilot:
        async def stage(name):
            for _ in range(1000):
                if app.study is not None and app.study.view.stage == name:
                    return
                await pilot.pause(0.02)
            raise SystemExit(f"it never came to {name}")
        for _ in range(3):
            await stage("asking")
            await pilot.press("f3")
            await stage("answered")
            await pilot.press("3")
        await stage("asking")
        await pilot.press("ctrl+q")
    print(json.dumps(sorted(sys.modules)))

asyncio.run(session())
"""


def test_a_whole_review_loads_no_torch(tmp_path: Path) -> None:
    """Home, questions of two kinds, verdicts and ratings with a real engine: torch is not loaded."""
    environ = {**os.environ, "QUIZ_HOME": str(tmp_path), "QUIZ_NOW": NOW}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(DATA)], env=environ, cwd=root, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert "quiz.tui.widgets.answers.choose" in loaded
    assert "torch" not in loaded
