"""Where things are kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.errors import ConfigError, QuizError
from quiz.settings.paths import places


def test_quiz_home_puts_all_in_one_folder(tmp_path: Path) -> None:
    """QUIZ_HOME wins over XDG, and every place is within it."""
    found = places({"QUIZ_HOME": str(tmp_path), "XDG_DATA_HOME": "/elsewhere"})
    assert found.db == tmp_path / "quiz.db"
    assert found.decks == tmp_path / "decks"
    assert found.config_file == tmp_path / "config.toml"
    assert found.cache == tmp_path / "cache"


def test_a_relative_quiz_home_is_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later change of the current folder does not move the places."""
    monkeypatch.chdir(tmp_path)
    assert places({"QUIZ_HOME": "mine"}).data == tmp_path / "mine"


def test_xdg_variables_are_followed_each_by_itself() -> None:
    """Each of the three has its own folder, named quiz."""
    found = places({"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k"})
    assert (found.db, found.decks) == (Path("/d/quiz/quiz.db"), Path("/d/quiz/decks"))
    assert found.config_file == Path("/c/quiz/config.toml")
    assert found.cache == Path("/k/quiz")


def test_without_variables_the_customs_of_the_platform_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux ~/.local/share, ~/.config and ~/.cache; a relative XDG path is ignored, as its specification says."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = places({"HOME": str(tmp_path), "XDG_DATA_HOME": "relative"})
    assert tmp_path in found.data.parents
    assert tmp_path in found.config_dir.parents
    assert tmp_path in found.cache.parents


def test_asking_creates_nothing_and_ensure_creates_all_for_the_owner_alone(tmp_path: Path) -> None:
    """`places` only names folders; `ensure` makes them, with mode 700, and may be called again."""
    found = places({"QUIZ_HOME": str(tmp_path / "a" / "b")})
    assert list(tmp_path.iterdir()) == []
    found.ensure()
    found.ensure()
    for folder in (found.data, found.config_dir, found.cache, found.decks):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not found.db.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the way: QuizError with the path and what to set."""
    (tmp_path / "file").write_text("")
    with pytest.raises(QuizError) as caught:
        places({"QUIZ_HOME": str(tmp_path / "file" / "home")}).ensure()
    assert str(tmp_path / "file" / "home") in caught.value.where
    assert "QUIZ_HOME" in caught.value.fix


def test_a_home_that_no_folder_can_have_is_refused() -> None:
    """A NUL in the name is told, not raised as ValueError."""
    with pytest.raises(ConfigError):
        places({"QUIZ_HOME": "a\0b"})


def test_reading_the_settings_of_the_platform_waits_until_it_is_needed() -> None:
    """`import quiz.settings.paths` loads no platformdirs: with QUIZ_HOME it is never needed."""
    code = "import sys, quiz.settings.paths as p; p.places({'QUIZ_HOME': 'x'}); print('platformdirs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
