"""Which decks pytest collects, and how tests are chosen among their cards; nothing is run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from plugin_scene import ROOT, STRANGE, check, inside, process, write_decks

NAMED = f"--quiz={STRANGE}"
READ = ("--quiz-no-run", "-rA")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_decks(tmp_path)
    return tmp_path


def collected(root: Path, *arguments: str) -> list[str]:
    """The tests below the folder of the decks, and others by their whole names."""
    lines = inside(root, "--collect-only", "-q", *arguments).text.splitlines()
    return [line.removeprefix(f"{STRANGE}/") for line in lines if "::" in line]


CARDS = [f"scene.yaml::{name}" for name in ("good", "unsound", "terse", "later")]
ALL = ["broken.yaml::_file", "scene.yaml::_file", *CARDS]
"""In their order: files first, though they are collected deck by deck."""


def test_only_named_files_are_decks(root: Path) -> None:
    """Other YAML belongs to others; without a name the plugin collects nothing and loads nothing of the quiz."""
    assert collected(root, NAMED) == ALL
    assert collected(root, NAMED, "test_own.py") == ["test_own.py::test_own", *ALL]
    (root / "conftest.py").write_text(
        "import sys\n\ndef pytest_unconfigure():\n    print([name for name in sys.modules if name[:5] == 'quiz.'])\n"
    )
    ended = process(root, "--collect-only", "-q", ".")
    assert "['quiz.pytest_plugin']" in ended.text
    assert "yaml" not in ended.text


def test_decks_of_the_configuration_are_added_to_what_is_not_chosen(root: Path) -> None:
    """A path on the command line chooses; a card is chosen by its name."""
    (root / "pytest.ini").write_text(f"[pytest]\nquiz_decks = '{STRANGE}'\n")
    assert sorted(collected(root)) == sorted([*ALL, "test_own.py::test_own"])
    assert collected(root, "test_own.py") == ["test_own.py::test_own"]
    assert collected(root, f"{STRANGE}/scene.yaml::terse") == ["scene.yaml::terse"]


def test_cards_are_chosen_by_words_and_by_marks(root: Path) -> None:
    """By name, deck, kind and tag."""
    for word in ("good", "sums"):
        assert collected(root, NAMED, "-k", word) == ["scene.yaml::good"]
    assert collected(root, NAMED, "--strict-markers", "-m", "quiz(ask='print')") == ["scene.yaml::terse"]
    assert collected(root, NAMED, f"{STRANGE}/scene.yaml::good") == ["scene.yaml::good"]


def test_a_failure_says_what_quiz_check_says(root: Path) -> None:
    """Word for word, with the place in the file; warnings are those of pytest, and fail where they are to."""
    said = check(root, "--no-run", STRANGE).text
    errors = [block for block in said.split("\n\n") if "  error Q" in block]
    assert f"{STRANGE}/broken.yaml:7:5  error Q001" in errors[0]
    relaxed, strict = inside(root, NAMED, *READ), inside(root, NAMED, *READ, "--quiz-strict")
    assert all(block in relaxed.text for block in errors)
    assert [name for name, outcome in relaxed.outcomes().items() if outcome == "failed"] == [f"{STRANGE}/{ALL[0]}"]
    assert f"/{STRANGE}/scene.yaml:22: QuizWarning: Q501 " in relaxed.text
    assert f"FAILED {STRANGE}/scene.yaml::terse - Q501 " in strict.text
    (words,) = (block for block in said.split("\n\n") if "warning Q501" in block)
    assert words in strict.text


def test_what_failed_last_is_proven_first(root: Path) -> None:
    """`--lf` runs it alone; `-x` stops at it."""
    assert inside(root, NAMED, *READ, "-x").outcomes() == {f"{STRANGE}/{ALL[0]}": "failed"}
    assert inside(root, NAMED, *READ, "--lf").outcomes() == {f"{STRANGE}/{ALL[0]}": "failed"}


PYTHONS = [f"--quiz-python=/opt/{name}/bin/python" for name in ("old", "new")]


def test_each_interpreter_has_its_tests(root: Path) -> None:
    """With the names of their environments."""
    assert collected(root, NAMED, *PYTHONS, "-k", "good") == ["scene.yaml::good[old]", "scene.yaml::good[new]"]


@pytest.mark.skipif(pytest.version_tuple >= (9,), reason="with pytest 9, pytest-xdist 3.8 groups no tests of anyone")
def test_each_interpreter_may_have_its_worker(root: Path) -> None:
    """With `--dist loadgroup` all cards of one are proven by one worker, which loads one torch."""
    plugins = ("quiz.pytest_plugin", "xdist")
    ended = process(root, NAMED, *READ, *PYTHONS, "-n2", "--dist=loadgroup", "-v", plugins=plugins)
    where = {line.split("::")[-1].strip(): line[:5] for line in ended.text.splitlines() if line.startswith("[gw")}
    for label in ("old", "new"):
        assert len({worker for name, worker in where.items() if name.endswith(f"]@{label}")}) == 1
    assert sum("@" in name for name in where) == 8


@pytest.mark.parametrize("wrong", ["--quiz=nowhere", "--quiz-select=X9"])
def test_a_wrong_option_is_usage(wrong: str, root: Path) -> None:
    """One sentence with the fix, before anything is collected."""
    ended = inside(root, NAMED, wrong)
    assert ended.code == 4
    assert "ERROR: quiz: " in ended.text
    assert "Traceback" not in ended.text


def test_settings_that_cannot_be_read_are_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with them, and no traceback."""
    monkeypatch.setenv("QUIZ_RETENTION", "seven")
    ended = inside(root, NAMED, *READ)
    assert "QUIZ_RETENTION" in ended.text
    assert "Traceback" not in ended.text


def test_an_installed_quiz_is_found_by_pytest(root: Path) -> None:
    """The entry point of pyproject.toml, in the metadata of an installation."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    installed = root / "installed" / "scene-1.dist-info"
    installed.mkdir(parents=True)
    rows = (f"{name} = {module}" for name, module in project["entry-points"]["pytest11"].items())
    (installed / "entry_points.txt").write_text("\n".join(["[pytest11]", *rows]))
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: scene\nVersion: 1\n")
    environ = {"PYTHONPATH": f"{installed.parent}:{ROOT}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": ""}
    ended = process(root, "--collect-only", "-q", NAMED, plugins=(), **environ)
    assert f"{STRANGE}/scene.yaml::good" in ended.text
