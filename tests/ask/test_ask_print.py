"""`ask: print`: the learner types what the code prints; what is typed is never run."""

from __future__ import annotations

import pytest
from scene import broken, card_of, deck_text, judge, pose

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.answer_form import Lines
from quiz.ask.kind import FlawKind
from quiz.engine.client import Engine
from quiz.errors import DeckError
from quiz.library.load import load

MEAN = """
- id: mean
  ask: print
  prompt: What is printed?
  draw: {k: "rng.randint(2, 9)"}
  code: |
    x = torch.arange($k, dtype=torch.float32)
    print("mean", x.mean())
    print(x.shape)
  expect: |
    mean tensor(1.)
    torch.Size([3])
  misconceptions:
    - belief: a mean is a Python number
      code: |
        print("mean", torch.arange($k, dtype=torch.float32).mean().item())
        print(torch.Size([$k]))
"""


@pytest.mark.parametrize("seed", range(4))
def test_proofs_hold_on_every_draw(engine: Engine, seed: int) -> None:
    """What torch prints is right, what the belief prints is told as that belief, nothing is handed back."""
    kind, question = kinds.kind("print"), pose(engine, card_of(MEAN), seed)
    assert isinstance(kind.entry(question), Lines)
    for proof in kind.proofs(question):
        verdict = judge(engine, question, proof.given)
        assert verdict.status is proof.status, proof
        assert verdict.sealed
        assert verdict.diagnosis == (proof.diagnosis if verdict.status is Status.WRONG else "")


def test_a_claim_that_torch_does_not_print_is_a_flaw(engine: Engine) -> None:
    """On the draws on which it does not hold."""
    kind, card = kinds.kind("print"), card_of(MEAN)
    for seed in range(8):
        question = pose(engine, card, seed)
        claimed = dict(question.drawn)["k"] == "3"
        assert [flaw.sort for flaw in kind.flaws(question)] == ([] if claimed else [FlawKind.CLAIM])


@pytest.mark.parametrize(
    "typed",
    [
        "print(x.mean())",
        "$k",
        "__import__('os')._exit(0)",
        "right",
        "x",
        "mean\ntensor(1.)",
        "(" * 50_000,
        "\x00",
        "\ud800",
    ],
)
def test_what_is_typed_is_text_and_never_right_by_force(engine: Engine, typed: str) -> None:
    """Code, floods and forged words are only what they are."""
    assert judge(engine, pose(engine, card_of(MEAN), 1), typed).status is Status.WRONG


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('print("mean", x.mean())\n    print(x.shape)', "y = x"), "nothing is printed"),
        (("x.mean()", "x.nothing()"), "raises AttributeError"),
        (("print(x.shape)", "print('x' * 70000)"), "too long"),
        (("torch.Size([$k])", "torch.nothing"), "the code of the belief"),
    ],
)
def test_a_card_that_prints_nothing_to_type_is_broken(engine: Engine, change: tuple[str, str], told: str) -> None:
    """The author is told which part of it."""
    assert told in broken(engine, MEAN.replace(*change), 1).reason


def test_a_belief_has_code() -> None:
    """Nobody types an exception where a print is asked for."""
    text = deck_text(MEAN[: MEAN.index("      code: |\n        print")] + "      raises: RuntimeError\n")
    with pytest.raises(DeckError) as caught:
        load("scene.yaml", text)
    assert "has `code`" in str(caught.value.problems[0])


THREE = """
- id: three
  ask: print
  prompt: What is printed?
  code: |
    for k in "ECF":
        print(k)
  misconceptions:
    - {belief: it is sorted, code: "print(*sorted('ECF'), sep=chr(10))"}
"""


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("E\nC\nF", Status.RIGHT),
        ("```\nE\nC\nF\n```", Status.RIGHT),
        (">>> E\n>>> C\n>>> F", Status.RIGHT),
        ("E C F", Status.INVALID),
        ("E; C; F", Status.INVALID),
        ("E, C, F", Status.INVALID),
        ("C E F", Status.INVALID),
        ("E\nF\nC", Status.WRONG),
        ("E", Status.WRONG),
    ],
)
def test_what_is_printed_may_be_fenced_and_is_handed_back_in_one_line(
    engine: Engine, typed: str, status: Status
) -> None:
    """The form is not what is asked: lines typed in one cost nothing, a fence and prompts do not count."""
    question = pose(engine, card_of(THREE))
    assert judge(engine, question, typed).status is status


@pytest.mark.parametrize(
    "typed",
    [
        ">>> print(x)\nmean tensor(1.)\ntorch.Size([3])",
        ">>> x = 1\n>>> print(x)\nmean tensor(1.)\n>>> print(y)\ntorch.Size([3])\n>>> ",
        "In [2]: print(x)\nmean tensor(1.)\ntorch.Size([3])\n",
        ">>> mean tensor(1.)\n>>> torch.Size([3])",
        "`mean tensor(1.)\ntorch.Size([3])`",
        "```\n>>> print(x)\nmean tensor(1.)\ntorch.Size([3])\n```",
    ],
)
def test_of_a_pasted_session_what_was_printed_counts(engine: Engine, typed: str) -> None:
    """The code and the prompts are left out."""
    card = card_of(MEAN.replace("rng.randint(2, 9)", "3"))
    assert judge(engine, pose(engine, card), typed).right


@pytest.mark.parametrize("typed", ["'mean tensor(1.)'\n'torch.Size([3])'", '"mean 1.0"\n"torch.Size([3])"'])
def test_quotation_marks_around_what_is_printed_are_handed_back(engine: Engine, typed: str) -> None:
    """Of the truth, and of what a belief prints; where they are printed they belong to it."""
    question = pose(engine, card_of(MEAN.replace("rng.randint(2, 9)", "3")))
    assert judge(engine, question, typed).message == "Type what is printed, without quotation marks around it."
    assert judge(engine, question, typed.replace("mean", "max")).status is Status.WRONG
    text = "- id: quoted\n  ask: print\n  prompt: What?\n  code: print(repr('a'))"
    assert judge(engine, pose(engine, card_of(text)), "'a'").right
    assert judge(engine, pose(engine, card_of(text)), "a").status is Status.WRONG


@pytest.mark.parametrize(
    "typed", ["tensor([[0, 1], [2, 3]])", "tensor( [ [0, 1], [2, 3] ] )", "tensor([[0,1],\n[2,3]])"]
)
def test_what_brackets_hold_together_may_be_typed_in_one_line(engine: Engine, typed: str) -> None:
    """Though torch prints it on two; blanks in it part no lines."""
    text = "- id: matrix\n  ask: print\n  prompt: What?\n  code: print(torch.arange(4).view(2, 2))"
    assert judge(engine, pose(engine, card_of(text)), typed).right


@pytest.mark.parametrize(("second", "status"), [("2", Status.RIGHT), ("", Status.WRONG)])
def test_blank_lines_are_white_space_where_none_is_printed(engine: Engine, second: str, status: Status) -> None:
    """Neither by the code nor by a belief; where one is printed it counts."""
    card = f"""
- id: lines
  ask: print
  prompt: What is printed?
  code: |
    print(1)
    print({second})
    print(3)
"""
    given = f"1\n\n{second}\n\n3\n" if second else "1\n\n\n3"
    assert judge(engine, pose(engine, card_of(card), 1), given).status is status
