"""The smallest case that tells a wrong program: found by running both, printed, and written into the deck."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from check_scene import check_command, write
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import card_of, pose

from quiz.check.mutate.making import Making
from quiz.check.mutate.small_inputs import forced, literal, small_cases
from quiz.check.prove.dialogues import converse_all
from quiz.check.prove.variants import VariantReport, variants
from quiz.engine.client import Engine
from quiz.library.edit import in_yaml, with_case
from quiz.library.load import load

NEAR = """
- id: near
  ask: write
  prompt: Which entries of `a` and `b` differ by at most 0.25?
  draw:
    n: "rng.randint(1, 2)"
    a: "[float(rng.randint(0, 9)) for _ in range(n)]"   # whole numbers are never near
    b: "[float(rng.randint(0, 9)) for _ in range(n)]"
  repeat: 3
  signature: "def near(a, b):"
  args: (torch.tensor($a), torch.tensor($b))
  reference: |
    def near(a, b):
        return torch.isclose(a, b, rtol=0, atol=0.25)
  reject:
    - {code: "def near(a, b): return a != b", why: this is the reverse}
  explain: The tolerance counts.
  source: https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
"""
FIRST = """
- id: first
  ask: fix
  prompt: Let `y` be the first row of `x`, as a matrix of one row.
  draw:
    n: "rng.choice([1] * 60 + [2, 3])"
    v: "[[rng.randint(2, 9) for _ in range(3)] for _ in range(n)]"
  repeat: 2
  before: x = torch.tensor($v)
  buggy: y = x[0]
  check: "y.tolist() == [$v[0]]"
  accept: ["y = x[:1]"]
