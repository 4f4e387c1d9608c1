"""Slips are handed back and cost nothing: code that was not changed, lines that make no program."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Order
from quiz.engine.client import Engine

FIX = """
- id: overlap
  ask: fix
  prompt: Divide.
  repeat: 2
  before: x = torch.tensor([2., 4.])
  buggy: |
    y = x / x[1]
    y = y + 0
  check: "torch.equal(y, torch.tensor([1., 2.]))"
  accept: ["y = x / x[0]"]
  reject: [{code: "y = x * x[0]", why: this multiplies}]
"""
ARRANGE = """
- id: step
  ask: arrange
  prompt: Order them.
  draw: {k: "rng.randint(2, 9)"}
  repeat: 2
  before: x = torch.tensor(1.0)
  lines:
    - "for _ in range($k):"
    - "    x = x + 1"
    - x = x - 1
  check: x.item() == $k
  reject:
    - {order: [1, 0, 2], why: the body comes after its loop}
"""


@pytest.mark.parametrize(
    "given", ["y = x / x[1]\ny = y + 0", "y = x / x[1]\n\ny  =  y + 0  # now?", "```\ny = (x / x[1])\ny = y + 0\n```"]
)
def test_code_that_was_not_changed_is_handed_back(engine: Engine, given: str) -> None:
    """However it is spaced: nothing was tried, so nothing counts."""
    verdict = judge(engine, pose(engine, card_of(FIX)), given)
    assert (verdict.status, verdict.message) == (Status.INVALID, "You have not changed the code.")


@pytest.mark.parametrize("given", ["x / x[0]", "x /= x[0]", "z = x / x[0]", "print(x)"])
def test_a_part_of_the_repaired_code_is_handed_back(engine: Engine, given: str) -> None:
    """What is checked is not assigned in it: a repair is the whole of the code."""
    verdict = judge(engine, pose(engine, card_of(FIX)), given)
    assert verdict.status is Status.INVALID
    assert verdict.message == "Nothing is assigned to `y` in it: give the whole of the repaired code."
    for other in ("exec('y = x / x[0]')", "(y := x / x[0])", "globals()['y'] = x / x[0]", "for y in [x / x[0]]: pass"):
        assert judge(engine, pose(engine, card_of(FIX)), other).right, other


def test_an_order_that_is_no_python_is_handed_back(engine: Engine) -> None:
    """By numbers and by texts; the message says what is wrong with it, and a known wrong order is no exception."""
    question = pose(engine, card_of(ARRANGE), 1)
    entry = kinds.kind("arrange").entry(question)
    assert isinstance(entry, Order)
    k = dict(question.drawn)["k"]
    loop, body, after = f"for _ in range({k}):", "    x = x + 1", "x = x - 1"
    for order in ([loop, after, body], [body, loop, after], [after, body, loop]):
        numbers = " ".join(str(entry.lines.index(line) + 1) for line in order)
        for given in (order, "\n".join(order), numbers):
            verdict = judge(engine, question, given)
            assert verdict.status is Status.INVALID, given
            assert verdict.message.startswith("This order is not Python (line "), verdict.message
    assert judge(engine, question, [after, loop, body]).status is Status.RIGHT


SWAP = """
- id: swap
  ask: arrange
  prompt: Order them.
  repeat: 1
  lines: ["x = torch.ones(2)", "y = x + 1", "x = y * 2", "z = x + y"]
  check: "z.tolist() == [6., 6.]"
  reject:
    - {order: [0, 1, 3, 2], why: x changes after it is added}
