"""What is drawn of a question: cells where they say something, one line where they do not."""

from __future__ import annotations

from scene import card_of, pose

from quiz.answer.torch_print import printed_cells
from quiz.answer.value import Tensor
from quiz.ask import picture
from quiz.engine.client import Engine

CODE = """
- id: drawn
  ask: predict
  form: FORM
  prompt: What?
  code: |
    z = torch.zeros(6, 9)
    o = torch.ones(5)
    t = torch.tensor([[1, 2, 3], [4, 5, 6]])
    b = torch.zeros(2)
    LAST
"""


def briefs(engine: Engine, form: str, last: str) -> dict[str, str]:
    question = pose(engine, card_of(CODE.replace("FORM", form).replace("LAST", last)))
    job = picture.plan(question)
    assert job is not None
    return {tensor.name: tensor.brief for tensor in picture.read(question, engine.run(job, 20)).named}


def test_a_tensor_whose_cells_are_alike_is_one_line(engine: Engine) -> None:
    """A small one is drawn as it is."""
    assert briefs(engine, "value", "t.sum()") == {"z": "6 x 9, zeros", "o": "5 cells, ones", "t": "", "b": ""}


def test_where_the_shape_is_asked_for_the_sizes_are_all(engine: Engine) -> None:
    assert briefs(engine, "shape", "t.sum(0).shape") == {
        "z": "6 x 9, zeros",
        "o": "5 cells, ones",
        "t": "2 x 3",
        "b": "2 cells",
    }


def test_cells_are_drawn_as_torch_prints_them() -> None:
    """Four decimals, one style for the whole tensor; whole numbers and bools as they are."""
    assert printed_cells(Tensor("float32", (2,), (0.98553836, 0.5))) == ["0.9855", "0.5000"]
    assert printed_cells(Tensor("float32", (2,), (1.0, float("inf")))) == ["1.", "inf"]
    assert printed_cells(Tensor("float64", (2,), (1e-5, 1.0))) == ["1.0000e-05", "1.0000e+00"]
    assert printed_cells(Tensor("int64", (2,), (1, 20))) == ["1", "20"]
    assert printed_cells(Tensor("bool", (1,), (True,))) == ["True"]
    assert printed_cells(Tensor("complex64", (1,), (1.5 - 2j,))) == ["1.5000-2.j"]


def drawn(engine: Engine, card: str) -> dict[str, tuple[object, ...]]:
    question = pose(engine, card_of(card))
    job = picture.plan(question)
    assert job is not None
    return {tensor.name: tensor.value.cells for tensor in picture.read(question, engine.run(job, 20)).named}


def test_what_the_code_changes_in_place_is_not_drawn_as_it_was(engine: Engine) -> None:
    """Where the code is the question it is left out; code that is given is drawn as the answer meets it."""
    asked = """
- id: written
  ask: predict
  prompt: Sum of `x`?
  code: |
    x = torch.tensor([10, 20])
    y = torch.tensor([1, 2])
    n = torch.tensor([float("nan"), 1])
    x[0] = 5
    y.add_(1).sum()
"""
    found = drawn(engine, asked)
    assert list(found) == ["y", "n"] and found["y"] == (1, 2)
    given = """
- id: given
  ask: fill
  prompt: What?
  code: |
    x = torch.rand(2)
    x[0] = 5
    y = ____
  check: y == 5
  accept: ["x.max()"]
"""
    (first, second) = drawn(engine, given)["x"]
    assert first == 5 and 0 <= float(str(second)) < 1
