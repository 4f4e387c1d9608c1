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
        ("fuzz", "off", "", "fuzz = true\n", "fuzz = false\n"),
        ("unlocking", "No", "", "fuzz = true\n", "fuzz = true\nunlocking = false\n"),
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


MANY_WAYS = [
    ("[decks]\ngather = { new_per_day = 3 }  # slowly\n", "new_per_day", "10", "3 }", "10 }"),
    ("[decks]\ngather = { new_per_day = 3 }  # slowly\n", "retention", "0.8", "3 }", "3, retention = 0.8}"),
    ("decks = { gather = { new_per_day = 3 } }\nfuzz = true\n", "new_per_day", "10", "= 3", "= 10"),
    ("decks.gather.new_per_day = 3  # slowly\nfuzz = true\n", "new_per_day", "10", "= 3", "= 10"),
    (
        "decks.gather.fuzz = true\nretention = 0.8\n",
        "new_per_day",
        "9",
        "true\n",
        "true\ndecks.gather.new_per_day = 9\n",
    ),
    ("[decks]\ngather.fuzz = true # so\n", "new_per_day", "9", "# so\n", "# so\ngather.new_per_day = 9\n"),
    ("[decks.'gather']\nfuzz = true # so\n", "new_per_day", "9", "# so\n", "# so\nnew_per_day = 9\n"),
]


@pytest.mark.parametrize(("text", "key", "value", "before", "after"), MANY_WAYS)
def test_the_settings_of_a_deck_are_changed_however_they_are_written(
    tmp_path: Path, text: str, key: str, value: str, before: str, after: str
) -> None:
    """Below a heading, as an inline table, with dots: the rest of the file is as it was, and the quiz reads it."""
    path = tmp_path / "config.toml"
    path.write_text(f"# mine\n{text}\n# about keys\n[keys]\nhome.browse = 'f'\n")
    old = path.read_text()
    put(path, key, value, "gather")
    assert path.read_text() == old.replace(before, after, 1)
    assert load_settings(path, {}).decks["gather"][key] == float(value)


@pytest.mark.parametrize("text", [way[0] for way in MANY_WAYS])
def test_a_deck_without_settings_gets_its_first_whatever_way_others_are_written(tmp_path: Path, text: str) -> None:
    """No way to write TOML makes the quiz refuse the change and blame the file."""
    path = tmp_path / "config.toml"
    path.write_text(text)
    before = load_settings(path, {}).decks["gather"]
    put(path, "retention", "0.95", "create")
    assert load_settings(path, {}).decks == {"gather": before, "create": {"retention": 0.95}}


LONG = """\
learning_steps = [
  "1m",  # soon
  "10m",
]  # as long as I like
fuzz = true
"""


@pytest.mark.parametrize(
    ("key", "value", "before", "after"),
    [
        ("fuzz", "no", "true", "false"),
        ("retention", "0.9", "fuzz = true\n", "fuzz = true\nretention = 0.9\n"),
        ("learning_steps", "2m 10m", "1m", "2m"),
        ("learning_steps", "1m 10m 3h", '"10m",\n', '"10m",\n  "3h",\n'),
        ("learning_steps", "1m", '  "10m",\n', ""),
    ],
)
def test_steps_over_several_lines_stay_so(tmp_path: Path, key: str, value: str, before: str, after: str) -> None:
    """With the comments between them."""
    path = tmp_path / "config.toml"
    path.write_text(LONG)
    put(path, key, value)
    assert path.read_text() == LONG.replace(before, after, 1)


def test_the_line_ends_of_a_file_stay(tmp_path: Path) -> None:
    """Those of Windows too, in what is added as well."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"fuzz = true\r\n\r\n# keys\r\n[keys]\r\n")
    put(path, "new_per_day", "5")
    put(path, "retention", "0.8", "gather")
    new = b"\r\n[decks.gather]\r\nretention = 0.8\r\n"
    assert path.read_bytes() == b"fuzz = true\r\nnew_per_day = 5\r\n\r\n# keys\r\n[keys]\r\n" + new


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    """As those who keep their settings in a repository have it; its rights stay too."""
    real, path = tmp_path / "dotfiles", tmp_path / "config.toml"
    real.write_text("fuzz = true\n")
    real.chmod(0o640)
    path.symlink_to(real)
    put(path, "fuzz", "false")
    assert path.is_symlink()
    assert (real.read_text(), real.stat().st_mode & 0o777) == ("fuzz = false\n", 0o640)


def test_a_relative_interpreter_is_written_as_a_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is meant from where the command runs; the file is read from anywhere."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "config.toml"
    put(path, "python", ".venv/bin/python")
    assert load_settings(path, {}).python == f"{tmp_path}/.venv/bin/python"


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
