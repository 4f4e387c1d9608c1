"""What is drawn of a question: cells where they say something, one line where they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from scene import card_of, pose

from quiz.answer.torch_print import printed_cells
from quiz.answer.value import Scalar, Series, Tensor, Value
from quiz.ask import picture
from quiz.ask.kinds.predict import PosedValue
from quiz.ask.question import Broken, Question
from quiz.deck.model import Card
from quiz.engine.client import Engine
from quiz.library.decks import shipped_folder
from quiz.library.load import load

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


def open_names(engine: Engine, question: Question) -> Iterator[picture.NamedTensor]:
    job = picture.plan(question)
    if job is not None:
        yield from (tensor for tensor in picture.read(question, engine.run(job, 20)).named if tensor.open)


@pytest.mark.parametrize(
    ("made", "asked", "drawn_at_once"),
    [
        ("torch.arange(0, 1, 0.1)", "len(a)", False),
        ("torch.arange(0, 1, 0.1)", "(a.shape[0] - 1, 2)", False),
        ("torch.linspace(0, 1, 5)", "a[1]", False),
        ("torch.linspace(0, 1, 5)", "a.max()", False),
        ("torch.arange(4)", "n = len(a)\n    n", False),
        ("torch.arange(4)", "[float(cell) for cell in a]", False),
        ("torch.arange(6)", "a.unfold(0, 3, 2)", True),
        ("torch.arange(6)", "[len(part) for part in a.split(4)]", True),
        ("torch.ones(2, requires_grad=True)", "a.sum().backward()\n    a.grad * 3", True),
        ("torch.tensor([4, 5, 6])", "a[1]", True),
        ("torch.tensor([[0.1, float('nan')], [-2, 1e3]])", "a.sum()", True),
        ("torch.tensor([1.9, -1.9], dtype=torch.int64)", "a.float() * 2", False),
        ("torch.tensor([1.9, -1.9]).long()", "torch.neg(a)", False),
        ("torch.tensor([2049.0, 1], dtype=torch.float16)", "a + a", False),
    ],
)
def test_what_the_answer_is_read_off_from_is_not_drawn_at_once(
    engine: Engine, made: str, asked: str, drawn_at_once: bool
) -> None:
    """What the code itself spells cell by cell may be; not where torch made other numbers of it."""
    card = card_of(f"""
- id: asked
  ask: predict
  prompt: What?
  code: |
    a = {made}
    {asked}
""")
    assert [tensor.name for tensor in open_names(engine, pose(engine, card))] == ["a"] * drawn_at_once


COUNTED = re.compile(r"= torch\.(arange|linspace|eye|rand|randn|randint)\(")


def counted_cards() -> list[Card]:
    """The shipped cards that ask for a value and make a tensor of cells that their code does not spell."""
    files = [path for path in sorted(shipped_folder().glob("*.yaml")) if COUNTED.search(path.read_text())]
    decks = map(load, files)
    return [card for deck in decks for card in deck.cards if card.ask == "predict" and COUNTED.search(str(card.body))]


def leaves(value: Value | None) -> list[object]:
    if isinstance(value, Series):
        return [leaf for item in value.items for leaf in leaves(item)]
    if isinstance(value, Tensor):
        return list(value.cells)
    return [value.value] if isinstance(value, Scalar) else []


def can_be_read(answer: list[object], tensors: list[picture.NamedTensor]) -> bool:
    """Whether the answer stands in the drawings: their lengths, one's sizes, or cells of one side by side."""
    drawn = [[tensor.value.shape[0] for tensor in tensors], *(list(tensor.value.shape) for tensor in tensors)]
    drawn += [list(tensor.value.cells) for tensor in tensors if not tensor.brief]
    size = len(answer)
    return any(answer == row[at : at + size] for row in drawn for at in range(len(row) - size + 1))


def test_no_answer_of_a_shipped_card_can_be_read_off_from_its_drawings(engine: Engine) -> None:
    """Nothing but the numbers is compared here: neither how the tensor is made nor how the answer is found."""
    given_away, tried = [], 0
    for card in counted_cards():
        try:
            question = pose(engine, card, 5)
        except Broken:  # for another release of torch
            continue
        truth = question.body.truth.value if isinstance(question.body, PosedValue) else None
        if answer := leaves(truth):
            tried += 1
            if can_be_read(answer, list(open_names(engine, question))):
                given_away.append(card.id)
    assert given_away == [] and tried > 15
