"""An answer of a form that nothing asks for is handed back; a form that a belief predicts is judged."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.typed.literal import describe
from quiz.answer.verdict import Status, Unreadable
from quiz.ask import kinds
from quiz.engine.client import Engine


def asking(code: str, *extra: str) -> str:
    rows = ["- id: it", "  ask: predict", "  prompt: What?", *(f"  {row}" for row in extra), "  code: |"]
    return "\n".join([*rows, *(f"    {row}" for row in code.splitlines())])


INTS = "x = torch.tensor([13, 12])\n(x[0].item(), x[1].item())"
TENSORS = "x = torch.tensor([13., 12.])\n(x[0], x[1])"
ROWS = "torch.tensor([[84, 21, 72], [38, 21, 43]])"


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        (INTS, "{13, 12}", "A set is not asked for here: type 2 values, such as [1, 2], 2.5."),
        (INTS, "torch.Size([13]), torch.Size([12])", "A torch.Size is not asked for here"),
        (INTS, "tensor(13), tensor(12)", "A tensor is not asked for here"),
        (INTS, "13, None", "None is not asked for here"),
        (INTS, "{'a': 13, 'b': 12}", "A dict is not asked for here"),
        (INTS, "0x0d 0x0c", "`0x0d` cannot be read: type numbers in decimal, such as 13 for 0x0d."),
        (TENSORS, "tensor([13., 12.])", "One tensor of all is not asked for here: type 2 values"),
        ("[0.0, 0.0, float('nan')]", "tensor([0., 0., nan])", "A tensor is not asked for here"),
        (
            "(1 == 1, 1 == 2)",
            "tensor(True), tensor(False)",
            "A tensor is not asked for here: type 2 answers",
        ),
        ("(1 == 1, 1 == 2)", "{True, False}", "A set is not asked for here: type 2 answers, such as True, False."),
        ("(1 == 1, 1 == 2)", "True", "Type 2 answers, such as True, False."),
        (ROWS, "{{84,21,72},{38,21,43}}", "A set is not asked for here"),
        ("torch.tensor([5.]).std()", "None", "None is not asked for here"),
        ("torch.tensor(16)", "0x10", "`0x10` may be two things"),
        ("torch.tensor(6.)", "6,", "Type 6, or [6] for a row of one value."),
        ("5 + 1", "6.0, ", "Type 6.0, or [6.0] for a row of one value."),
        (ROWS, "84 21 72 / 38 21 43", "A `/` between numbers is a fraction: part rows by `;`"),
        (ROWS, "84, 21, 72 / 38, 21, 43", "A `/` between numbers is a fraction: part rows by `;`"),
        (ROWS, "[84 21 72 / 38 21 43]", "A `/` between numbers is a fraction: part rows by `;`"),
    ],
)
def test_another_form_is_handed_back(engine: Engine, code: str, text: str, said: str) -> None:
    """With what is asked for, and not with the truth."""
    verdict = judge(engine, pose(engine, card_of(asking(code))), text)
    assert (verdict.status, verdict.truth) == (Status.INVALID, "")
    assert verdict.message.startswith(said)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("torch.tensor([1, 2]) / 3", "1/3, 2/3"),
        ("torch.tensor([1, 2]) / 3", "1 / 3, 2 / 3"),
        ("torch.tensor([1, 2]) / 3", "1 / 3 2 / 3"),
        ("torch.tensor([0, 1, 2, 3]) / 3", "0, 1 / 3, 2 / 3, 1"),
        ("torch.tensor([1., 2.]) / 4", "[1 / 4, 1/2]"),
        ("{13, 12}", "{12, 13}"),
        (ROWS, ">>> 84 21 72\n38 21 43"),
        (ROWS, ">>> [[84, 21, 72],\n[38, 21, 43]]"),
        (ROWS, ">>> out\ntensor([[84, 21, 72],\n        [38, 21, 43]])"),
        ("(torch.ones(1).grad, 5)", "None, 5"),
    ],
)
def test_forms_that_are_asked_for_stay_right(engine: Engine, code: str, text: str) -> None:
    """Fractions with spaces among them, where they are what is asked."""
    assert judge(engine, pose(engine, card_of(asking(code))), text).right


def test_a_form_that_may_be_the_question_is_judged(engine: Engine) -> None:
    """Because a belief predicts it, or because the code may give None."""
    belief = ("misconceptions:", "  - belief: It is a tensor", "    code: torch.tensor(6)")
    question = pose(engine, card_of(asking("torch.tensor(5).item()", *belief)))
    assert judge(engine, question, "tensor(6)").belief == "It is a tensor"
    assert judge(engine, question, "tensor(5)").status is Status.WRONG
    grad = "x = torch.ones(1, requires_grad=True)\nx.sum().backward()\nx.grad"
    assert judge(engine, pose(engine, card_of(asking(grad))), "None").status is Status.WRONG


RAISES = "torch.zeros(2, 3) @ torch.zeros(2, 3)"


@pytest.mark.parametrize("code", [RAISES, "torch.tensor([17, 55])"])
@pytest.mark.parametrize(
    "text", ["RuntimeError, TypeError", "RuntimeError 55", "no RuntimeError", "[17, RuntimeError]"]
)
def test_two_outcomes_are_handed_back(engine: Engine, code: str, text: str) -> None:
    """Whichever of them is true."""
    verdict = judge(engine, pose(engine, card_of(asking(code, "raises: maybe"))), text)
    assert (verdict.status, verdict.truth) == (Status.INVALID, "")
    assert verdict.message.startswith("Type ")


@pytest.mark.parametrize("text", ["[RuntimeError]", "(RuntimeError)", "[[RuntimeError]]"])
def test_a_class_in_brackets_is_that_class(engine: Engine, text: str) -> None:
    """Right where it is raised, and wrong where nothing is."""
    assert judge(engine, pose(engine, card_of(asking(RAISES, "raises: maybe"))), text).right
    assert judge(engine, pose(engine, card_of(asking("1", "raises: maybe"))), text).status is Status.WRONG


@pytest.mark.parametrize("text", ["13 12", "13, 12", "13; 12", "(13, 12)", "13\n12"])
def test_several_values_are_read_back_as_such(engine: Engine, text: str) -> None:
    """The line by the input says what is judged: two values, not one of two cells."""
    question = pose(engine, card_of(asking(INTS)))
    answer = kinds.kind("predict").read(question, text)
    assert not isinstance(answer, Unreadable)
    assert describe(answer.typed, question.body.form, 2) == "2 values: 13, 12"
    assert judge(engine, question, text).right


HOOKS = """
- id: hooks
  ask: print
  prompt: What is printed?
  code: |
    print('C')
    print('F')
    print('A')
"""


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (">>> C\nF\nA", Status.RIGHT, ""),
        (">>> C\n>>> F\n>>> A", Status.RIGHT, ""),
        (">>> print('C')\nC\n>>> print('F')\nF\n>>> print('A')\nA", Status.RIGHT, ""),
        (">>> C\nA\nF", Status.WRONG, ""),
        (">>> C\nF", Status.WRONG, "3 lines are printed, not 2."),
        (">>> G\nC\nF\nA", Status.WRONG, "3 lines are printed, not 4."),
    ],
)
def test_a_prompt_before_what_is_printed_is_only_taken_off(
    engine: Engine, text: str, status: Status, said: str
) -> None:
    """Its line is counted, unless it is code that printed the lines below it."""
    verdict = judge(engine, pose(engine, card_of(HOOKS)), text)
    assert (verdict.status, verdict.message) == (status, said)
