"""Rules Q2, answers: whether mutants are judged wrong and rewrites right (`--mutants`, `--rewrites`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from quiz.check.prove.evidence import Evidence
from quiz.check.prove.variants import Survivor
from quiz.check.rules.flaws import answered
from quiz.check.rules.rule import Violation, rule
from quiz.library.edit import in_yaml
from quiz.text.numbers import counted
from quiz.text.suggest import listed

MUTANT = "Q208"
SHOWN = 3
"""How many cases of one place, and how many refused programs, are shown."""


@rule(MUTANT, "a wrong program is judged right")
def mutant(evidence: Evidence) -> Iterator[Violation]:
    """From each right answer wrong programs are made by one slip: another dim, operator or dtype, a call left out, the
    input returned, the answer of the first draw every time. Each must be judged wrong, unless it gives the same on
    many more draws, and on small inputs like them: `x <= 0.25` and `x < 0.25` differ only at 0.25. One that is not
    teaches a learner that a mistake is right. The smallest case that tells it is printed, where one is found, ready to
    be put into `cases`; `--update` does that. Only checked with `--mutants`.

    Bad:
        - id: doubled
          ask: write
          prompt: Return twice `x`.
          signature: "def twice(x):"
          args: torch.zeros(2)
          reference: |
            def twice(x):
                return 2 * x
          reject:
            - {code: "def twice(x): return x + 2", why: "this adds 2"}
          explain: Each entry is multiplied.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html

    Good:
        - id: doubled
          ask: write
          prompt: Return twice `x`.
          draw: {n: "rng.randint(2, 9)"}
          signature: "def twice(x):"
          args: torch.arange(3, 3 + $n) * 2.0
          cases: [{n: 1}]
          reference: |
            def twice(x):
                return 2 * x
          reject:
            - {code: "def twice(x): return x + 2", why: "this adds 2"}
          explain: Each entry is multiplied.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
    """
    survivors = evidence.variants.survivors if evidence.variants is not None else ()
    for place in dict.fromkeys(survivor.place for survivor in survivors):
        # An answer has one finding: the others made from it are counted, and their cases given.
        first, *others = [survivor for survivor in survivors if survivor.place == place]
        what = f"{answered(first.given)} is judged right ({first.change})"
        if others:
            what += f", and {counted(len(others), 'more such program')}"
        yield Violation(what, _telling(first, others), place, first.seed)


def _telling(survivor: Survivor, others: Sequence[Survivor]) -> str:
    cases = dict.fromkeys(in_yaml(one.case) for one in (survivor, *others) if one.case)
    if cases:
        return f"Add to `cases`, by hand or with --update:{''.join(f'  - {case}' for case in islice(cases, SHOWN))}"
    if survivor.seed is None:
        return "Let `check` tell it from the right answer, or make draws on which the two differ."
    drawn = listed([f"{name} = {text}" for name, text in survivor.inputs], "and")
    where = f" with {drawn}" if drawn and len(drawn) < 200 else ""
    return f"It fails on another draw{where}: add that one to `cases`, or make draws on which it always fails."


@rule("Q209", "a right program is judged wrong")
def rewrite(evidence: Evidence) -> Iterator[Violation]:
    """From each right answer programs are made that do the same in another way: names used again, a line split in two,
    a function for a method, the work in another function. Each must get the same verdict as the answer it was made
    from. Only checked with `--rewrites`.

    Bad:
        - id: rows
          ask: fix
          prompt: Let `y` be the sum of each row of `x`, as a tensor.
          before: |
            x = torch.ones(2, 3)
          buggy: y = x.sum(0)
          check: "torch.equal(y, torch.full((2,), 3.0)) and 'result_' not in globals()"
          accept: [y = x.sum(1)]
          reject:
            - {code: y = x.sum(), why: "this is one number"}
          explain: dim 1 goes.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: rows
          ask: fix
          prompt: Let `y` be the sum of each row of `x`, as a tensor.
          draw: {n: "rng.randint(2, 9)"}
          before: |
            x = torch.arange($n * 3.0).view($n, 3)
          buggy: y = x.sum(0)
          check: "torch.equal(y, x.sum(1))"
          accept: [y = x.sum(1)]
          reject:
            - {code: y = x.sum(), why: "this is one number"}
          explain: dim 1 goes.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    refusals = evidence.variants.refusals if evidence.variants is not None else ()
    for refusal in refusals[:SHOWN]:
        what = f"{answered(refusal.given)} is judged wrong ({refusal.change}): {refusal.message}"
        yield Violation(what, "Let `check` look at what is asked for, and at nothing else.", refusal.place)
