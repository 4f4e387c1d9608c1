"""One setting is written into config.toml; all else in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.errors import ConfigError
from quiz.settings.edit import changed, put
from quiz.settings.settings import load_settings

MINE = """\
# how I like it
retention = 0.85  # hard won
fuzz = true

[decks.gather]
# slowly
new_per_day = 3
"""


@pytest.mark.parametrize(
    ("key", "value", "deck", "before", "after"),
    [
        ("retention", "0.9", "", "retention = 0.85  # hard won", "retention = 0.9  # hard won"),
        ("new_per_day", "7", "", "fuzz = true\n", "fuzz = true\nnew_per_day = 7\n"),
        ("new_per_day", "9", "gather", "new_per_day = 3", "new_per_day = 9"),
        ("learning_steps", "1m 5m", "gather", "new_per_day = 3\n", 'new_per_day = 3\nlearning_steps = "1m 5m"\n'),
        ("fuzz", None, "", "fuzz = true\n", ""),
        ("retention", "0.8", "create", "new_per_day = 3\n", "new_per_day = 3\n\n[decks.create]\nretention = 0.8\n"),
        ("fuzz", None, "gather", "", ""),
    ],
)
def test_a_setting_is_put_in_its_place(key: str, value: str | None, deck: str, before: str, after: str) -> None:
    """Comments, order and the settings of others are as they were."""
    assert changed(MINE, key, value, deck) == MINE.replace(before, after, 1)


@pytest.mark.parametrize(
    ("text", "deck"),
    [
        ("<># about decks\n[decks.create]\nfuzz = true\n", ""),
        ("fuzz = true\n<>\n# about\n# decks\n[decks.create]\n", ""),
        ("# mine\n<>\n# about decks\n[decks.create]\n", ""),
        ("[decks.create]\n<># my keys\n[keys]\n", "create"),
        ("[decks.create]\nfuzz = true\n<># my keys\n[keys]\n", "create"),
    ],
)
def test_the_comments_directly_above_a_table_stay_with_it(text: str, deck: str) -> None:
    """What is added, at <>, does not come between them."""
    assert changed(text.replace("<>", ""), "retention", "0.8", deck) == text.replace("<>", "retention = 0.8\n")


def test_a_heading_without_an_end_of_line_takes_a_setting_too() -> None:
    """The table is not written a second time."""
    assert changed("[decks.create]", "retention", "0.8", "create") == "[decks.create]\nretention = 0.8\n"


def test_what_was_put_is_what_is_read(tmp_path: Path) -> None:
    """Into a file, and a folder, that were not there."""
    path = tmp_path / "new" / "config.toml"
    put(path, "rollover", "03:30")
    put(path, "retention", "0.95", "gather")
    put(path, "new_per_day", "5")
    settings = load_settings(path, {})
    assert (settings.rollover, settings.new_per_day) == (210, 5)
    assert settings.options("gather").retention == 0.95


def test_a_value_that_cannot_be_used_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Nor is anything left beside it."""
    path = tmp_path / "config.toml"
    path.write_text(MINE)
    for key, value, deck in (("retention", "2", ""), ("colour", "1", ""), ("rollover", "03:00", "gather")):
        with pytest.raises(ConfigError) as caught:
            put(path, key, value, deck)
        assert caught.value.where == str(path)
    assert path.read_text() == MINE
    assert list(tmp_path.glob(".config*")) == []
