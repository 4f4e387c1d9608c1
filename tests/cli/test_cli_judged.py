"""Verdicts of the program as a process: what a person types is judged as it is meant, on a busy machine as well.

One `quiz grade` judges all answers. The file needs only its neighbours and `tests/support`, so that a copy of it shows
what an older checkout does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from busy import busy_loops
from process import environment
from scene import deck_text

CARDS = [
    """
- id: halves
  ask: predict
  prompt: Value?
  code: torch.tensor([5, 3, 11]) / 2
  misconceptions:
    - {belief: integers stay integers, code: "torch.tensor([5, 3, 11]) // 2"}
""",
    "- {id: sum-of-floats, ask: predict, prompt: Value?, code: 0.1 + 0.2}",
    """
- id: two-shapes
  ask: predict
  form: shape
  prompt: Which shapes?
  code: torch.Tensor(12).shape, torch.tensor(12).shape
""",
    "- {id: one-dtype, ask: predict, form: dtype, prompt: Dtype?, code: 'torch.ones(2).dtype'}",
    "- {id: raised, ask: predict, raises: IndexError, prompt: Value?, code: 'torch.tensor([1, 2])[5]'}",
    """
- id: blank
  ask: fill
  prompt: How often does each number occur?
  repeat: 1
  code: |
    i = torch.tensor([0, 2, 2])
    y = ____
  check: "y.tolist() == [1, 0, 2]"
  accept: ["torch.bincount(i)"]
""",
    """
- id: repair
  ask: fix
  prompt: Sum each row.
  repeat: 1
  before: x = torch.arange(6).view(2, 3)
  buggy: y = x.sum(0)
  check: "y.tolist() == [3, 12]"
  accept: ["y = x.sum(1)"]
""",
    """
- id: order
  ask: arrange
  prompt: Order them.
  repeat: 1
  before: x = 1
  lines:
    - "for _ in range(3):"
    - "    x = x + 1"
    - x = x * 2
  check: x == 8
""",
    "- {id: printed, ask: print, prompt: What is printed?, code: 'print(7)'}",
    """
- id: pick
  ask: choose
  prompt: Which?
  code: x = torch.arange(3)
  options:
    - {text: three cells, true_if: len(x) == 3, why: it counts from 0}
    - {text: four cells, true_if: len(x) == 4, why: the end is left out}
""",
    """
- id: annotated
  ask: predict
  form: bool
  prompt: Is it?
  code: |
    def f(x: int): return x
    f.__annotations__["x"] is int
""",
    """
- id: source
  ask: predict
  prompt: How many lines?
  code: |
    import inspect
    def f():
        return 1
    inspect.getsource(f).count("return")
""",
    """
- id: pickled
  ask: predict
  raises: maybe
  prompt: Which exception?
  form: error
  code: |
    import io, pickle
    class Own:
        pass
    file = io.BytesIO()
    torch.save(Own(), file)
    file.seek(0)
    torch.load(file)
""",
    """
- id: pair
  ask: write
  prompt: Return both, doubled.
  repeat: 1
  signature: "def pair(a, b):"
  args: "2, 3"
  reference: |
    def pair(a, b):
        return 2 * a, 2 * b
""",
    """
- id: works
  ask: predict
  prompt: Value?
  budget: 0.6
  code: |
    import time
    end = time.process_time() + 0.3
    while time.process_time() < end: pass
    torch.tensor(7)
""",
]
DATACLASS = """\
from dataclasses import dataclass
@dataclass
class Pair:
    a: int
    b: int
def pair(a, b):
    both = Pair(2 * a, 2 * b)
    return both.a, both.b
