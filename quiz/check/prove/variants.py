"""Judging mutants and rewrites of a code card's right answers: each wrong one must fail, each right one must pass."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from quiz.answer.compare.values import Closeness, difference, whole
from quiz.answer.value import Scalar, Series, Tensor, Value
from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.code.program import binds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue, Kind
from quiz.ask.policy import permit
from quiz.ask.pose import draw_job, posing
from quiz.ask.question import Broken, Given, Question
from quiz.check.mutate.edits import read
from quiz.check.mutate.making import Making
from quiz.check.mutate.mutants import mutants
from quiz.check.mutate.rewrites import rewrites
from quiz.check.mutate.small_inputs import Case
from quiz.check.prove.candidates import MOST, Candidate, candidates
from quiz.check.prove.side_by_side import NotShared, in_one_child, side_by_side
from quiz.check.prove.smallest_case import CaseSearch
from quiz.check.prove.together import judged_all, judged_in_stages
from quiz.deck.model import Card, Place
from quiz.engine.job import Job
from quiz.worker import template
from quiz.worker.template import fill
from quiz.worker.wire import Hello

MORE_SEEDS = 3
"""How many further sets of draws a mutant that passed must pass as well before it counts as equivalent."""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A wrong program that was judged right: what was changed in which answer, and a draw on which it fails, if known.

    `seed` is a draw on which it was judged wrong; None when it was judged right on all that were tried and still
    gives other values than the answer it was made from. `case` is the smallest one, for the card's `cases`, on which it
    is judged wrong and the right answers right; () when none was found.
    """

    given: Given
    change: str
    place: Place | None
    seed: int | None = None
    inputs: tuple[tuple[str, str], ...] = ()
    case: Case = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A right program that was judged wrong, and the message of the verdict."""

    given: Given
    change: str
    place: Place | None
    message: str


@dataclass(frozen=True, slots=True)
class VariantReport:
    """The results for the variants of one card. Mutants that could not be read are not counted."""

    card: Card
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: tuple[Survivor, ...] = ()
    rewrites: int = 0
    refusals: tuple[Refusal, ...] = ()
    broken: Broken | None = None


def variants(question: Question, hello: Hello, making: Making) -> Dialogue[VariantReport]:
    """Judge the variants of the right answers to a question. A card that is not answered with code has none."""
    card = question.card
    kind = kinds.kind(card.ask)
    report = VariantReport(card)
    if not kind.RUNS:
        return report
    try:
        # Which known mistake a mutant behaves like does not matter here, and would cost a child.
        bare = replace(card, body=replace(card.body, reject=()))
        question = replace(question, card=bare)
        wrong = candidates(kind, question, mutants, MOST) if making.mutants else []
        right = candidates(kind, question, rewrites, MOST) if making.rewrites else []
        given = [[it.given for it in group] for group in (wrong, right)]
        verdicts = yield from judged_in_stages(kind, question, *given)
        judged = list(zip(wrong, verdicts[: len(wrong)], strict=True))
        report = yield from _mutants(kind, question, hello, judged, report)
        report = yield from _rewrites(kind, question, list(zip(right, verdicts[len(wrong) :], strict=True)), report)
    except Broken as broken:
        report = replace(report, broken=broken)
    return replace(report, card=card)


_Judged: TypeAlias = list[tuple[Candidate, Verdict]]


def _mutants(
    kind: Kind, question: Question, hello: Hello, judged: _Judged, report: VariantReport
) -> Dialogue[VariantReport]:
    """The report, with what became of the wrong programs."""
    judged = [(it, verdict) for it, verdict in judged if verdict.status in _COUNTED]
    passed = [it for it, verdict in judged if verdict.status is Status.RIGHT]
    survivors: list[Survivor] = []
    asked = [question]
    left = dict(enumerate(passed))
    for more in (yield from _more_draws(kind, question, hello, passed)):
        if not left:
            break
        asked.append(more.question)
        for at, it in left.items():
            verdict = more.verdicts[at]
            if verdict.status is Status.WRONG:
                inputs = verdict.failed.inputs if verdict.failed is not None else ()
                survivors.append(Survivor(it.given, it.change, it.place, more.question.seed, inputs))
        left = {at: it for at, it in left.items() if more.verdicts[at].status is Status.RIGHT}
        survivors += [Survivor(it.given, it.change, it.place) for at, it in left.items() if at in more.different]
        left = {at: it for at, it in left.items() if at not in more.different}
    passed = list(left.values())
    survivors += [Survivor(it.given, it.change, it.place) for it in passed if it.constant]
    passed = [it for it in passed if not it.constant]
    survivors, passed = yield from _with_cases(CaseSearch.of(kind, asked, hello), survivors, passed)
    survivors = yield from _judged_right_alone(kind, question, survivors)
    return replace(
        report,
        mutants=len(judged),
        killed=len(judged) - len(survivors) - len(passed),
        equivalent=len(passed),
        survivors=tuple(survivors),
    )


@dataclass(frozen=True, slots=True)
class _MoreDraws:
    """What came of mutants on a further set of draws: the verdict on each, and the numbers of those that leave other
    values all the same.
    """

    question: Question
    verdicts: list[Verdict]
    different: frozenset[int] = frozenset()


def _more_draws(
    kind: Kind, question: Question, hello: Hello, passed: Sequence[Candidate]
) -> Dialogue[Sequence[_MoreDraws]]:
    """The mutants that passed, on further sets of draws. Raises Broken."""
    if not passed:
        return []
    seeds = range(question.seed + 1, question.seed + 1 + MORE_SEEDS)
    talks = [_on_more(kind, question.card, seed, hello, passed) for seed in seeds]
    try:
        found = yield from side_by_side(talks)
    except NotShared:
        found = []
        for seed in seeds:
            found += [(yield from _on_more(kind, question.card, seed, hello, passed))]
    groups = []
    for more in found:
        right = [at for at, verdict in enumerate(more.verdicts) if verdict.status is Status.RIGHT]
        groups.append((more.question, {at: passed[at] for at in right if not passed[at].shuffled}))
    different = yield from _different(kind, groups)
    return [replace(more, different=frozenset(those)) for more, those in zip(found, different, strict=True)]


def _on_more(kind: Kind, card: Card, seed: int, hello: Hello, passed: Sequence[Candidate]) -> Dialogue[_MoreDraws]:
    other = yield from posing(kind, card, seed, permit(card, hello))
    return _MoreDraws(other, (yield from judged_all(kind, other, [it.given for it in passed])))


def _with_cases(
    search: CaseSearch, survivors: Sequence[Survivor], passed: Sequence[Candidate]
) -> Dialogue[tuple[list[Survivor], list[Candidate]]]:
    """The survivors with the smallest case for each. A mutant that passed on all draws is one as well, if there is a
    case like them on which it fails.
    """
    likely = [it for it in passed if not it.shuffled]
    cases = yield from search.among_draws([it.given for it in likely])
    late = [Survivor(it.given, it.change, it.place, case=case) for it, case in zip(likely, cases, strict=True) if case]
    cases = yield from search.anywhere([it.given for it in survivors], [it.inputs for it in survivors])
    known = [replace(it, case=case) for it, case in zip(survivors, cases, strict=True)]
    return [*known, *late], [it for it in passed if it.given not in [one.given for one in late]]


def _judged_right_alone(kind: Kind, question: Question, survivors: Sequence[Survivor]) -> Dialogue[list[Survivor]]:
    """Those that are judged right in a child of their own as well, as a learner's answer is judged."""
    found = []
    for survivor in survivors:
        alone = yield from judging(kind, question, survivor.given)
        if alone.status is Status.RIGHT:
            found.append(survivor)
    return found


