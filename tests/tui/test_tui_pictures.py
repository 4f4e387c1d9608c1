"""The pictures of the documentation show the screens of today."""

from __future__ import annotations

import asyncio
import re
import runpy
import tempfile
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs"


def words(picture: Path, screen: Any) -> set[str]:
    """The words of a picture. Numbers are those of the decks of the day, and of the release of torch."""
    return set(re.findall(r"[a-z]{3,}", screen(picture).lower()))


def test_pictures_show_the_screens_of_today(tmp_path: Path) -> None:
    """Those that need no torch are drawn again; each has the words that it had: else `python docs/screenshot.py`."""
    script, index = (runpy.run_path(str(DOCS / f"{name}.py")) for name in ("screenshot", "index_page"))
    with tempfile.TemporaryDirectory(prefix="quiz-pictures-") as home:
        script["past"](Path(home) / "quiz.db")
        asyncio.run(script["draw_home"](Path(home), tmp_path))
    drawn = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.svg")]
    assert len(drawn) == 5
    for path in drawn:
        now, then = words(tmp_path / path, index["screen"]), words(DOCS / path, index["screen"])
        assert now == then, f"{path}: run `python docs/screenshot.py`"
