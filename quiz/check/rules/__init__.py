"""The rules of `quiz check`, by family. To add one, write a function under `@rule` in the file of its family.

    Q0  the file     Q1  running     Q2  answers     Q3  beliefs
    Q4  draws        Q5  texts       Q6  between cards           Q7  what is shown

A code is never given to another rule, so that `ignore` and an editor's filter keep their meaning. The docstring of a
rule is its page in docs/rules.md; the tests hold its examples against the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quiz.check.finding import Finding
from quiz.check.prove.evidence import Evidence
from quiz.check.rules import answers, beliefs, cross_card, draws, file, running, shown, texts, variants
from quiz.check.rules.rule import RULES, Rule, Violation
from quiz.check.survey import Survey
from quiz.deck.model import Place
from quiz.engine.confinement import trusting
from quiz.errors import Problem

FAMILIES = {
    "Q0": "The file",
    "Q1": "Running",
    "Q2": "Answers",
    "Q3": "Beliefs",
    "Q4": "Draws",
    "Q5": "Texts",
    "Q6": "Between cards",
    "Q7": "What is shown",
}
_FILES = (file, running, answers, variants, beliefs, draws, texts, cross_card, shown)
"""Each module enters its rules in the table when it is imported, in any order; the table is sorted by code."""
for _code in sorted(RULES):
    RULES[_code] = RULES.pop(_code)


def findings(evidence: Evidence) -> list[Finding]:
    """The findings on a card, in the order of the file. The same finding at one place on several draws is reported
    once.
    """
    found: list[Finding] = []
    if evidence.skipped:
        return found
    for one in RULES.values():
        if one.look is not None and (one.firm or one.code not in evidence.card.ignore):
            found += _once(one, evidence, list(one.look(evidence)))
    return sorted(found, key=_place)


def form_findings(evidence: Evidence) -> list[Finding]:
    """The findings on a card of the rules that need no run."""
    found: list[Finding] = []
    for one in RULES.values():
        if one.form and one.look is not None and (one.firm or one.code not in evidence.card.ignore):
            found += _once(one, evidence, list(one.look(evidence)))
    return sorted(found, key=_place)


def needs_run(asked_for: Callable[[str], bool], *, foreign: bool) -> bool:
    """Whether any of the rules asked for needs a run. One asks whether `foreign` cards may run: torch has to say so."""
    return any(not one.form or (foreign and one.code == file.FOREIGN) for one in RULES.values() if asked_for(one.code))


def findings_around(survey: Survey) -> list[Finding]:
    """The findings between cards and between decks, of the cards to prove."""
    found: list[Finding] = []
    for one in RULES.values():
        for violation in one.around(survey) if one.around is not None else ():
            card = violation.card
            if violation.place is not None and (card is None or (survey.proves(card) and one.code not in card.ignore)):
                at = (violation.place.path, violation.place.line, violation.place.column)
                found.append(Finding(one.code, one.severity, *at, violation.what, violation.fix, violation.card))
    return sorted(found, key=_place)


def schema(problem: Problem) -> Finding:
    """The finding for a mistake that the loader reports."""
    at = (problem.path, problem.line, problem.column)
    return Finding(file.SCHEMA, RULES[file.SCHEMA].severity, *at, problem.what, problem.fix)


def untrusted(path: str) -> Finding:
    """The finding for a deck whose cards may not run here."""
    what = "the deck is from elsewhere, and nothing here confines its code: its cards are not proven"
    fix = f"Read it, then: {trusting(path)}, or prove it once with --trust."
    return Finding(file.FOREIGN, RULES[file.FOREIGN].severity, path, 0, 0, what, fix)


def _once(one: Rule, evidence: Evidence, violations: list[Violation]) -> Iterator[Finding]:
    by_place: dict[Place, list[Violation]] = {}
    for violation in violations:
        by_place.setdefault(violation.place or evidence.card.place, []).append(violation)
    drawn = len(evidence.trials)
    for place, alike in by_place.items():
        first, seeds = alike[0], {violation.seed for violation in alike}
        often = f" ({len(seeds)} of {drawn} draws)" if first.seed is not None and drawn > 1 else ""
        at = (place.path, place.line, place.column)
        yield Finding(one.code, one.severity, *at, first.what + often, first.fix, evidence.card, first.seed)


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.code
