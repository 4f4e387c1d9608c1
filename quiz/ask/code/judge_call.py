"""Judging a function by what a reference gives for the same arguments: the two meet here only as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.answer.compare.difference import Difference
from quiz.answer.compare.values import Closeness, difference, whole
from quiz.answer.value import Null, Tensor, Value, form_of
from quiz.answer.verdict import Failure, Status, Verdict
from quiz.ask.code import known_mistakes
from quiz.ask.code.draws import Called, ending, fault_of, of_the_card, rounds, trial
from quiz.ask.code.judge_check import raised
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import normal as normal_form
from quiz.ask.code.program import raw
from quiz.ask.kind import Dialogue
from quiz.ask.question import Broken, Question
from quiz.engine.job import TrialPlan
from quiz.engine.protocol import Reply


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """What a function is held against. `wanted` is filled, once for all answers, with what the reference gave."""

    trying: TrialPlan
    how: Closeness
    parameters: tuple[str, ...]
    reference: str
    wanted: list[Called]


def judged(
    question: Question, asked: ReferencePlan, text: str, normal: str, truth: str, known: Sequence[KnownMistake]
) -> Dialogue[Verdict]:
    """Call the function that `text` defines on all draws. Raises Broken where the card's own code fails."""
    trying = asked.trying
    if not asked.wanted:
        asked.wanted.extend((yield from _reference(question, asked)))
    reply = yield trial(question, trying, [raw(text)])
    wrong = Verdict(Status.WRONG, truth, text)
    failed: Called | None = None
    draw = 0
    message = ending(reply, question.card.budget)
    if not message and (fault := fault_of(reply)):
        # The reference has been through all of these draws.
        message = f"After your code has run, the next draw cannot be made: {fault}."
    if not message:
        try:
            found = _called(reply, trying)
            if len(found) < trying.draws and (not found or found[-1].raised is None):
                raise ValueError("not a round for each draw")
        except ValueError:
            message = "Your code disturbed the process in which it ran: it gave no result."
        else:
            for draw, (mine, theirs) in enumerate(zip(found, asked.wanted, strict=False)):
                verdict = _compared(wrong, asked, mine, theirs, draw, text)
                if verdict is not None:
                    wrong, failed, message = verdict, mine, verdict.message
                    break
            else:
                return replace(wrong, status=Status.RIGHT, idiom="" if normal == normal_form(truth) else truth)
    if wrong.status is Status.INVALID:
        return wrong
    why = yield from known_mistakes.why(question, trying, known, normal, failed, draw)
    return replace(wrong, message=message, belief=why)


def _reference(question: Question, asked: ReferencePlan) -> Dialogue[list[Called]]:
    """What the card's own reference gives on every draw. Raises Broken."""
    trying = asked.trying
    place = question.card.places.get("reference")
    reply = yield trial(question, trying, [asked.reference])
    if ending(reply, question.card.budget) or fault_of(reply):
        raise of_the_card(question, reply)
    try:
        found = _called(reply, trying)
    except ValueError as error:
        raise Broken(f"its reference did not come to a result: {error}", place=place) from None
    for one in found:
        drawn = ", ".join(f"{name} = {text}" for name, text in one.drawn)
        where = f" for {drawn}" if drawn else ""
        if one.raised is not None:
            text = f"{one.raised.name}: {one.raised.message}".rstrip(": ")
            raise Broken(f"its reference raises {text}{where}", place=place, fix="Mend `reference`, or `args`.")
        for value in (one.out, *one.grads, *one.left):
            if why := whole(value):
                fix = "Let it return tensors, numbers, texts, or tuples, lists, dicts of them; or draw smaller ones."
                raise Broken(f"what its reference gives cannot be compared{where}: {why}", place=place, fix=fix)
        if not trying.changes and one.before != one.after:
            fix = "Mend `reference`, or write `compare: {inputs_unchanged: false}`."
            raise Broken(f"its reference changes its arguments{where}", place=place, fix=fix)
    if len(found) != trying.draws:
        raise Broken("its reference did not come to a result on every draw", place=place)
    if trying.grad and not any(isinstance(grad, Tensor) for one in found for grad in one.grads):
        fix = "Let `args` give floating tensors on which the result depends, or take `grad` away."
        raise Broken("its reference has no gradient", place=place, fix=fix)
    return found


