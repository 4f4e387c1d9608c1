"""Programs that nobody wrote by hand: what is made of a right answer, and what becomes of it."""

from __future__ import annotations

import ast

import pytest
from check_scene import HALVED_IN_PLACE
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import card_of, pose

from quiz.check.mutate.making import Making
from quiz.check.mutate.mutants import MOST, mutants
from quiz.check.mutate.rewrites import rewrites
from quiz.check.prove.dialogues import converse_all
from quiz.check.prove.variants import VariantReport, variants
from quiz.engine.client import Engine

LAST = "def last_valid(x, n):\n    b = torch.arange(len(x))\n    return x[b, n - 1].sum(0, keepdim=True)\n"
REPAIR = "scores = scores.squeeze(1)\nright = (scores > 0) == y\naccuracy = right.sum() / len(y)\n"


def changes(text: str, *parameters: str) -> dict[str, str]:
    return {variant.change: variant.text for variant in mutants(text, parameters)}


def test_each_slip_is_one_mutant() -> None:
    """Another dim, operator or dtype; something left out; the input, None, the first answer for ever."""
    made = changes(LAST, "x", "n")
    for change in (
        "0 is 1",
        "`-` is `+`",
        "without `.sum(...)`",
        "without keepdim=True",
        "without `b = torch.arange(len(x))`",
        "the result: another dtype",
        "the result: detached",
        "the result: None",
        "`x` is returned",
        "`x` is changed in place",
        "the answer of the first call for ever",
    ):
        assert change in made
    assert "`>` is `>=`" in changes(REPAIR)


EXPRESSIONS = st.sampled_from(
    [
        "x + 1",
        "x.sum(0)",
        "torch.cat((x, y), dim=1)",
        "x[:, 1:] * 2.5",
        "-x @ y.mT",
        "x if n > 2 else y",
        "[a for a in x]",
    ]
)


@settings(max_examples=60)
@given(st.lists(EXPRESSIONS, min_size=1, max_size=5))
def test_every_variant_is_python_and_none_is_there_twice(expressions: list[str]) -> None:
    """Nor is one the program that it was made from."""
    program = "".join(f"v{at} = {text}\n" for at, text in enumerate(expressions))
    function = "def f(x, y, n):\n" + "".join(f"    {row}\n" for row in program.splitlines()) + "    return v0\n"
    for text, parameters in ((program, ()), (function, ("x", "y", "n"))):
        wrong = mutants(text, parameters)
        assert len(wrong) <= MOST
        for found in (wrong, rewrites(text, parameters)):
            texts = [variant.text for variant in found]
            assert len(set(texts)) == len(texts)
            assert all(ast.parse(made) and made != text for made in texts)
        assert ast.unparse(ast.parse(text)) not in {variant.text for variant in wrong}


def test_what_is_no_python_has_no_variants() -> None:
    """It is the loader that tells of it."""
    assert mutants("x = (", ()) == rewrites("x = (", ()) == []


def test_only_a_name_of_the_input_is_used_again() -> None:
    """`net` is made by the program: a check may read it. `x` was there before."""
    found = {variant.change for variant in rewrites("net = nn.Linear(2, 3)\nloss = criterion(net(x), y)\n")}
    assert "`x` is used again" in found
    assert "`net` is used again" not in found
    changed = "net[2] = nn.Linear(2, n)\nopt = make(net.parameters())\n"
    assert "`net` is used again" not in {variant.change for variant in rewrites(changed)}


def test_a_name_that_an_inner_function_reads_keeps_its_meaning() -> None:
    """A hook is called later: `k` must then still be the number. The inner function's own return stays too."""
    hooked = "def f(x, k):\n    def hook(g):\n        return k * g\n    x.register_hook(hook)\n    return x.clone()\n"
    found = {variant.change: variant.text for variant in rewrites(hooked, ("x", "k"))}
    assert "the result under the name `k`" not in found
    assert "return k * g" in found["the result under the name `x`"]


def test_the_name_of_an_inner_parameter_stays() -> None:
    """`name=name` of an inner function is not the outer name alone; what else the function binds is renamed."""
    outer = "def f(xs):\n    for name in xs:\n        total = lambda name=name: name\n    return total\n"
    renamed = {variant.change: variant.text for variant in rewrites(outer, ("xs",))}["other names"]
    assert "total_2 = lambda name=name: name" in renamed