_COUNTED = (Status.RIGHT, Status.WRONG)


def _rewrites(kind: Kind, question: Question, judged: _Judged, report: VariantReport) -> Dialogue[VariantReport]:
    """The report, with what became of the right programs."""
    refusals = []
    for it in (it for it, verdict in judged if verdict.status is Status.WRONG):
        alone = yield from judging(kind, question, it.given)
        if alone.status is Status.WRONG:
            refusals.append(Refusal(it.given, it.change, it.place, alone.message))
    return replace(report, rewrites=len(judged), refusals=tuple(refusals))


def _different(kind: Kind, asked: Sequence[tuple[Question, Mapping[int, Candidate]]]) -> Dialogue[list[list[int]]]:
    """For each question the numbers of the mutants that leave other values than the answer they were made from, in a
    name that the card's check reads.

    A function is compared by everything it returns, so none of those is different. Objects that cannot be carried as
    data, such as modules, are passed over. So is a value that differs between two runs of the same answer, such as an
    address.
    """
    found: list[list[int]] = [[] for _ in asked]
    rows: list[tuple[list[int], list[int], Job]] = []
    for numbers, (question, passed) in zip(found, asked, strict=True):
        by_origin: defaultdict[str, list[int]] = defaultdict(list)
        for at, it in passed.items():
            by_origin[str(it.origin)].append(at)
        for group in by_origin.values():
            job = _leaving(kind, question, [passed[at] for at in group])
            rows += [(numbers, group, job)] if job is not None else []
    replies = yield from in_one_child([job for *_, job in rows])
    for (numbers, group, job), reply in zip(rows, replies, strict=True):
        if reply.result is not None and len(reply.result.outcomes) == len(job.tasks):
            right, *values, again = [outcome.value for outcome in reply.result.outcomes]
            reproducible = _reproducible(right, again)
            numbers += [at for at, value in zip(group, values, strict=True) if _unlike(value, right, reproducible)]
    return found


