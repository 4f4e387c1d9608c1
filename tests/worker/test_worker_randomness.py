"""The helpers that measure randomness in a check: what is random passes, nearly always; what is not fails."""

from __future__ import annotations

import pytest
from scene import card_of, judge, pose

from quiz.answer.verdict import Status
from quiz.engine.client import Engine

CARD = """
- id: it
  ask: fix
  prompt: Repair it.
  repeat: 1
  budget: 30
  buggy: passed = 0
  check: "CHECK"
  accept: ["passed = 2"]
"""
MANY = "all(HELPER for _ in range(150))"
RANDOM = {
    "entries of a wide mask": "independent_entries(torch.rand(60, 40) < 0.1)",
    "entries of a narrow mask": "independent_entries(torch.rand(300, 2) < 0.5)",
    "uniform entries": "independent_entries(torch.rand(20, 30))",
    "normal entries": "independent_entries(torch.randn(8, 5, 6))",
    "whole numbers": "independent_entries(torch.randint(6, (30, 30)))",
    "one row": "independent_entries(torch.rand(1, 50))",
    "few entries": "independent_entries(torch.rand(2, 2))",
    "the mean of few": "mean_near(torch.rand(9), 0.5, 12 ** -0.5)",
    "the mean of many": "mean_near(torch.randn(5000) * 3 + 1, 1, 3)",
    "the mean of a mask": "mean_near(torch.rand(40, 40) < 0.2, 0.2, 0.4)",
    "the spread of uniform numbers": "spread_near(torch.rand(500), 12 ** -0.5)",
    "the spread of normal numbers": "spread_near(torch.randn(300) * 0.1, 0.1)",
    "the spread of a coin": "spread_near(torch.rand(900) < 0.5, 0.5)",
    "the spread of a mask": "spread_near(torch.rand(900) < 0.9, 0.3)",
    "a coin": "fresh_each_call(lambda: torch.rand(()) < 0.5)",
    "numpy's": "fresh_each_call(lambda: __import__('numpy').random.rand())",
    "Python's": "fresh_each_call(lambda: __import__('random').random())",
    "a permutation of few": "uses_generator(lambda g: torch.randperm(3, generator=g))",
    "a mask of few": "uses_generator(lambda g: torch.rand(2, generator=g) < 0.5)",
    "a dict": "uses_generator(lambda g: {'a': torch.rand(2, generator=g), 'b': [1]})",
    "a seed": "uses_seed(lambda s: torch.rand(2, generator=torch.Generator().manual_seed(s)))",
}
OTHER = {
    "a constant": "fresh_each_call(lambda: 1)",
    "a fixed seed": "fresh_each_call(lambda: (torch.manual_seed(0), torch.rand(3))[1])",
    "a fixed seed of numpy's": "fresh_each_call(lambda: __import__('numpy').random.RandomState(1).rand())",
    "a generator not used": "uses_generator(lambda g: torch.rand(3))",
    "a generator seeded": "uses_generator(lambda g: torch.rand(3, generator=g.manual_seed(0)))",
    "a generator used in vain": "uses_generator(lambda g: (torch.rand(1, generator=g), 5)[1])",
    "its seed alone": "uses_generator(lambda g: g.initial_seed())",
    "the other generators too": "uses_generator(lambda g: torch.rand(3, generator=g) + torch.rand(3))",
    "the other generators in vain": "uses_generator(lambda g: (torch.rand(3, generator=g), torch.rand(3))[0])",
    "the seed ignored": "uses_seed(lambda s: torch.rand(3, generator=torch.Generator().manual_seed(1)))",
    "the seed given to all": "uses_seed(lambda s: (torch.manual_seed(s), torch.rand(3))[1])",
    "one row for all": "independent_entries((torch.rand(50) < 0.3).expand(60, 50))",
    "one column for all": "independent_entries((torch.rand(60, 1) < 0.3).expand(60, 50))",
    "two rows alike": "independent_entries(torch.rand(60, 50)[[0, *range(1, 59), 0]] < 0.5)",
    "a block twice": "independent_entries((torch.rand(30, 50) < 0.5).repeat(2, 1))",
    "rows of their own scale": "independent_entries(torch.rand(40, 50) * torch.arange(40)[:, None])",
    "one value": "independent_entries(torch.ones(40, 50))",
    "the mean shifted": "mean_near(torch.rand(3000) + 0.05, 0.5, 12 ** -0.5)",
    "the wrong share": "mean_near(torch.rand(40, 50) < 0.7, 0.3, 0.3 ** 0.5 * 0.7 ** 0.5)",
    "the wrong spread": "spread_near(torch.randn(2000) * 0.13, 0.1)",
    "one outlier": "spread_near(torch.cat((torch.zeros(999), torch.tensor([10.]))), 1)",
    "no spread": "spread_near(torch.ones(500), 0.1)",
}


@pytest.mark.parametrize("name", RANDOM)
def test_what_is_random_passes_each_of_many_times(engine: Engine, name: str) -> None:
    """A helper that failed it once in a hundred times would not get through this."""
    question = pose(engine, card_of(CARD.replace("CHECK", MANY.replace("HELPER", RANDOM[name]))), 1)
    assert judge(engine, question, "passed = 1").status is Status.RIGHT


def test_what_is_not_random_fails(engine: Engine) -> None:
    """By each helper, whatever it is that stands in for chance."""
    check = " and ".join(f"not any({call} for _ in range(3))" for call in OTHER.values())
    verdict = judge(engine, pose(engine, card_of(CARD.replace("CHECK", check)), 1), "passed = 1")
    assert verdict.status is Status.RIGHT, verdict.message


def test_a_helper_leaves_the_generators_where_they_were(engine: Engine) -> None:
    """What a check draws after it does not depend on how often it called."""
    state = "(torch.get_rng_state().tolist(), __import__('random').getstate())"
    calls = "fresh_each_call(lambda: torch.rand(1)) and uses_seed(lambda s: s)"
    check = f"(lambda before, called, after: before == after)({state}, {calls}, {state})"
    assert judge(engine, pose(engine, card_of(CARD.replace("CHECK", check)), 1), "passed = 1").status is Status.RIGHT


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("fresh_each_call(lambda: object())", "TypeError: only data can be compared, and the call gives an `object`"),
        ("independent_entries(torch.rand(9))", "needs a tensor of at least two dims"),
    ],
)
def test_what_cannot_be_measured_is_told(engine: Engine, call: str, words: str) -> None:
    """The author sees it in the verdict."""
    verdict = judge(engine, pose(engine, card_of(CARD.replace("CHECK", call)), 1), "passed = 1")
    assert verdict.status is Status.WRONG
    assert words in verdict.message
