"""Decks parsed when the package was built: the same decks, and none for another content or another folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_scene import GOOD

from quiz.deck.files import Stamp
from quiz.library import parsed as room
from quiz.library.cache import Kept
from quiz.library.load import load
from quiz.library.parse import files
from quiz.library.parsed import parsed

PATH = "format: 1\npath: first\ntitle: First\ncards: [demo/views]\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder of shipped decks as a built package has it."""
    folder = tmp_path / "shipped"
    (folder / "paths").mkdir(parents=True)
    (folder / "demo.yaml").write_text(GOOD)
    (folder / "paths" / "first.yaml").write_text(PATH)
    for name, content in files(folder):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def test_the_first_start_reads_what_was_parsed(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And keeps it, so that the second start does not look there."""
    monkeypatch.setattr(room.parsed, "__defaults__", (shipped,))
    path, kept = shipped / "demo.yaml", Kept(tmp_path / "cache")
    stamp = Stamp.of(path)._replace(changed_ns=0)
    found = kept.get(path, stamp)
    assert found is not None
    assert found[0] == load(path)
    (shipped / "parsed" / "demo").unlink()
    assert kept.get(path, stamp) is not None
    assert parsed(shipped / "paths" / "first.yaml", shipped) == ("first", "First", "", ("demo/views",))


def test_another_content_is_read_anew(shipped: Path) -> None:
    """A deck that somebody has edited in the package."""
    path = shipped / "demo.yaml"
    assert parsed(path, shipped) is not None
    path.write_text(GOOD + "# more\n")
    assert parsed(path, shipped) is None


def test_nothing_is_taken_from_beside_other_decks(shipped: Path, tmp_path: Path) -> None:
    """What lies beside a stranger's deck is not the package's; a broken file is none."""
    path = shipped / "demo.yaml"
    assert parsed(path, tmp_path / "elsewhere") is None
    assert parsed(path) is None
    file = shipped / "parsed" / "demo"
    file.write_bytes(file.read_bytes()[:60])
    assert parsed(path, shipped) is None
    file.unlink()
    assert parsed(path, shipped) is None