def _called(reply: Reply, trying: TrialPlan) -> list[Called]:
    found = rounds(reply, trying)
    if len(found) > trying.draws or not all(isinstance(one, Called) for one in found):
        raise ValueError("not a call for each draw")
    return [one for one in found if isinstance(one, Called)]


def _compared(
    wrong: Verdict, asked: ReferencePlan, mine: Called, theirs: Called, draw: int, text: str
) -> Verdict | None:
    """The verdict where this call is not what the reference gave; None where it is."""
    names = [_name(asked.parameters, at) for at in range(len(theirs.args))]
    inputs = tuple(zip(names, theirs.args, strict=True))
    shown = Failure(
        draw + 1,
        asked.trying.draws,
        inputs,
        theirs.shown,
        mine.shown,
        want_form=form_of(theirs.out),
        got_form=form_of(mine.out),
        printed=mine.printed.rstrip(),
    )
    if mine.raised is not None:
        return raised(wrong, replace(shown, got="", got_form=""), mine.raised, text)
    found = difference(mine.out, theirs.out, asked.how)
    if not found:
        found = _arguments(asked, mine, theirs, names)
    if not found:
        found = _gradients(asked, mine, theirs)
    if not found:
        return None
    return replace(wrong, failed=shown, diff=tuple(found.diffs), message=found.message)


def _arguments(asked: ReferencePlan, mine: Called, theirs: Called, names: Sequence[str]) -> Difference:
    """The arguments that were changed and should not be, or were to be changed and became something else."""
    found = Difference()
    if len(mine.after) != len(theirs.after):
        found.add("arguments", str(len(theirs.after)), str(len(mine.after)), "The arguments differ.")
        return found
    for at, name in enumerate(names):
        if not asked.trying.changes:
            if mine.after[at] != theirs.before[at]:
                found.add(name, "unchanged", "changed", f"Your function changes `{name}`.")
        elif theirs.after[at] != theirs.before[at]:
            left = difference(mine.left[at], theirs.left[at], asked.how, name)
            if left and mine.after[at] == theirs.before[at]:
                found.add(name, "changed", "unchanged", f"Your function leaves `{name}` as it was.")
            elif left:
                found.notes[f"What becomes of `{name}` differs."] = None
                found.diffs.extend(left.diffs)
    return found


def _gradients(asked: ReferencePlan, mine: Called, theirs: Called) -> Difference:
    """The gradients that differ. None at all is as good as zeros."""
    found = Difference()
    if len(mine.grads) != len(theirs.grads):
        found.add("gradients", str(len(theirs.grads)), str(len(mine.grads)), "The gradients differ.")
        return found
    for path, got, want in zip(theirs.paths, mine.grads, theirs.grads, strict=False):
        number, _, rest = path[1:].partition("]")
        name = _name(asked.parameters, int(number)) + rest if number.isdecimal() else path
        if _is_zero(got) and _is_zero(want):
            continue
        if isinstance(got, Null):
            note = f"No gradient comes to `{name}`: the result is cut off from it."
            found.add(f"gradient of {name}", "a gradient", "none", note)
            continue
        differs = difference(got, want, asked.how, f"gradient of {name}")
        if differs:
            found.notes[f"The gradient of `{name}` differs."] = None
            found.diffs.extend(differs.diffs)
    return found


def _is_zero(grad: Value) -> bool:
    return isinstance(grad, Null) or (isinstance(grad, Tensor) and grad.whole and not any(grad.cells))


def _name(parameters: tuple[str, ...], at: int) -> str:
    return parameters[at] if at < len(parameters) else f"argument {at + 1}"
