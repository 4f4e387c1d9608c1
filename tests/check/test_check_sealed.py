"""Which checks are sealed, as `quiz check` tells their author: counted, named when asked for, never a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from check_scene import sound, write
from click.testing import CliRunner

from quiz.cli.check import command
from quiz.cli.try_ import command as try_command

CARD = """
- id: {id}
  ask: fix
  prompt: Twice x.
  draw: {{n: "rng.randint(2, 9)"}}
  repeat: 1
  before: x = torch.ones($n)
  buggy: {buggy}
  check: "{check}"
  accept: ["{accept}"]
  reject: [{{code: y = f = x * 3, why: it is three times x}}]
  explain: It multiplies.
  source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
"""
PLAIN = CARD.format(id="plain", buggy="y = x", check="torch.equal(y, x + x)", accept="y = x * 2")
CALLED = CARD.format(id="called", buggy="f = x", check="torch.equal(f(x), x + x)", accept="f = lambda t: t * 2")
MEMORY = CARD.format(
    id="memory",
    buggy="y = x",
    check="y.data_ptr() != x.data_ptr() and torch.equal(y, x + x)",
    accept="y = x * 2",
)
WHY = "`data_ptr` is about the objects themselves"
TOLD = f"the check is not sealed, and runs beside the answer: {WHY}."


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QUIZ_HOME", str(tmp_path / "home"))
    return str(write(tmp_path, PLAIN, MEMORY, CALLED, sound("asked")))


def test_the_summary_counts_and_verbose_names_with_the_reason(deck: str) -> None:
    """An information for the author, with the line of the check: the exit code is that of a sound deck, also strict."""
    run = CliRunner().invoke(command, ["--trust", "--strict", "--draws", "2", deck])
    assert run.exit_code == 0, run.stdout
    assert run.stdout.startswith("4 cards, ")
    assert run.stdout.endswith(" · 0 errors · 0 warnings · 2 of 3 checks sealed\n")
    again = CliRunner().invoke(command, ["--trust", "--strict", "--draws", "2", "--verbose", deck])  # from the cache
    assert again.exit_code == 0
    line, summary = again.stdout.splitlines()
    row = Path(deck).read_text().split("data_ptr")[0].count("\n") + 1
    assert line.endswith(f":{row}:13  info  scene/memory: {TOLD}")
    assert "2 of 3 checks sealed · 4 cards of these proven in an earlier run" in summary


def test_json_says_it_of_each_card_and_try_in_the_same_words(deck: str) -> None:
    """A card without a check is not among them."""
    told = json.loads(CliRunner().invoke(command, ["--trust", "--draws", "1", "--json", deck]).stdout)
    assert (told["summary"]["checks"], told["summary"]["sealed"]) == (3, 2)
    assert told["checks"] == [
        {"card": "scene/plain", "sealed": True},
        {"card": "scene/memory", "sealed": False, "unsealed": WHY},
        {"card": "scene/called", "sealed": True},
    ]
    assert TOLD in CliRunner().invoke(try_command, [f"{deck}/memory"]).stdout
    assert "sealed" not in CliRunner().invoke(try_command, [f"{deck}/called"]).stdout


HELPER = CARD.format(
    id="helper",
    buggy="f = x",
    check="mean_near(f(x), 2, 1) and fresh_each_call(lambda: f(x) + torch.rand(1))",
    accept="f = lambda t: t * 2",
)


def test_the_helpers_of_a_check_are_shown_as_a_remark_and_their_names_are_kept_free(tmp_path: Path) -> None:
    """The program that is shown can be run anywhere; a card that binds a name that it calls is told so."""
    path = write(tmp_path, HELPER, HELPER.replace("helper", "taken").replace("x = torch.ones($n)", "x = mean_near = 1"))
    shown = CliRunner().invoke(try_command, [f"{path}/helper", "--show-program"]).stdout
    assert "# The quiz checks:\n" in shown
    assert "# mean_near(f(x), 2, 1) and " in shown
    assert "right:" in shown
    taken = CliRunner().invoke(try_command, [f"{path}/taken"]).stdout
    assert "the card binds `mean_near`, which in a check is the name of a helper: call yours something else" in taken
