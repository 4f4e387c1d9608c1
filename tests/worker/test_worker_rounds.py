"""A program on its set of draws, in one child: which draws, what stops it, and which part of a check does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scene import card_of, pose

from quiz.answer.value import Scalar
from quiz.ask.code.draws import Called, Checked, rounds, trial
from quiz.engine.client import Engine
from quiz.engine.job import TrialPlan

CARD = card_of("""
- id: it
  ask: fix
  prompt: x
  draw: {n: "rng.randint(2, 10**6)"}
  require: n % 2 == 0
  buggy: x = 1
  check: "True"
  accept: ["x = 2"]
""")
CASES = ((("n", "7"),), (("n", "[1, 2]"),))


def tried(
    engine: Engine, trying: TrialPlan, program: str, seed: int = 1, only: int = -1
) -> list[Checked | Called | None]:
    return rounds(engine.run(trial(pose(engine, CARD, seed), replace(trying, only=only), [program]), 20), trying)


def checked(engine: Engine, check: str, program: str = "x = torch.tensor([1, 2])") -> Checked:
    (found,) = tried(engine, TrialPlan((), 1, check=check), program)
    assert isinstance(found, Checked)
    return found


def test_the_draws_are_the_questions_own_then_the_cases_then_further_ones(engine: Engine) -> None:
    """All that `require` refuses are passed over; the same seed gives the same, another seed others."""
    trying = TrialPlan(CASES, 6, args="$n", call="f")
    program = "def f(n):\n    return n"
    own = pose(engine, CARD, 1)
    found = [dict(outcome.drawn)["n"] for outcome in tried(engine, trying, program) if isinstance(outcome, Called)]
    assert len(found) == trying.draws == 9
    assert found[:3] == [dict(own.drawn)["n"], "7", "[1, 2]"]
    assert len(set(found)) == 9
    assert all(int(n) % 2 == 0 for n in (found[0], *found[3:]))
    assert found == [
        dict(outcome.drawn)["n"] for outcome in tried(engine, trying, program) if isinstance(outcome, Called)
    ]
    others = [
        dict(outcome.drawn)["n"] for outcome in tried(engine, trying, program, seed=2) if isinstance(outcome, Called)
    ]
    assert not set(found[3:]) & set(others[3:])
    (outcome,) = tried(engine, trying, program, only=4)
    assert isinstance(outcome, Called)
    assert dict(outcome.drawn)["n"] == found[4]


def test_the_first_draw_that_fails_ends_the_run(engine: Engine) -> None:
    """What comes after it is not run."""
    found = tried(engine, TrialPlan(CASES, 50, check="$n != 7"), "x = 1")
    assert found[0] is None
    assert len(found) == 2
    assert isinstance(found[1], Checked)


def test_what_compiling_warns_of_is_told_of_every_draw(engine: Engine) -> None:
    """The text is compiled once for all of them."""
    job = trial(pose(engine, CARD, 1), TrialPlan((), 3, args="1", call="f"), ["def f(x):\n    return x is 1"])
    result = engine.run(job, 20).result
    assert result is not None
    assert [[warning.category for warning in outcome.warned] for outcome in result.outcomes] == [["SyntaxWarning"]] * 4


def test_chance_is_the_same_for_every_program(engine: Engine) -> None:
    """A reference that draws random numbers is met by one that draws the same."""
    trying = TrialPlan((), 3, args="torch.rand(2)", call="f")
    programs = ("def f(x):\n    return x + torch.rand(2)", "def f(x):\n    y = torch.rand(2)\n    return y + x")
    first, second = (tried(engine, trying, program) for program in programs)
    assert [a.out for a in first if isinstance(a, Called)] == [b.out for b in second if isinstance(b, Called)]


@pytest.mark.parametrize(
    ("check", "part", "got_of", "want_of"),
    [
        ("x.numel() == 2 and x[0] == 5 and False", "x[0] == 5", "x[0]", "5"),
        ("5 == x[0]", "5 == x[0]", "x[0]", "5"),
        ("torch.equal(x, torch.ones(2))", "torch.equal(x, torch.ones(2))", "x", "torch.ones(2)"),
        ("bool((x == x + 1).all())", "bool((x == x + 1).all())", "x", "x + 1"),
        ("(x is None) and 1 / 0", "x is None", "x", "None"),
        ("x.sum() < 2", "x.sum() < 2", "x.sum()", "2"),
        ("not True", "not True", "", ""),
        ("x.numel() == 9 or False", "x.numel() == 9 or False", "", ""),
        ("any(v > 9 for v in x)", "any((v > 9 for v in x))", "", ""),
    ],
)
def test_the_part_of_a_check_that_fails_is_named_with_its_sides(
    engine: Engine, check: str, part: str, got_of: str, want_of: str
) -> None:
    """What does not hold comes first; what is wanted stands on the right, or is what no name is in."""
    found = checked(engine, check)
    assert (found.claim, found.got_of, found.want_of, found.error) == (part, got_of, want_of, "")


def test_a_side_is_evaluated_once(engine: Engine) -> None:
    """A check may take from an iterator."""
    found = checked(engine, "next(x) == 5", "x = iter([1, 2, 3])")
    assert found.got == Scalar(1)


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("missing == 1", "NameError"),
        ("x == x", "Boolean value of Tensor"),
        ("x.numel()", "neither True nor False"),
        ("'yes'", "neither True nor False"),
        ("(lambda: 1 / 0)()", "ZeroDivisionError"),
    ],
)
def test_a_check_that_gives_no_truth_is_not_met_and_says_why(engine: Engine, check: str, expected: str) -> None:
    """Only True is true; an exception of the check is no exception of the program."""
    found = checked(engine, check)
    assert found.raised is None
    assert expected in found.error or (expected.startswith("Boolean") and "neither" in found.error)


def test_the_exception_of_a_program_has_its_own_line_and_prints_are_kept(engine: Engine) -> None:
    """Also from inside of a function that it defines."""
    found = checked(engine, "True", "print('here')\ndef f():\n    return 1 / 0\nf()")
    assert found.raised is not None
    assert (found.raised.name, found.raised.line) == ("ZeroDivisionError", 3)
    assert found.printed == "here\n"


def test_gradients_and_marks_of_arguments(engine: Engine) -> None:
    """Of every floating tensor inside an argument, by its path; a change of a cell, a shape or a list is a change."""
    trying = TrialPlan((), 1, args="([torch.ones(2), torch.ones(1)], torch.arange(3), [1])", call="f", grad=True)
    (outcome, _) = tried(engine, trying, "def f(a, b, c):\n    c.append(2)\n    return a[0] * 3")
    assert isinstance(outcome, Called)
    assert outcome.paths == ("[0][0]", "[0][1]", "[1]")
    assert [str(grad) for grad in outcome.grads[1:]] == ["Null()", "Null()"]
    assert getattr(outcome.grads[0], "cells", ()) == (3.0, 3.375)
    assert [a == b for a, b in zip(outcome.before, outcome.after, strict=True)] == [True, True, False]
