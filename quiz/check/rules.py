"""The rules of `quiz check`. To add one, write a function under `@rule` that looks at the evidence and tells.

A code is never given to another rule, so that `ignore: [Q401]` and an editor's filter keep their meaning.

    Q0  the file     Q1  running     Q2  answers     Q3  beliefs     Q4  draws     Q5  texts
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from typing import Any

from quiz.answer.verdict import Status
from quiz.ask._question import Given, Proof, Sort
from quiz.check.evidence import Evidence
from quiz.check.rule import RULES, Finding, Rule, Severity, Told, rule
from quiz.deck import python
from quiz.deck.model import Place
from quiz.deck.nearest import listed, quoted
from quiz.engine.trust import trusting
from quiz.errors import Problem
from quiz.worker import template

MOST_WORDS = 60
ENOUGH_DRAWS = 4
SCHEMA = "Q001"
FOREIGN = "Q002"


def findings(evidence: Evidence) -> list[Finding]:
    """What is amiss with a card, in the order of the file. The same at one place on several draws is told once."""
    found: list[Finding] = []
    if evidence.skipped:
        return found
    for one in RULES.values():
        if one.firm or one.code not in evidence.card.ignore:
            found += _once(one, evidence)
    return sorted(found, key=lambda finding: (finding.line, finding.column, finding.code))


def schema(problem: Problem) -> Finding:
    """What the loader says of a file."""
    at = (problem.path, problem.line, problem.column)
    return Finding(SCHEMA, RULES[SCHEMA].severity, *at, problem.what, problem.mend)


def untrusted(path: str) -> Finding:
    """What is said of a deck whose cards may not run here."""
    what = "the deck is from elsewhere, and nothing here confines its code: its cards are not proven"
    mend = f"Read it, then: {trusting(path)}, or prove it once with --trust."
    return Finding(FOREIGN, RULES[FOREIGN].severity, path, 0, 0, what, mend)


def _once(one: Rule, evidence: Evidence) -> Iterator[Finding]:
    by_place: dict[Place, list[Told]] = {}
    for told in one.look(evidence):
        by_place.setdefault(told.place or evidence.card.place, []).append(told)
    drawn = len(evidence.trials)
    for place, alike in by_place.items():
        first, seeds = alike[0], {told.seed for told in alike}
        often = f" ({len(seeds)} of {drawn} draws)" if first.seed is not None and drawn > 1 else ""
        at = (place.path, place.line, place.column)
        yield Finding(one.code, one.severity, *at, first.what + often, first.mend, evidence.card, first.seed)


@rule(SCHEMA, "the file is not a deck", firm=True)
def _schema(evidence: Evidence) -> Iterator[Told]:
    # A file with such mistakes has no cards: they come from the loader, by `schema`.
    yield from ()


@rule(FOREIGN, "the deck is not trusted", firm=True)
def _untrusted(evidence: Evidence) -> Iterator[Told]:
    # Its cards are never run, and so leave no evidence: by `untrusted`.
    yield from ()


def _broken(evidence: Evidence, code: str) -> Iterator[Told]:
    for trial in evidence.trials:
        broken = trial.broken
        if broken is not None and broken.code == code:
            yield Told(broken.reason, broken.mend or "Mend the code of the card.", broken.place, trial.seed)


@rule("Q101", "the card cannot be asked", firm=True)
def _cannot_be_asked(evidence: Evidence) -> Iterator[Told]:
    yield from _broken(evidence, "broken")


@rule("Q102", "the code runs too long", firm=True)
def _too_long(evidence: Evidence) -> Iterator[Told]:
    yield from _broken(evidence, "timeout")


@rule("Q103", "the code ends its process", firm=True)
def _ends_process(evidence: Evidence) -> Iterator[Told]:
    yield from _broken(evidence, "crash")


def _flawed(evidence: Evidence, sort: Sort) -> Iterator[Told]:
    for trial in evidence.trials:
        for flaw in trial.flaws:
            if flaw.sort is sort:
                yield Told(flaw.what, flaw.mend, flaw.place, trial.seed)


@rule("Q201", "the author's claim is not what torch says")
def _claim(evidence: Evidence) -> Iterator[Told]:
    yield from _flawed(evidence, Sort.CLAIM)


def _misjudged(evidence: Evidence, wanted: Status, words: str, mend: str) -> Iterator[Told]:
    for trial in evidence.trials:
        for proof, verdict in trial.verdicts:
            if proof.status is wanted and verdict.status is not wanted:
                why = f": {verdict.message}" if verdict.message else ""
                said = f"{words} {_given(proof.given)} is judged {verdict.status}{why}"
                yield Told(said, mend, proof.place, trial.seed)


@rule("Q202", "the right answer is not judged right")
def _right_answer(evidence: Evidence) -> Iterator[Told]:
    mend = "Ask for something that can be typed and compared exactly."
    yield from _misjudged(evidence, Status.RIGHT, "the right answer", mend)


@rule("Q203", "a wrong answer is not judged wrong")
def _wrong_answer(evidence: Evidence) -> Iterator[Told]:
    mend = "Compare more strictly, or choose values with which it differs from the truth."
    yield from _misjudged(evidence, Status.WRONG, "the wrong answer", mend)


@rule("Q204", "an answer that cannot be read is judged")
def _unreadable(evidence: Evidence) -> Iterator[Told]:
    mend = "Ask in a form that tells an answer from a slip of the keys."
    yield from _misjudged(evidence, Status.INVALID, "the unreadable answer", mend)


@rule("Q301", "a belief gives the truth")
def _idle(evidence: Evidence) -> Iterator[Told]:
    yield from _flawed(evidence, Sort.IDLE)


@rule("Q302", "two beliefs give the same")
def _twins(evidence: Evidence) -> Iterator[Told]:
    yield from _flawed(evidence, Sort.TWIN)


@rule("Q303", "a belief is not recognised in the answer that it predicts")
def _unrecognised(evidence: Evidence) -> Iterator[Told]:
    mend = "Choose values with which the beliefs differ in more than what the comparison passes over."
    for trial in evidence.trials:
        for proof, verdict in trial.verdicts:
            if verdict.status is Status.WRONG and proof.status is Status.WRONG and verdict.belief != proof.belief:
                taken = f"for the belief {quoted(verdict.belief)}" if verdict.belief else "for that of no belief"
                yield Told(f"{_of_belief(proof)} is taken {taken}", mend, proof.place, trial.seed)


@rule("Q304", "no wrong answer is known", Severity.WARNING)
def _unarmed(evidence: Evidence) -> Iterator[Told]:
    for told in _flawed(evidence, Sort.UNARMED):
        yield dataclasses.replace(told, seed=None)


@rule("Q401", "all draws are the same", Severity.WARNING)
def _same_draws(evidence: Evidence) -> Iterator[Told]:
    questions = evidence.questions
    if evidence.card.draw and len(questions) >= ENOUGH_DRAWS and len({question.drawn for question in questions}) == 1:
        what = f"{len(questions)} draws gave one and the same question"
        yield Told(what, "Draw from a wider range, or delete `draw`.", evidence.card.places.get("draw"))


@rule("Q402", "a drawn name is not used", Severity.WARNING)
def _unused_draw(evidence: Evidence) -> Iterator[Told]:
    card = evidence.card
    used = {name for text in _texts(card) for name in template.names(text)} | _names_in(card.require)
    for name, expression in reversed(card.draw):
        if name in used:
            used |= _names_in(expression)
    unused = [name for name, _ in card.draw if name not in used]
    if unused:
        mend = f"Write `${unused[0]}` in the code or the prompt, or delete it from `draw`."
        yield Told(f"{listed(unused, 'and')} {_is(unused)} drawn and not used", mend, card.places.get("draw"))


@rule("Q501", "nothing is explained", Severity.WARNING)
def _no_explanation(evidence: Evidence) -> Iterator[Told]:
    if not evidence.card.explain:
        yield Told("it has no `explain`", "Say in a sentence or two why the answer is what it is.")


@rule("Q502", "no source is named", Severity.WARNING)
def _no_source(evidence: Evidence) -> Iterator[Told]:
    if not evidence.card.source:
        yield Told("it has no `source`", "Name the page of the documentation that says so.")


@rule("Q503", "the explanation is long", Severity.WARNING)
def _long_explanation(evidence: Evidence) -> Iterator[Told]:
    words = len(evidence.card.explain.split())
    if words > MOST_WORDS:
        what = f"`explain` has {words} words, more than {MOST_WORDS}"
        yield Told(what, "Keep the rule and why the tempting answer fails.", evidence.card.places.get("explain"))


@rule("Q504", "`ignore` names a rule that cannot be ignored", Severity.WARNING)
def _idle_ignore(evidence: Evidence) -> Iterator[Told]:
    place = evidence.card.places.get("ignore")
    for code in evidence.card.ignore:
        if code not in RULES:
            yield Told(f"there is no rule {code}", "Delete it from `ignore`.", place)
        elif RULES[code].firm:
            yield Told(f"the rule {code} cannot be ignored", "Delete it from `ignore`, and mend the card.", place)


def _texts(value: Any) -> Iterator[str]:
    """Every text of a card, its kind's own included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from _texts(getattr(value, part.name))


def _names_in(expression: str) -> set[str]:
    tree = python.read(expression, "eval")
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if isinstance(tree, ast.AST) else set()


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _of_belief(proof: Proof) -> str:
    return f"the answer {_given(proof.given)} of the belief {quoted(proof.belief)}"


def _given(given: Given) -> str:
    text = given if isinstance(given, str) else ", ".join(given)
    return quoted(text) if text.strip() else "(nothing)"
