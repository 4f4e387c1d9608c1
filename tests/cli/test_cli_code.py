"""Kinds that are answered with code, from outside: plain lines, JSON lines, and `quiz try`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from process import quiz, quiz_json

EXAMPLES = Path(__file__).parents[1] / "ask" / "examples.yaml"


@pytest.fixture
def deck(tmp_path: Path) -> str:
    folder = tmp_path / "home" / "decks"
    folder.mkdir(parents=True)
    return shutil.copy(EXAMPLES, folder / "examples.yaml")


LINES = """\
:skip
:skip
pre
:hint
relu
post
.
:skip
x.sum(1, keepdim=True
x.sum(1, keepdim=True)
def last_valid(x, n):
    # the last
    return x[:, 0]

.
print(x)
x = x / x[0]
.
1 2 3
:give
def last_valid(x, n):
    retur
"""


def test_every_kind_is_answered_in_plain_lines(deck: str) -> None:
    """Code ends with a single full stop, a command in the middle of it is a command, and the end of input leaves."""
    done = quiz("review", "--plain", deck, "--seed", "3", stdin=LINES)
    assert done.returncode == 0, done.stderr
    shown = done.stdout
    in_order = [
        "What is printed?",
        "end with a line that has only .",
        "No hint for this card.",
        "right.",
        "p = x / ____",
        "The blank does not hold an expression",
        "right.",
        "begin with:",
        "def last_valid(x, n):",
        "wrong.",
        " int64   [",
        "failed on the inputs above (test 1 of 28)",
        "expected:",
        "yours:",
        "to be changed:",
        "x /= x[0]",
        "wrong.",
        "address:",
        "your code printed",
        "this makes a new tensor",
        "such as 4 3 2 1",
        "Name each of the numbers 1 to 4 once.",
        "given up.",
        "5 reviewed · 2 right",
    ]
    at = 0
    for text in in_order:
        found = shown.find(text, at)
        assert found >= 0, (text, shown[at:])
        at = found
    assert "fits this belief" not in shown


def test_what_ask_poses_grade_judges_for_every_kind(deck: str) -> None:
    """Each question carries what a front end needs; texts, lists of blanks and lines are answers."""
    asked = [json.loads(row) for row in quiz("ask", deck, "--json").stdout.splitlines()]
    by_kind = {row["ask"]: row for row in asked}
    assert by_kind["fill"]["blanks"] == 1
    assert by_kind["write"]["start"].startswith("def last_valid")
    assert by_kind["fix"]["start"] == "x /= x[0]"
    assert len(by_kind["arrange"]["lines"]) == 4
    assert by_kind["choose"]["select"] == "all"
    lines = ["opt.zero_grad()", "loss = F.mse_loss(net(x), y)", "loss.backward()", "opt.step()"]
    answers = [
        ("print", "pre\nrelu\npost", "right", True),
        ("fill", ["x.sum(1, keepdim=True)"], "right", True),
        ("fill", "x.sum(0)", "wrong", True),
        ("write", "def last_valid(x, n):\n    return x[range(len(n)), n - 1]", "right", True),
        ("write", "def last_valid(x, n):\n    return x[:, n - 1]", "wrong", True),
        ("fix", "x /= x[0].item()", "right", False),
        ("arrange", lines, "right", True),
        ("arrange", lines[::-1], "wrong", True),
        ("arrange", [1 + by_kind["arrange"]["lines"].index(line) for line in lines], "right", True),
        ("arrange", lines[:2], "invalid", True),
    ]
    rows = [{"card": by_kind[k]["card"], "seed": by_kind[k]["seed"], "answer": given} for k, given, _, _ in answers]
    done = quiz("grade", deck, stdin="".join(json.dumps(row) + "\n" for row in rows))
    assert done.returncode == 0, done.stderr
    verdicts = [json.loads(row) for row in done.stdout.splitlines()]
    assert [(row["status"], row["sealed"]) for row in verdicts] == [(status, seal) for _, _, status, seal in answers]
    assert verdicts[4]["failed"]["draw"] == 1
    assert verdicts[4]["why"].startswith("an index per row")
    assert verdicts[2]["failed"]["claim"].startswith("torch.allclose(")


def test_try_judges_what_a_card_states_and_shows_the_program(deck: str, tmp_path: Path) -> None:
    """Accepts and rejects with what each comes to; an answer of several lines comes from a file."""
    tried = quiz_json("try", f"{deck}/last-valid", "--seed", "3", "--show-program")
    assert [row["status"] for row in tried["known"]] == ["right", "right", "wrong", "wrong", "wrong", "wrong"]
    assert tried["program"].endswith("last_valid(*args)")
    answer = tmp_path / "answer.py"
    answer.write_text("def last_valid(x, n):\n    return x.nothing\n")
    done = quiz("try", f"{deck}/last-valid", "--answer-file", str(answer))
    assert done.returncode == 1
    assert "your answer is wrong." in done.stdout
    assert "line 2: return x.nothing" in done.stdout
    assert quiz("try", f"{deck}/rows-sum-to-one", "--answer", "x.sum(1, True)").returncode == 0
    assert quiz("try", f"{deck}/hook-order", "--answer", "pre", "--answer-file", str(answer)).returncode == 2
