"""Every command is documented and has help; every file that the README names is there."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import click
import pytest

from quiz.cli import group

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = group.list_commands(click.Context(group))


def command(name: str) -> click.Command:
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_for_itself_and_each_option(name: str) -> None:
    """`quiz NAME --help` says what it does; so does the line in `quiz --help`."""
    it = command(name)
    assert it.help
    assert it.help[0].isupper()
    assert not it.get_short_help_str(limit=60).endswith("...")
    for option in it.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    """With its name as one would type it."""
    assert f"`quiz {name}" in (ROOT / "README.md").read_text()


def test_every_exit_code_is_in_the_readme() -> None:
    """A script that calls the quiz can tell the failures apart."""
    text = (ROOT / "README.md").read_text()
    assert {code for code in ("0", "1", "2", "3", "4", "5", "130") if f"| {code} |" in text} == {
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "130",
    }


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_paths_named_in_the_documents_exist(name: str) -> None:
    """A renamed file takes its mention with it."""
    text = (ROOT / name).read_text()
    named = re.findall(r"`((?:quiz|decks|tests|docs|\.ci)/[\w./-]+)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def test_the_readme_has_exactly_two_set_up_lines_near_its_top() -> None:
    """One installs and opens the quiz, one installs and passes the tests."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    first, second = (block.strip() for block in blocks[:2])
    assert "\n" not in first + second
    assert first.endswith("quiz")
    assert second.endswith("pytest")
    assert (ROOT / "README.md").read_text().index(second) < 2500


def test_ci_calls_the_test_command_of_the_readme() -> None:
    """The line that people copy is the line that is proven."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert blocks[1].strip() in (ROOT / ".ci" / "run").read_text()


def test_the_drawing_of_the_rooms_is_that_of_the_imports() -> None:
    """`python docs/rooms.py` writes it into ARCHITECTURE.md."""
    done = subprocess.run([sys.executable, "docs/rooms.py", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0, "run `python docs/rooms.py`"


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    """A path in backticks, from the top or from `quiz/`, is that of a file or a folder."""
    for path in re.findall(r"`([a-z_]+/(?:[a-z_]+/)*(?:[a-z_]+\.[a-z]+|[a-z_]+/))`", (ROOT / page).read_text("utf-8")):
        assert (ROOT / path).exists() or (ROOT / "quiz" / path).exists(), path


def test_the_readme_of_a_package_index_needs_no_file() -> None:
    """Pictures are text there, and no link leads into a repository that an index does not have."""
    page = runpy.run_path(str(ROOT / "docs" / "index_page.py"))
    text = page["for_index"]((ROOT / "README.md").read_text("utf-8"), ROOT)
    assert re.findall(r"\]\((?!https?:|#)[^)]*\)", text) == []
    assert "![" not in text
    for picture in ("home", "review"):
        lines = page["screen"](ROOT / "docs" / f"{picture}.svg").splitlines()
        assert 15 < len(lines) < 60
        assert max(map(len, lines)) <= 120
        assert "\n".join(lines) in text


def test_the_readme_says_where_things_are_kept_and_how_the_quiz_is_called() -> None:
    """The folders beyond the one of the installation, the small torch before the first download, the name to type."""
    text = (ROOT / "README.md").read_text("utf-8")
    first = text.index("```sh")
    assert text.index("whl/cpu") < first
    for said in (".venv/bin/quiz", "~/.local/share/quiz", "~/.config/quiz", "~/.cache/quiz", "pip install '.[fit]'"):
        assert said in text
    assert "torchquiz[" not in text


def test_the_readme_of_an_index_leads_to_the_files_of_the_release() -> None:
    """Where the project has an address: pictures from the raw files, links to the pages of the tag."""
    page = runpy.run_path(str(ROOT / "docs" / "index_page.py"))
    text = page["for_index"]((ROOT / "README.md").read_text("utf-8"), ROOT, "https://github.com/one/quiz/", "v1.2")
    assert re.findall(r"\]\((?!https?:|#)[^)]*\)", text) == []
    assert "](https://raw.githubusercontent.com/one/quiz/v1.2/docs/home.svg)" in text
    assert "](https://github.com/one/quiz/blob/v1.2/docs/decks.md)" in text
    assert "](#safety)" in text
