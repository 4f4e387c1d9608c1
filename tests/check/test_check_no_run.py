"""What is found without running a card, and that no torch is started for it: here there is none to start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from check_scene import sound, write
from click.testing import CliRunner, Result

from quiz.cli.check import command
from quiz.errors import EngineError
from tests.support.deck_cache import warm

UNEXPLAINED = sound("terse").replace("  explain: It adds to each.\n", "")
WRONG = sound("wrong").replace("+ 1\n", "+ 1 / 0\n")
LATER = sound("later").replace("  explain: It adds to each.\n", '  torch: ">=2.15"\n')


def check(*arguments: str | Path, trust: bool = True) -> Result:
    """`quiz check` with an interpreter that is not there."""
    options = ["--python", "/no/such/python", *(["--trust"] if trust else [])]
    return CliRunner().invoke(command, [*options, *(str(argument) for argument in arguments)])


def test_no_run_reads_the_cards_and_runs_nothing(tmp_path: Path) -> None:
    """Cards for another torch are read too; a card whose code fails is fine in its form."""
    path = write(tmp_path, UNEXPLAINED, WRONG, LATER)
    for _ in range(2):  # the second time from the cache
        result = check(path, "--no-run")
        assert result.exit_code == 0
        assert [line.split()[2] for line in result.stdout.splitlines() if "warning" in line][:2] == ["Q501", "Q501"]
        assert "3 cards read in " in result.stdout
        assert " s, nothing run · 0 errors · 2 warnings\n" in result.stdout


def test_the_exit_code_is_that_of_any_check(tmp_path: Path) -> None:
    """0 for warnings, 1 for them when strict, 1 for errors."""
    path = write(tmp_path, UNEXPLAINED)
    bad = write(tmp_path, "- id: bad\n  ask: predict\n  promt: Value?\n  code: '1'\n", name="bad")
    assert [check(path, "--no-run", *more).exit_code for more in ([], ["--strict"])] == [0, 1]
    result = check(path, bad, "--no-run")
    assert (result.exit_code, "error Q001" in result.stdout) == (1, True)


def test_json_says_that_nothing_was_run(tmp_path: Path) -> None:
    told = json.loads(check(write(tmp_path, UNEXPLAINED), "--no-run", "--json").stdout)
    assert (told["summary"]["run"], told["summary"]["torch"], told["summary"]["questions"]) == (False, "", 0)
    assert [(one["code"], one["card"]) for one in told["findings"]] == [("Q501", "scene/terse")]


@pytest.mark.parametrize("chosen", [["--select", "Q0"], ["--select", "Q501,Q6"], ["--select=Q5", "--ignore=Q506"]])
def test_rules_that_need_no_run_start_no_torch(chosen: list[str], tmp_path: Path) -> None:
    """Whichever way they are chosen."""
    result = check(write(tmp_path, sound("a"), WRONG), *chosen)
    assert (result.exit_code, "2 cards read" in result.stdout) == (0, True)


@pytest.mark.parametrize("chosen", [[], ["--select", "Q5"], ["--select", "Q0,Q101"], ["--ignore", "Q2"]])
def test_one_rule_that_needs_a_run_starts_torch(chosen: list[str], tmp_path: Path) -> None:
    """Q506 looks names up in torch."""
    assert isinstance(check(write(tmp_path, sound("a")), *chosen).exception, EngineError)


def test_whether_a_deck_may_run_is_asked_of_torch(tmp_path: Path) -> None:
    """Only it knows whether its children are confined; reading the deck needs no trust."""
    path = write(tmp_path, sound("a"))
    assert isinstance(check(path, "--select", "Q0", trust=False).exception, EngineError)
    assert check(path, "--select", "Q003", trust=False).exit_code == 0
    assert check(path, "--no-run", trust=False).exit_code == 0


def test_several_interpreters_are_none(tmp_path: Path) -> None:
    """There is nothing in which they could differ."""
    result = check(write(tmp_path, sound("a")), "--no-run", "--python", "/no/other")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)


@pytest.mark.parametrize("option", ["--update", "--mutants", "--rewrites"])
def test_what_has_to_run_cannot_be_asked_for_beside(option: str, tmp_path: Path) -> None:
    result = check(write(tmp_path, sound("a")), "--no-run", option)
    assert result.exit_code == 2
    assert f"{option} has to run the cards" in result.stderr


def test_what_is_known_is_told_without_loading_the_rules() -> None:
    """A second look at a shipped deck reads two caches, and neither YAML nor what runs or judges cards."""
    warm(Path(os.environ["QUIZ_HOME"]))
    assert check("gather", "--no-run").exit_code == 0
    script = (
        "import sys\nfrom quiz.cli import run\nassert run(['check', 'gather', '--no-run']) == 0\n"
        "heavy = {'torch', 'yaml', 'rich', 'asyncio', 'subprocess', 'quiz.check.rules', 'quiz.check.prove.evidence',"
        " 'quiz.engine.client', 'quiz.ask.kinds'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
