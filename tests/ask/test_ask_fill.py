"""`ask: fill`: an expression a blank, read before anything runs; the filled code is run and checked on many draws."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Blanks
from quiz.engine.client import Engine

ROWS = """
- id: rows
  ask: fill
  prompt: Fill it.
  draw: {n: "rng.randint(2, 5)", m: "rng.randint(2, 5)"}
  cases:
    - {n: 1, m: 4}
  repeat: 4
  code: |
    x = torch.rand($n, $m) + 0.1
    p = x / ____
  check: "p.shape == x.shape and torch.allclose(p.sum(1), torch.ones($n))"
  accept: ["x.sum(1, keepdim=True)"]
  reject:
    - {fill: "x.sum(0)", why: these are the columns}
    - {fill: "x.sum()", why: this is the whole matrix}
"""
TWO = """
- id: two
  ask: fill
  prompt: Fill both.
  repeat: 3
  code: |
    x = torch.arange(12).reshape(3, 4)
    out = x[____] + ____
  check: torch.equal(out, torch.tensor([1, 5, 9]))
  accept:
    - [":, 0", "1"]
    - ["(slice(None), 0)", "torch.tensor(1)"]
  reject:
    - {fill: ["0, :", "1"], why: this is the first row}
"""


def test_two_blanks_take_a_list_and_an_index_takes_a_slice(engine: Engine) -> None:
    """The proofs hold; a text with a line for each blank is as good as a list."""
    question = pose(engine, card_of(TWO), 1)
    entry = kinds.kind("fill").entry(question)
    assert isinstance(entry, Blanks)
    assert entry.count == 2
    for proof in kinds.kind("fill").proofs(question):
        assert judge(engine, question, proof.given).status is proof.status, proof
    assert judge(engine, question, ":, 0\n1").right


@pytest.mark.parametrize(
    "given",
    [
        "x.sum(1)[:, None]  # the rows",
        "(x.sum(1,\n keepdim=True))",
        "x.sum(1, True) * 2 / 2",
        "(lambda t: t.sum(1, True))(x)",
    ],
)
def test_an_expression_is_one_operand_however_it_is_written(engine: Engine, given: str) -> None:
    """A comment hides nothing behind the blank, and a sum is added up before it divides."""
    verdict = judge(engine, pose(engine, card_of(ROWS), 1), given)
    assert verdict.right, verdict
    assert verdict.sealed


@pytest.mark.parametrize(
    "given",
    [
        "",
        "  ",
        "# x",
        "x = 1",
        "1; import os",
        "x), (x",
        "x\nimport os",
        "import os",
        "del x",
        "return x",
        "x.sum(1",
        "$n",
        "1:",
        "*x",
        "k=1",
        "yield",
        "x y",
        "(" * 3000,
        ["x", "x"],
        [],
    ],
)
def test_what_is_no_single_expression_is_handed_back(engine: Engine, given: str | list[str]) -> None:
    """Nothing is smuggled into a blank, and nothing of it is run."""
    verdict = judge(engine, pose(engine, card_of(ROWS), 1), given)
    assert verdict.status is Status.INVALID, verdict
    assert verdict.message


def test_the_part_of_the_check_that_fails_is_shown_with_both_sides(engine: Engine) -> None:
    """With the values of this draw in it."""
    verdict = judge(engine, pose(engine, card_of(ROWS), 1), "x.sum(1, keepdim=True) * 2")
    failed = verdict.failed
    assert failed is not None
    assert failed.claim.startswith("torch.allclose(p.sum(1), torch.ones(")
    assert failed.got_of == "p.sum(1)"
    assert "0.5" in failed.got
    assert "1." in failed.want
    assert {name for name, _ in failed.inputs} == {"n", "m"}
    assert verdict.diff[0].got == "0.5"
    assert verdict.why == ""


def test_an_answer_that_fits_one_draw_fails_on_another(engine: Engine) -> None:
    """The numbers that the learner sees are not those of all draws."""
    question = pose(engine, card_of(ROWS), 1)
    n = dict(question.drawn)["n"]
    verdict = judge(engine, question, f"x.sum(1).reshape({n}, 1)")
    assert verdict.status is Status.WRONG
    assert verdict.failed is not None
    assert verdict.failed.draw > 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("__import__('os')._exit(0)", "ended its process"),
        ("print('x' * 3_000_000)", "printed more than 1 MiB"),
        ("__import__('ctypes').string_at(0)", "crashed"),
        ("exec('raise SystemExit')", "SystemExit"),
        ("torch.__dict__.clear()", "your code"),
        ("x.nothing", "AttributeError"),
    ],
)
def test_code_that_ends_or_spoils_its_process_is_wrong(engine: Engine, given: str, told: str) -> None:
    """It is an answer like another: the card is not broken, and the message says what happened."""
    verdict = judge(engine, pose(engine, card_of(ROWS), 1), given)
    assert verdict.status is Status.WRONG, verdict
    assert told.lower() in verdict.message.lower()


def test_a_reject_is_known_by_what_it_does(engine: Engine) -> None:
    """In other words than the author's."""
    verdict = judge(engine, pose(engine, card_of(ROWS), 1), "torch.einsum('ij->j', x)")
    assert verdict.why == "these are the columns"