"""
AS_PEOPLE_HAVE_IT = {
    "indented": "        y = x.sum(1)\n        y = y + 0",
    "of a session": ">>> y = x.sum(1)\n>>> y = y + 0",
    "in a fence": "```python\ny = x.sum(1)\n```",
}
Key = tuple[str, str]
Verdicts = Mapping[Key, dict[str, Any]]
ANSWERS: list[Key] = [
    ("halves", "[2, 1, 5]"),
    ("sum-of-floats", "0.3"),
    ("sum-of-floats", "3/10"),
    ("two-shapes", "12; ()"),
    ("two-shapes", "float64 float32"),
    ("one-dtype", "fp32"),
    ("raised", "IndexError: index 5 is out of bounds for dimension 0 with size 2"),
    ("blank", "F.one_hot(i, 3).sum(0)"),
    ("repair", "y = x.sum(0)"),
    ("order", "x = x * 2\n    x = x + 1\nfor _ in range(3):"),
    ("printed", "\n7"),
    ("pick", "three cells"),
    ("annotated", "True"),
    ("source", "1"),
    ("pickled", "UnpicklingError"),
    ("pair", DATACLASS),
    *(("repair", text) for text in AS_PEOPLE_HAVE_IT.values()),
]
UNDER_LOAD: Key = ("works", "7")


class Grading:
    """A `quiz grade` that is asked line by line."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "quiz", "grade", str(home / "decks" / "scene.yaml")]
        environ = environment(QUIZ_HOME=str(home))
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, text=True)

    def __call__(self, card: str, answer: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"card": f"scene/{card}", "seed": 1, "answer": answer}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """Every verdict, the last one from a machine on which eight loops run."""
    home = tmp_path_factory.mktemp("home")
    (home / "decks").mkdir()
    (home / "decks" / "scene.yaml").write_text(deck_text(*CARDS))
    grading = Grading(home)
    try:
        found = {key: grading(*key) for key in ANSWERS}
        with busy_loops():
            return {**found, UNDER_LOAD: grading(*UNDER_LOAD)}
    finally:
        grading.close()


def of(verdicts: Verdicts, card: str) -> dict[str, Any]:
    """The verdict on the first answer to this card."""
    return next(verdict for (name, _), verdict in verdicts.items() if name == card)


def test_a_whole_number_for_a_fraction_is_wrong_with_its_belief(verdicts: Verdicts) -> None:
    """It is no rounding that lacks digits."""
    verdict = verdicts["halves", "[2, 1, 5]"]
    assert (verdict["status"], verdict.get("belief")) == ("wrong", "integers stay integers")


@pytest.mark.parametrize("answer", ["0.3", "3/10"])
def test_a_python_float_is_read_as_a_tensor_of_it_is(verdicts: Verdicts, answer: str) -> None:
    """The plain decimal and the exact fraction of a value that Python shows with seventeen digits."""
    assert verdicts["sum-of-floats", answer]["status"] == "right"


@pytest.mark.parametrize(("answer", "status"), [("12; ()", "right"), ("float64 float32", "invalid")])
def test_shapes_compose_and_another_form_is_handed_back(verdicts: Verdicts, answer: str, status: str) -> None:
    """With the separators that the README teaches; names of dtypes are not shapes."""
    assert verdicts["two-shapes", answer]["status"] == status


@pytest.mark.parametrize("card", ["one-dtype", "raised", "blank"])
def test_names_that_people_use_are_read(verdicts: Verdicts, card: str) -> None:
    """Of a dtype; an exception as Python prints it, whatever the card asks for; `F` where the card imports no such."""
    assert of(verdicts, card)["status"] == "right"


@pytest.mark.parametrize(("card", "status"), [("repair", "invalid"), ("order", "invalid"), ("printed", "right")])
def test_a_slip_costs_nothing(verdicts: Verdicts, card: str, status: str) -> None:
    """Code that nobody changed, lines that make no program, an empty line before what is printed."""
    assert of(verdicts, card)["status"] == status


def test_a_right_choice_tells_why_the_others_are_wrong(verdicts: Verdicts) -> None:
    """A lucky guess learns as much as a wrong one."""
    verdict = verdicts["pick", "three cells"]
    assert verdict["status"] == "right"
    assert {row["why"] for row in verdict.get("whys", [])} == {"it counts from 0", "the end is left out"}


@pytest.mark.parametrize("card", ["annotated", "source", "pickled", "pair"])
def test_card_code_and_answers_are_ordinary_python(verdicts: Verdicts, card: str) -> None:
    """Annotations are objects, functions have a source, classes can be pickled, dataclasses can be declared."""
    assert of(verdicts, card)["status"] == "right"


@pytest.mark.parametrize("how", AS_PEOPLE_HAVE_IT)
def test_code_is_taken_as_people_have_it(verdicts: Verdicts, how: str) -> None:
    """With the indent of where it was copied from, with prompts, in a fence."""
    assert verdicts["repair", AS_PEOPLE_HAVE_IT[how]]["status"] == "right"


def test_a_card_has_its_time_beside_eight_busy_loops(verdicts: Verdicts) -> None:
    """Half of its budget is enough for the card, though the clock on the wall runs four times as fast."""
    assert verdicts[UNDER_LOAD]["status"] == "right", verdicts[UNDER_LOAD]