"""
JOINED = ["{} {} {} {}", "[{},{},{},{}]", "{}->{}->{}->{}", "{} > {} > {} > {}", "{}-{}-{}-{}", "{};{};{};{}"]
JOINED += [
    "({}, {}, {}, {})",
    "{} → {} → {} → {}",
    "{}{}{}{}",
    "{}. {}. {}. {}.",
    "{}) {}) {}) {})",
    "{} then {} then {} then {}",
]
JOINED += [
    "lines {}, {}, {} and {}",
    "{}/{}/{}/{}",
    "{}\n{}\n{}\n{}",
    "order: {} {} {} {}",
    "{} => {} => {} => {}",
    "{}–{}–{}–{}",
]


@pytest.mark.parametrize("way", JOINED)
def test_numbers_of_lines_may_be_joined_in_many_ways(engine: Engine, way: str) -> None:
    """And the wrong numbers are told by what is wrong with them."""
    question = pose(engine, card_of(SWAP), 1)
    entry = kinds.kind("arrange").entry(question)
    assert isinstance(entry, Order)
    right = [entry.lines.index(line) + 1 for line in ("x = torch.ones(2)", "y = x + 1", "x = y * 2", "z = x + y")]
    assert judge(engine, question, way.format(*right)).right
    other = [right[0], right[1], right[3], right[2]]
    verdict = judge(engine, question, way.format(*other))
    assert verdict.status is (Status.INVALID if other == [1, 2, 3, 4] else Status.WRONG)
    twice = judge(engine, question, way.format(1, 1, 2, 3))
    assert (twice.status, twice.message) == (Status.INVALID, "Name each of the numbers 1 to 4 once.")


def test_lines_may_be_copied_with_their_numbers(engine: Engine) -> None:
    """And what is no line is told how to answer."""
    question = pose(engine, card_of(SWAP), 1)
    entry = kinds.kind("arrange").entry(question)
    assert isinstance(entry, Order)
    lines = ["x = torch.ones(2)", "y = x + 1", "x = y * 2", "z = x + y"]
    assert judge(engine, question, "\n".join(f"{entry.lines.index(line) + 1}) {line}" for line in lines)).right
    assert judge(engine, question, [str(entry.lines.index(line) + 1) for line in lines]).right
    for given, said in (
        ("the first", "`the first` is not one of the lines. Type their numbers in order, such as 4 3 2 1."),
        ([*lines, "y = x + 1"], "`y = x + 1` is named once too often."),
        (lines[:3], "Put all 4 lines in order: 1 is missing."),
    ):
        assert judge(engine, question, given).message == said


def test_the_order_that_was_offered_is_handed_back(engine: Engine) -> None:
    """Unless it happens to be right: nothing was moved, so nothing counts."""
    for seed in range(4):
        question = pose(engine, card_of(SWAP), seed)
        entry = kinds.kind("arrange").entry(question)
        assert isinstance(entry, Order)
        for given in ("1 2 3 4", list(entry.lines)):
            verdict = judge(engine, question, given)
            assert (verdict.status, verdict.message) == (Status.INVALID, "You have not changed the order."), seed
    free = SWAP[: SWAP.index("  lines:")] + '  lines: ["a = 1", "b = 2"]\n  check: a + b == 3\n'
    assert judge(engine, pose(engine, card_of(free), 1), "1 2").right


@pytest.mark.parametrize("text", [FIX, ARRANGE, SWAP])
def test_the_proofs_of_such_cards_still_hold(engine: Engine, text: str) -> None:
    """That the buggy code fails is still proved, and a wrong order that nobody can hand in is no fault of the card."""
    card = card_of(text)
    for seed in range(4):
        question = pose(engine, card, seed)
        for proof in kinds.kind(card.ask).proofs(question):
            verdict = judge(engine, question, proof.given)
            assert verdict.status is proof.status, (proof, verdict)
            assert verdict.status is not Status.WRONG or verdict.diagnosis == proof.diagnosis


WRITE = """
- id: twice
  ask: write
  prompt: Twice.
  repeat: 1
  signature: "def twice(x):"
  args: "torch.tensor([1., 2.])"
  reference: |
    def twice(x):
        return 2 * x
"""
FILL = """
- id: sum
  ask: fill
  prompt: Sum.
  repeat: 1
  code: |
    x = torch.arange(3)
    y = ____
  check: y == 3
  accept: ["x.sum()"]
"""


@pytest.mark.parametrize("given", ["def twice(x):\n    ", "def twice(x):", "def twice(x):\n    # twice\n"])
def test_a_function_without_a_body_is_handed_back(engine: Engine, given: str) -> None:
    assert judge(engine, pose(engine, card_of(WRITE)), given).status is Status.INVALID


@pytest.mark.parametrize("given", ["____", " ____ ", ""])
def test_a_blank_that_was_left_is_handed_back(engine: Engine, given: str) -> None:
    verdict = judge(engine, pose(engine, card_of(FILL)), given)
    assert (verdict.status, verdict.message) == (Status.INVALID, "The blank is empty.")


@pytest.mark.parametrize("given", ["return x / x[0]", "y = x\nbreak", "y = (yield x)", "nonlocal x\ny = x"])
def test_what_only_the_compiler_refuses_is_handed_back(engine: Engine, given: str) -> None:
    """It can be parsed, and is no program all the same."""
    verdict = judge(engine, pose(engine, card_of(FIX)), given)
    assert verdict.status is Status.INVALID
    assert verdict.message.startswith("This is not Python")
    blank = judge(engine, pose(engine, card_of(FILL)), "(yield x)")
    assert (blank.status, blank.message) == (
        Status.INVALID,
        "With this the code is not Python: 'yield' outside function.",
    )
    order = ARRANGE.replace("    x = x + 1", "    if x > $k: break").replace(
        "check: x.item() == $k", "check: x.item() == 0"
    )
    question = pose(engine, card_of(order.replace("order: [1, 0, 2]", "order: [0, 2, 1]")), 1)
    k = dict(question.drawn)["k"]
    lines = [f"    if x > {k}: break", f"for _ in range({k}):", "x = x - 1"]
    assert judge(engine, question, lines).status is Status.INVALID
