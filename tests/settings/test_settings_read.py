"""Settings: the file, the environment, and how mistakes in them are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quiz.errors import ConfigError
from quiz.schedule.limits import Cap, Limits
from quiz.schedule.options import Options
from quiz.settings.settings import Settings, load_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refused(file: Path, environ: dict[str, str] | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_settings(file, environ or {})
    assert caught.value.exit_code == 2
    assert caught.value.where
    assert caught.value.fix
    return caught.value


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    """They are Anki's, and those of the schedule itself."""
    settings = load_settings(file, {})
    assert settings == Settings()
    assert settings.options() == Options()
    assert settings.limits() == Limits(20, 200, 1200)


def test_every_setting_can_be_set_in_the_file(file: Path) -> None:
    """Durations and times are written as people write them."""
    file.write_text(
        """
        new_per_day = 5
        reviews_per_day = 0
        retention = 0.85
        learning_steps = "30s 5m 1h"
        relearning_steps = []
        maximum_interval = 365
        rollover = "03:30"
        learn_ahead = "0m"
        fuzz = false
        device = "cuda:1"
        python = "~/envs/torch/bin/python"
        """
    )
    settings = load_settings(file, {})
    assert settings.options() == Options(0.85, (30, 300, 3600), (), 365, 210, False)
    assert settings.limits() == Limits(5, 0, 0)
    assert (settings.device, settings.python) == ("cuda:1", str(Path("~/envs/torch/bin/python").expanduser()))