"""


def report(engine: Engine, text: str) -> VariantReport:
    card, making = card_of(text), Making(mutants=True)
    ((_, found),) = converse_all([(engine, 0, variants(pose(engine, card, 3), engine.start(), making), 30.0)], 2)
    assert found.broken is None
    return found


def test_a_card_that_passes_a_wrong_program_gets_the_case_that_tells_it(tmp_path: Path) -> None:
    """Numbers a quarter apart are never drawn: the finding prints such a pair, and `--update` adds it."""
    path = write(tmp_path, NEAR)
    before = path.read_text()
    options = ("--mutants", "--draws", "1", "--device", "cpu")
    result = check_command(path, *options, "--update", "--yes")
    assert "error Q208  scene/near" in result.stdout
    assert "Add to `cases`, by hand or with --update:  - {n: 1, a: [0." in result.stdout
    assert result.exit_code == 0, result.output
    added = [row for row in path.read_text().split("\n") if row not in before.split("\n")]
    assert added[0] == "    cases:"
    assert all(row.startswith("      - {n: 1, a: [") for row in added[1:])
    assert [row for row in path.read_text().split("\n") if row not in added] == before.split("\n")
    again = check_command(path, *options)
    assert "0 errors" in again.stdout


def test_the_draw_on_which_a_program_fails_by_chance_is_made_as_small_as_it_can_be(engine: Engine) -> None:
    """Where a drawn value decides: two rows are seldom drawn, and are the case."""
    found = report(engine, FIRST)
    told = {it.change: it.case for it in found.survivors}
    assert told, "no mutant survived"
    case = next(iter(told.values()))
    assert dict(case)["n"] == "2"
    assert len(ast.literal_eval(dict(case)["v"])) == 2
    with_it = FIRST.replace("  repeat: 2\n", f"  cases: [{in_yaml(case)}]\n  repeat: 2\n")
    assert not {it.change for it in report(engine, with_it).survivors} & told.keys()


NUMBERS = st.integers(-9, 9) | st.floats(-9, 9)
ROWS = st.lists(
    st.fixed_dictionaries({"k": st.integers(0, 9), "v": st.lists(NUMBERS, min_size=1, max_size=4)}), min_size=1
)


@settings(max_examples=40)
@given(ROWS, st.sets(NUMBERS, max_size=2), st.booleans())
def test_small_cases_are_like_the_draws(rows: list[dict[str, object]], constants: set[float], beyond: bool) -> None:
    """A literal for each name, ints where only ints were drawn, within their range; the fewest numbers come first."""
    observed = [{name: repr(value) for name, value in row.items()} for row in rows]
    cases = [dict(case) for case in small_cases(observed, constants, beyond=beyond)]
    assert cases
    ks = {literal(row["k"]) for row in observed}
    for case in cases:
        assert case.keys() == {"k", "v"}
        assert isinstance(literal(case["k"]), int)
        assert beyond or min(ks) <= literal(case["k"]) <= max(ks)
    least = min(len(row["v"]) for row in rows)  # type: ignore[arg-type]
    assert len(ast.parse(cases[0]["v"], mode="eval").body.elts) == least  # type: ignore[attr-defined]


def test_what_all_lists_keep_is_kept() -> None:
    """Lists of different numbers get no equal ones, ordered ones stay in order; nan only where anything is tried."""
    observed = [{"v": f"[{at}, {at + 2}, {at + 5}]"} for at in range(9)]
    for case in small_cases(observed, [3], beyond=False):
        row = ast.literal_eval(dict(case)["v"])
        assert row == sorted(set(row))
    floats = [{"v": f"[{at}.5]"} for at in range(9)]
    assert not any("nan" in dict(case)["v"] for case in small_cases(floats, [], beyond=False))
    assert any("float('nan')" in dict(case)["v"] for case in small_cases(floats, [], beyond=True))


def test_a_size_is_drawn_again_with_what_depends_on_it() -> None:
    """One size at a time, then all alike; other names keep their expressions."""
    draw = (("n", "rng.randint(1, 3)"), ("m", "rng.randint(2, 3)"), ("v", "[n] * m"), ("k", "rng.randint(0, 9)"))
    observed = [{"n": "1", "m": "2", "v": "[1, 1]", "k": "0"}, {"n": "3", "m": "3", "v": "[3, 3, 3]", "k": "1"}]
    made = [(dict(case)["n"], dict(case)["m"]) for case in forced(draw, observed, beyond=False)]
    keep_n, keep_m = draw[0][1], draw[1][1]
    assert made == [("1", keep_m), ("2", keep_m), (keep_n, "2"), ("2", "2"), ("3", keep_m), (keep_n, "3"), ("3", "3")]
    assert ("0", keep_m) in [(dict(case)["n"], dict(case)["m"]) for case in forced(draw, observed, beyond=True)]


CASE = (("n", "-1"), ("t", "torch.int64"), ("v", "[[1.5, float('inf')], [2, 3]]"), ("s", "'a b'"), ("p", "(1, 2)"))
DECK = """\
format: 1
deck: scene
title: Cases
setup: import torch
cards:
  - id: one
    ask: write
    prompt: What?
    draw: {n: "1", t: "torch.int64", v: "[1]", s: "'x'", p: "(1, 2)"}  # all of it
@
    signature: "def f():"
    args: ($n, $t, $v, $s, $p)
    reference: "def f(): pass"

# the end
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "    cases:\n      - {}\n"),
        ("    require: n > 0  # so\n", "    require: n > 0  # so\n    cases:\n      - {}\n"),
        ("    cases: [{one}]\n", "    cases: [{one}, {}]\n"),
        ("    cases:\n    - {one}  # one\n\n", "    cases:\n    - {one}  # one\n    - {}\n\n"),
        ("    cases:\n      - {one}\n      # more?\n", "    cases:\n      - {one}\n      - {}\n      # more?\n"),
    ],
)
def test_a_case_is_added_and_all_else_stays(old: str, new: str) -> None:
    """In either style of list, below `draw` or `require` where there was none; what is read back is the case."""
    one = '{n: 1, t: torch.int64, v: [], s: "\'x\'", p: "(1, 2)"}'
    text = with_case(DECK.replace("@\n", old.replace("{one}", one)), "one", CASE)
    assert text == DECK.replace("@\n", new.replace("{one}", one).replace("{}", in_yaml(CASE)))
    assert load("scene.yaml", text).cards[0].body.cases[-1] == CASE