IDLE = """
- id: idle
  ask: fill
  prompt: Fill it.
  code: |
    x = torch.ones(2)
    ____
  check: x[0] == 0
  accept: [x.zero_()]
  reject:
    - {fill: x.sub(1), why: this gives a new tensor}
    - {fill: x.mul_(2), why: this doubles}
"""


@pytest.mark.parametrize(
    ("given", "why"), [("x.sub(1)", "this gives a new tensor"), ("print(1)", ""), ("x.add_(1)", "this doubles")]
)
def test_what_does_nothing_shows_no_mistake(engine: Engine, given: str, why: str) -> None:
    """A known wrong answer that changes nothing is known by its text alone. What is said of it is no belief."""
    verdict = judge(engine, pose(engine, card_of(IDLE), 1), given)
    assert (verdict.status, verdict.why, verdict.belief) == (Status.WRONG, why, "")


KINDS_OF_NUMBERS = """
- id: kinds
  ask: fill
  prompt: Fill it.
  code: |
    y = ____
  check: y == [28.0, 24.0]
  accept: ["[28.0, 24.0]"]
"""


def test_what_the_check_takes_as_equal_is_not_told_as_a_difference(engine: Engine) -> None:
    """28 == 28.0: only the other entry is wrong."""
    verdict = judge(engine, pose(engine, card_of(KINDS_OF_NUMBERS), 1), "[28, 25]")
    assert [(diff.index, diff.got) for diff in verdict.diff] == [("[1]", "25")]
    assert "type" not in verdict.message


CHANCE = """
- id: chance
  ask: fill
  prompt: Round halves up.
  draw:
    k: "2.25"
  cases:
    - {k: "0.75"}
    - {k: "-1.25"}
  code: |
    x = torch.tensor([$k])
    y = ____
  check: y == torch.floor(x + 0.5)
  accept: [torch.floor(x + 0.5)]
  reject:
    - {fill: x.ceil(), why: this rounds everything up}
"""


@pytest.mark.parametrize(("given", "why"), [("-(-x).floor()", "this rounds everything up"), ("x + 0.75", "")])
def test_a_mistake_that_agrees_on_one_draw_by_chance_is_not_shown(engine: Engine, given: str, why: str) -> None:
    """The first draw gives 3 for both; on the next ones they part."""
    verdict = judge(engine, pose(engine, card_of(CHANCE), 1), given)
    assert (verdict.status, verdict.why) == (Status.WRONG, why)
    assert verdict.failed is not None and verdict.failed.draw == 1


KEYWORD = """
- id: named
  ask: fill
  prompt: Sum by rows.
  repeat: 2
  code: |
    x = torch.arange(6).view(2, 3)
    y = x.sum(____)
    z = torch.stack([x, x], ____).shape[1]
  check: "y.tolist() == [3, 12] and z == 2"
  accept: [["1", "0"]]
"""


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (["dim=1", "dim=0"], Status.RIGHT),
        (["1", "dim = 0"], Status.RIGHT),
        (["dim=-1, keepdim=False", "0"], Status.RIGHT),
        (["dim=0", "0"], Status.WRONG),
        (["1), x.sum(", "0"], Status.INVALID),
        (["dim=1)", "0"], Status.INVALID),
        (["dim=", "0"], Status.INVALID),
    ],
)
def test_an_argument_may_be_given_by_its_name(engine: Engine, given: list[str], status: Status) -> None:
    """Where the blank is one of the arguments of a call."""
    assert judge(engine, pose(engine, card_of(KEYWORD)), given).status is status


@pytest.mark.parametrize("code", ["y = (____)", "y = [____]", "y = (____, 2)", "y = torch.tensor(3) + ____"])
def test_elsewhere_a_name_and_a_value_are_a_statement(engine: Engine, code: str) -> None:
    card = KEYWORD.replace("y = x.sum(____)\n    z = torch.stack([x, x], ____).shape[1]", code).replace(
        '[["1", "0"]]', '["1"]'
    )
    assert judge(engine, pose(engine, card_of(card)), "dim=1").status is Status.INVALID


CALL = """
- id: call
  ask: fill
  prompt: Fill it.
  code: |
    x = torch.arange(6).reshape(2, 3)
    out = torch.sum(____) * ____
  check: out == 15
  accept: [[x, "1"]]
"""


def test_brackets_that_are_put_around_an_answer_are_shown_where_they_matter(engine: Engine) -> None:
    """A bare comma in a call would be read as two arguments, a sum before `*` as its last part."""
    question = pose(engine, card_of(CALL), 1)
    for given, shown in ((["x, 0", "1 + 1"], ("(x, 0)", "(1 + 1)")), (["x[0, 1]", "(1)"], ("x[0, 1]", "(1)"))):
        answer = kinds.kind("fill").read(question, given)
        assert getattr(answer, "shown", None) == shown
