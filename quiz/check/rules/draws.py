"""Rules Q4, draws: whether every review asks something new."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from typing import Any

from quiz.answer.value import Scalar, Series, Tensor, Value
from quiz.ask import kinds
from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.rule import Violation, rule
from quiz.deck import python
from quiz.engine.job import ATTEMPTS
from quiz.text.numbers import plural
from quiz.text.suggest import listed, quoted
from quiz.worker import template

ENOUGH_DRAWS = 4
"""This many draws must not all be the same; of twice as many, this many must differ."""


@rule("Q401", "the draws are too much alike", Severity.WARNING)
def same_draws(evidence: Evidence) -> Iterator[Violation]:
    """A learner who sees the same numbers again remembers the answer, not the rule. Of eight draws at least three must
    differ.

    Bad:
        draw: {x: "rng.choice([3, 7])"}
        code: torch.tensor([$x]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]

    Good:
        draw: {x: "rng.randint(10, 99)"}
        code: torch.tensor([$x]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]
    """
    questions = evidence.questions
    different = len({question.drawn for question in questions})
    # In code kinds the learner sees little of the draw; `repeat` says on how many draws the code is tried.
    many = len(questions) >= 2 * ENOUGH_DRAWS and not kinds.kind(evidence.card.ask).RUNS
    least = 3 if many else 2 if len(questions) >= ENOUGH_DRAWS else 1
    if evidence.card.draw and questions and different < least:
        what = f"{len(questions)} draws gave " + (
            "one and the same question" if different == 1 else f"{different} different questions"
        )
        yield Violation(what, "Draw from a wider range, or delete `draw`.", evidence.card.places.get("draw"))


@rule("Q402", "a drawn name is not used", Severity.WARNING, form=True)
def unused_draw(evidence: Evidence) -> Iterator[Violation]:
    """It costs time, and makes questions count as different that read the same.

    Bad:
        draw: {x: "rng.randint(10, 99)", y: "rng.randint(10, 99)"}
        code: torch.tensor([$x]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]

    Good:
        draw: {x: "rng.randint(10, 99)", y: "x + 1"}
        code: torch.tensor([$x, $y]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x, $y])"}]
    """
    card = evidence.card
    used = {name for text in _texts(card) for name in template.names(text)} | _names_in(card.require)
    for name, expression in reversed(card.draw):
        if name in used:
            used |= _names_in(expression)
    unused = [name for name, _ in card.draw if name not in used]
    if unused:
        fix = f"Write `${unused[0]}` in the code or the prompt, or delete it from `draw`."
        yield Violation(f"{listed(unused, 'and')} {_is(unused)} drawn and not used", fix, card.places.get("draw"))


@rule("Q403", "most draws are refused", Severity.WARNING)
def nearly_dry(evidence: Evidence) -> Iterator[Violation]:
    """Of 50 attempts more than half were refused, by `require` or by a belief that gives the truth. Some seed will find
    no draw at all, and each attempt costs the learner time.

    Bad:
        draw: {x: "rng.randint(0, 499)"}
        require: "x % 25 == 0"
        code: torch.tensor([$x]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]

    Good:
        draw: {x: "25 * rng.randrange(20)"}
        code: torch.tensor([$x]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]
    """
    for trial in evidence.trials:
        if trial.question is not None and trial.question.attempt > ATTEMPTS // 2:
            what = f"{trial.question.attempt} of {ATTEMPTS} attempts were refused"
            place = evidence.card.places.get("require") or evidence.card.places.get("draw")
            yield Violation(what, "Draw only values that meet `require`.", place, trial.seed)


@rule("Q404", "the answer is a coin that always falls alike", Severity.WARNING)
def coin(evidence: Evidence) -> Iterator[Violation]:
    """Half of those who guess between True and False are right, and after one review the answer is known by heart. Draw
    what decides it, or ask for something with more than two answers. A card with `siblings`, of which another has the
    other answer, is asked for the difference between the two.

    Bad:
        form: bool
        prompt: Is it one tensor?
        code: torch.is_tensor(torch.tensor([1, 2]) + 1)
        misconceptions: [{belief: a sum is a number, code: "False"}]

    Good:
        form: bool
        prompt: Is it one tensor?
        draw: {x: "rng.choice(['torch.tensor([1, 2])', '[1, 2]', '(1, 2)', 'torch.zeros(2)'])"}
        code: torch.is_tensor(${x})
        misconceptions: [{belief: it is the other way round, code: "not torch.is_tensor(${x})"}]
    """
    card = evidence.card
    truths = {trial.truth.value for trial in evidence.trials if trial.truth is not None}
    enough = len(evidence.trials) >= 2 * ENOUGH_DRAWS or not card.draw
    if enough and len(truths) == 1 and not card.siblings and _is_bool(next(iter(truths))):
        what = f"the answer is {evidence.trials[0].right} " + (
            f"on all {len(evidence.trials)} draws" if card.draw else "at every review"
        )
        fix = "Draw what decides it, ask for a value, or name the `siblings` of which one has the other answer."
        yield Violation(what, fix, card.places.get("code"))


@rule("Q405", "the draw does not reach the answer", Severity.WARNING)
def draw_without_effect(evidence: Evidence) -> Iterator[Violation]:
    """The question shows other numbers each time, and the answer is the same number each time: after one review it is
    known by heart. Where that is the point, say so with `ignore: {Q405: why}`.

    Bad:
        draw: {x: "rng.randint(10, 99)"}
        code: torch.tensor([$x, 2])[1:] + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([2])"}]

    Good:
        draw: {x: "rng.randint(10, 99)"}
        code: torch.tensor([$x, 2])[:1] + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor([$x])"}]
    """
    card = evidence.card
    truths = {trial.truth.value for trial in evidence.trials if trial.truth is not None}
    drawn = {question.drawn for question in evidence.questions}
    if len(drawn) >= 2 * ENOUGH_DRAWS - 2 and len(truths) == 1 and _is_numeric(next(iter(truths))):
        what = f"{len(drawn)} different questions have the answer {quoted(str(evidence.trials[0].right))}"
        yield Violation(what, "Draw what the answer is made of.", card.places.get("draw"))


def _texts(value: Any) -> Iterator[str]:
    """Every text of a card, including its kind's fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from _texts(getattr(value, part.name))


def _is_bool(value: Value) -> bool:
    """Whether an answer is True or False, as Python's or as a tensor without dims."""
    if isinstance(value, Tensor):
        return value.dtype == "bool" and value.shape == ()
    return isinstance(value, Scalar) and isinstance(value.value, bool)


def _is_numeric(value: Value) -> bool:
    """Whether an answer is made of numbers, which a draw could change; shapes and dtypes may be the point."""
    if isinstance(value, Series):
        return bool(value.items) and all(map(_is_numeric, value.items))
    if isinstance(value, Tensor):
        return value.dtype != "bool" and bool(value.cells)
    return isinstance(value, Scalar) and not isinstance(value.value, bool)


def _names_in(expression: str) -> set[str]:
    tree = python.read(expression, "eval")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if isinstance(tree, ast.AST) else set()


def _is(names: list[str]) -> str:
    return plural(len(names), "is", "are")