def test_only_a_random_result_is_as_right_in_another_order() -> None:
    shuffled = {"`x`: cells in another order", "`x`: cells moved by one"}
    assert {variant.change for variant in mutants("x = torch.rand(n)") if variant.shuffled} == shuffled
    assert not any(variant.shuffled for variant in mutants("x = torch.arange(n)"))


WRITE = """
- id: doubled
  ask: write
  prompt: Return twice `x`.
  draw: {{n: "rng.randint(2, 9)"}}
  repeat: 4
  signature: "def twice(x):"
  args: {args}
  reference: |
    def twice(x):
        return x * 2
"""
FIX = """
- id: rows
  ask: fix
  prompt: Let `y` be the sum of each row of `x`.
  draw: {{v: "[[rng.randint(2, 9) for _ in range(3)] for _ in range(2)]"}}
  repeat: 4
  before: |
    x = torch.tensor($v)
  buggy: |
    y = x.sum(0)
  check: "{check}"
  accept: [y = x.sum(1)]
"""


def report(engine: Engine, text: str, making: Making = Making(mutants=True, rewrites=True)) -> VariantReport:  # noqa: B008
    question = pose(engine, card_of(text), 3)
    ((_, found),) = converse_all([(engine, 0, variants(question, engine.start(), making), 30.0)], 2)
    assert found.broken is None
    return found


def test_a_strict_card_kills_all_its_mutants_and_takes_all_rewrites(engine: Engine) -> None:
    """What is left is equivalent: `2 * x` with its sides swapped."""
    found = report(engine, WRITE.format(args="torch.arange(1.0, $n + 1)"))
    assert found.mutants >= 15
    assert found.survivors == ()
    assert found.killed + found.equivalent == found.mutants
    assert found.rewrites >= 4
    assert found.refusals == ()


@pytest.mark.parametrize("args", ["torch.zeros(3)", "torch.full((2,), 2.0)", "torch.tensor([2.0])"])
def test_arguments_that_never_change_let_a_constant_pass(engine: Engine, args: str) -> None:
    """Whoever returns the answer to the one input is right on every draw."""
    assert "the answer of the first call for ever" in {
        it.change for it in report(engine, WRITE.format(args=args)).survivors
    }


LOOSE = [
    ("y.shape == (2,)", "`y`: zeros"),
    ("torch.allclose(y.float(), x.sum(1).float(), atol=1.5)", "`y`: off by one"),
    ("y.sum() == x.sum()", "`y`: cells in another order"),
]


@pytest.mark.parametrize(("check", "change"), LOOSE, ids=[check for check, _ in LOOSE])
def test_a_loose_check_lets_a_mutant_pass(engine: Engine, check: str, change: str) -> None:
    """The shape alone, a tolerance, a sum: what comes to other values is a finding."""
    assert change in {it.change for it in report(engine, FIX.format(check=check)).survivors}


def test_a_check_of_the_values_lets_none_pass(engine: Engine) -> None:
    """Programs of a card share a child; one that ends it costs the others nothing."""
    found = report(engine, FIX.format(check="torch.equal(y, x.sum(1))"))
    assert found.survivors == found.refusals == ()
    assert found.killed >= 12


NUMBER = """
- id: largest
  ask: fix
  prompt: Let `m` be the largest entry of `x`.
  draw: {v: "[rng.randint(2, 9) for _ in range(3)]"}
  repeat: 4
  before: |
    x = torch.tensor($v)
  buggy: |
    m = x.min().item()
  check: "torch.as_tensor(m).shape == () and m == max($v)"
  accept: [m = x.max().item()]
"""


@pytest.mark.parametrize("text", [HALVED_IN_PLACE, NUMBER], ids=["an address", "a tensor for its number"])
def test_a_mutant_is_not_told_by_an_address_or_by_a_tensor_in_place_of_its_number(engine: Engine, text: str) -> None:
    """An address differs from run to run; a check that takes a number and a tensor without dims asks for either."""
    found = report(engine, text)
    assert found.survivors == ()
    assert found.equivalent >= 1