def _leaving(kind: Kind, question: Question, group: Sequence[Candidate]) -> Job | None:
    """The job that shows what mutants of the same answer leave in the names that the check reads: between two runs of
    that answer.
    """
    programs = [_program(kind, question, given) for given in (group[0].origin, *(it.given for it in group))]
    names = _read_by_check(programs[0]) if programs[0] is not None else []
    if not names or not all(programs):
        return None
    codes = [(f"{at}", _showing(job, names)) for at, job in enumerate(programs) if job is not None]
    codes.append(("again", f"{_ELSEWHERE}\n{codes[0][1]}"))
    job = draw_job(question.card, question.seed, question.attempt, codes)
    return replace(job, attempts=question.attempt + 1, device=question.device)


_ELSEWHERE = "elsewhere_ = [torch.empty(2 ** (at % 16)) for at in range(160)]"
"""Allocations that move the tensors made after them to other addresses."""


def _program(kind: Kind, question: Question, given: Given) -> Job | None:
    """The job that judging this answer begins with, if it is one that tries a program against a check."""
    dialogue = judging(kind, question, given)
    try:
        job = next(dialogue)
    except StopIteration:
        return None
    finally:
        dialogue.close()
    return job if job.trials is not None and job.trials.check else None


def _read_by_check(job: Job) -> list[str]:
    """The names that the check reads and that the program, or the code before it, binds."""
    assert job.trials is not None
    bound = {*binds(job.trials.before), *binds(job.tasks[0].code)}
    asked = {node.id for node in ast.walk(_tree(job.trials.check)) if isinstance(node, ast.Name)}
    return sorted(bound & asked)


def _tree(text: str) -> ast.AST:
    """The tree of code in which `$name` stands for a value: the names around it do not depend on which."""
    return read(fill(text, dict.fromkeys(template.names(text), "0"))) or ast.Module([], [])


def _showing(job: Job, names: Sequence[str]) -> str:
    assert job.trials is not None
    return f"{job.trials.before}\n{job.tasks[0].code}\n({', '.join(names)},)"


def _reproducible(first: Value, again: Value) -> list[int]:
    """The positions of the values in which two runs of the same program agree."""
    if not isinstance(first, Series) or not isinstance(again, Series):
        return []
    return [
        at
        for at, (value, other) in enumerate(zip(first.items, again.items, strict=False))
        if not whole(value) and not difference(other, value, Closeness())
    ]


def _unlike(value: Value, right: Value, places: Sequence[int]) -> bool:
    """Whether a program leaves another value than the right one at one of these positions."""
    if not isinstance(value, Series) or not isinstance(right, Series) or len(value.items) != len(right.items):
        return bool(places)
    return any(
        difference(_as_number(value.items[at]), _as_number(right.items[at]), Closeness(dtype=False)) for at in places
    )


def _as_number(value: Value) -> Value:
    """The number in a tensor without dims: a check that accepts both does not say which of them is asked for."""
    return Scalar(value.cells[0]) if isinstance(value, Tensor) and value.shape == () and value.whole else value