def test_a_relative_interpreter_is_taken_from_where_it_is_written(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the file from its folder, in a variable from the current one; a bare command is looked up as ever."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    file.write_text('python = "venv/bin/python"\n')
    assert load_settings(file, {}).python == str(tmp_path / "venv/bin/python")
    assert load_settings(file, {"QUIZ_PYTHON": "./venv/bin/python"}).python == str(tmp_path / "here/venv/bin/python")
    assert load_settings(file, {"QUIZ_PYTHON": "python3.12"}).python == "python3.12"


def test_the_environment_wins_over_the_file(file: Path) -> None:
    """QUIZ_<NAME> sets one setting; an empty one sets nothing."""
    file.write_text('new_per_day = 5\nrollover = "03:30"\nretention = 0.8\n')
    environ = {"QUIZ_NEW_PER_DAY": "7", "QUIZ_ROLLOVER": "", "QUIZ_RETENTION": "0.95", "QUIZ_FUZZ": "no"}
    settings = load_settings(file, environ | {"QUIZ_LEARNING_STEPS": "2m", "QUIZ_HOME": "/x", "QUIZ_NOW": "x"})
    assert (settings.new_per_day, settings.rollover, settings.retention) == (7, 210, 0.95)
    assert (settings.fuzz, settings.learning_steps) == (False, (120,))


@pytest.mark.parametrize(
    "line",
    [
        'new_per_day = "20"', "new_per_day = true", "new_per_day = -1", "new_per_day = 2.5", "new_per_day = 10000",
        "retention = 0.5", "retention = 1", "retention = nan", "retention = true", 'retention = "0.9"',
        'learning_steps = "10"', 'learning_steps = "1d"', 'learning_steps = "0s"', 'learning_steps = "1m, 10m"',
        "learning_steps = 10", "learning_steps = [60]", 'learn_ahead = "-5m"', 'learn_ahead = "24h"',
        "maximum_interval = 0", "maximum_interval = 40000", 'rollover = "24:00"', 'rollover = "4"', "rollover = 4",
        'rollover = "04:60"', "rollover = 04:00:00", "fuzz = 1", 'device = ""', 'device = "cuda 1"', 'python = "a\\nb"',
        'learn_ahead = "٢m"', "new_per_day = {a = 1}",
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_told_with_its_line(file: Path, line: str) -> None:
    """Wrong types and ranges name the file, the line, the key, and what may stand there."""
    file.write_text(f"# mine\n\n{line}\n")
    error = refused(file)
    assert re.fullmatch(f"{re.escape(str(file))}:3:\\d+", error.where)
    assert line.split()[0] in error.what
    assert "must be" in error.fix


@pytest.mark.parametrize(
    ("key", "text"),
    [("NEW_PER_DAY", "many"), ("NEW_PER_DAY", "1e999"), ("NEW_PER_DAY", "9" * 5000), ("RETENTION", "2"),
     ("FUZZ", "maybe"), ("ROLLOVER", "4am"), ("LEARN_AHEAD", "20")],
)  # fmt: skip
def test_a_value_of_the_environment_that_cannot_be_used_names_the_variable(file: Path, key: str, text: str) -> None:
    """The variable is where it is wrong; a long value is not printed whole in the sentence."""
    error = refused(file, {f"QUIZ_{key}": text})
    assert error.where == f"QUIZ_{key}"
    assert error.what.startswith(key.lower())
    assert len(error.what) < 120


def test_an_unknown_key_is_told_with_the_nearest(file: Path) -> None:
    """A slip of the pen has a "did you mean"; anything else has the list."""
    file.write_text('fuzz = true\n  "retenton" = 0.9\n')
    error = refused(file)
    assert (error.where, error.fix) == (f"{file}:2:3", "Did you mean `retention`?")
    file.write_text("colour = 1\n")
    assert "new_per_day" in refused(file).fix


def test_a_deck_may_be_studied_otherwise(file: Path) -> None:
    """[decks.NAME] caps the limits for that deck, and changes its options; the day begins for all at one hour."""
    file.write_text(
        'retention = 0.85\nrollover = "03:00"\nunlocking = false\n'
        "[decks.gather]\nretention = 0.95\nnew_per_day = 3\n[decks.create]\nlearning_steps = []\n"
    )
    rules = load_settings(file, {}).rules()
    assert rules.options_of("gather/a") == Options(0.95, rollover_min=180)
    assert rules.options_of("create/a") == Options(0.85, (), rollover_min=180)
    assert rules.options_of("other/a") == rules.options == Options(0.85, rollover_min=180)
    assert (rules.limits.new_per_day, rules.limits.caps) == (20, {"gather": Cap(3, None)})
    assert not rules.unlocking


@pytest.mark.parametrize(
    ("text", "line", "fix"),
    [
        ("retention = 0.9\n[decks.gather]\nretention = 2\n", "3:13", "0.70"),
        ('[decks.gather]\nfuzz = true\nrollover = "03:00"\n', "3:1", "whole collection"),
        ("[decks.gather]\nretenton = 0.9\n", "2:1", "Did you mean `retention`?"),
        ("decks = 3\n", "1:1", "[decks.gather]"),
        ("[decks]\ngather = { fuzz = true, retention = 2 }\n", "2:37", "0.70"),
        ("decks = { index = { fuzz = true }, gather = { retention = 2 } }\n", "1:59", "0.70"),
        ("decks.gather.retention = 2\n", "1:26", "0.70"),
        ('python = """\nretention = 9\n"""\nretention = 2\n', "1:10", "path"),
    ],
)
def test_a_mistake_in_the_settings_of_a_deck_is_told_with_its_place(file: Path, text: str, line: str, fix: str) -> None:
    """The place is that of the deck's own key, not of the collection's of the same name."""
    file.write_text(text)
    error = refused(file)
    assert error.where == f"{file}:{line}"
    assert fix in error.fix


def test_a_section_is_told_as_one(file: Path) -> None:
    """Settings under [a heading] are not silently passed over."""
    file.write_text("fuzz = true\n[limits]\nnew_per_day = 3\n")
    error = refused(file)
    assert error.where == f"{file}:2:2"
    assert "[section]" in error.fix


def test_a_variable_that_is_nearly_a_setting_is_told_and_a_foreign_one_is_not(file: Path) -> None:
    """QUIZ_RETENTON is a slip; QUIZ_MASTER may belong to anybody."""
    assert "QUIZ_RETENTION" in refused(file, {"QUIZ_RETENTON": "0.9"}).fix
    assert load_settings(file, {"QUIZ_MASTER": "me"}) == Settings()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("fuzz = true\nrollover = 04:00\n", ":2:13"),
        ("fuzz = true\n\nretention =", ":3:12"),
        ("fuzz = true\nfuzz = true\n", ":2:12"),
    ],
)
def test_broken_toml_is_told_with_line_and_column(file: Path, text: str, where: str) -> None:
    """The place is the one at which reading stopped."""
    file.write_text(text)
    assert refused(file).where == f"{file}{where}"


@pytest.mark.parametrize("text", ["new_per_day = " + "9" * 5000, "a = " + "[" * 20_000])
def test_hostile_toml_is_told_too(file: Path, text: str) -> None:
    """Numbers and nesting beyond Python's own limits are no traceback."""
    file.write_text(text)
    refused(file)


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    """Not UTF-8 names the line; a folder in its place names the path."""
    file.write_bytes(b"fuzz = true\n# caf\xe9\n")
    assert refused(file).where == f"{file}:2"
    file.unlink()
    file.mkdir()
    assert refused(file).where == str(file)


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    """Some editors write one."""
    file.write_bytes(b"\xef\xbb\xbfnew_per_day = 3\n")
    assert load_settings(file, {}).new_per_day == 3
