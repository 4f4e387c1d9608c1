"""Judging a function against the reference's results for the same arguments; the two meet only as data."""

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
from quiz.ask.code.program import raw
from quiz.ask.code.same_way import same_way
from quiz.ask.kind import Dialogue
from quiz.ask.question import Broken, Question
from quiz.engine.job import TrialPlan
from quiz.engine.protocol import Reply


@dataclass(frozen=True, slots=True)
class ReferencePlan:
    """What a function is compared with. `wanted` is filled once, with the reference's results, and used for all
    answers.
    """

    trials: TrialPlan
    how: Closeness
    parameters: tuple[str, ...]
    reference: str
    wanted: list[Called]


def judged(
    question: Question,
    asked: ReferencePlan,
    text: str,
    normal: str,
    truth: str,
    known: Sequence[KnownMistake],
    idle: str = "",
) -> Dialogue[Verdict]:
    """Call the function that `text` defines on all draws; `idle` defines one that does nothing. Raises Broken when the
    card's code fails.
    """
    trials = asked.trials
    if not asked.wanted:
        asked.wanted.extend((yield from _reference(question, asked)))
    reply = yield trial(question, trials, [raw(text)])
    wrong = Verdict(Status.WRONG, truth, text)
    failed: Called | None = None
    draw = 0
    message = ending(reply, question.card.budget)
    if not message and (fault := fault_of(reply)):
        # The reference has been run on all of these draws.
        message = f"After your code has run, the next draw cannot be made: {fault}."
    if not message:
        try:
            found = _called(reply, trials)
            if len(found) < trials.draws and (not found or found[-1].raised is None):
                raise ValueError("not a round for each draw")
        except ValueError:
            message = "Your code disturbed the process in which it ran: it gave no result."
        else:
            for draw, (call, wanted) in enumerate(zip(found, asked.wanted, strict=False)):
                verdict = _compared(wrong, asked, call, wanted, draw, text)
                if verdict is not None:
                    wrong, failed, message = verdict, call, verdict.message
                    break
            else:
                return replace(wrong, status=Status.RIGHT, idiom="" if same_way(text, truth) else truth)
    if wrong.status is Status.INVALID:
        return wrong
    why = yield from known_mistakes.why(question, trials, known, normal, failed, draw, raw(text), idle)
    return replace(wrong, message=message, why=why)


def _reference(question: Question, asked: ReferencePlan) -> Dialogue[list[Called]]:
    """The results of the card's reference on every draw. Raises Broken."""
    trials = asked.trials
    place = question.card.places.get("reference")
    # Which functions the reference uses is up to the author.
    reply = yield trial(question, replace(trials, watched=False), [asked.reference])
    if ending(reply, question.card.budget) or fault_of(reply):
        raise of_the_card(question, reply)
    try:
        found = _called(reply, trials)
    except ValueError as error:
        raise Broken(f"its reference gave no result: {error}", place=place) from None
    for call in found:
        drawn = ", ".join(f"{name} = {text}" for name, text in call.drawn)
        where = f" for {drawn}" if drawn else ""
        if call.raised is not None:
            text = f"{call.raised.name}: {call.raised.message}".rstrip(": ")
            raise Broken(f"its reference raises {text}{where}", place=place, fix="Correct `reference`, or `args`.")
        for value in (call.out, *call.grads, *call.left):
            if why := whole(value):
                fix = "Let it return tensors, numbers, texts, or tuples, lists, dicts of them; or draw smaller ones."
                raise Broken(f"what its reference gives cannot be compared{where}: {why}", place=place, fix=fix)
        if not trials.changes and call.before != call.after:
            fix = "Correct `reference`, or write `compare: {inputs_unchanged: false}`."
            raise Broken(f"its reference changes its arguments{where}", place=place, fix=fix)
    if len(found) != trials.draws:
        raise Broken("its reference gave no result on every draw", place=place)
    if trials.grad and not any(isinstance(grad, Tensor) for call in found for grad in call.grads):
        fix = "Let `args` give floating tensors on which the result depends, or take `grad` away."
        raise Broken("its reference has no gradient", place=place, fix=fix)
    return found


def _called(reply: Reply, trials: TrialPlan) -> list[Called]:
    found = rounds(reply, trials)
    if len(found) > trials.draws or not all(isinstance(call, Called) for call in found):
        raise ValueError("not a call for each draw")
    return [call for call in found if isinstance(call, Called)]


def _compared(
    wrong: Verdict, asked: ReferencePlan, call: Called, wanted: Called, draw: int, text: str
) -> Verdict | None:
    """The verdict when this call's result differs from the reference's; None when it does not."""
    names = [_name(asked.parameters, at) for at in range(len(wanted.args))]
    inputs = tuple(zip(names, wanted.args, strict=True))
    shown = Failure(
        draw + 1,
        asked.trials.draws,
        inputs,
        wanted.shown,
        call.shown,
        want_form=form_of(wanted.out),
        got_form=form_of(call.out),
        printed=call.printed.rstrip(),
        given=inputs,
    )
    if call.raised is not None:
        return raised(wrong, replace(shown, got="", got_form=""), call.raised, text, asked.trials)
    found = difference(call.out, wanted.out, asked.how)
    if not found:
        found = _arguments(asked, call, wanted, names)
    if not found:
        found = _gradients(asked, call, wanted)
    if not found:
        return None
    return replace(wrong, failed=shown, diff=tuple(found.diffs), message=found.message)


def _arguments(asked: ReferencePlan, call: Called, wanted: Called, names: Sequence[str]) -> Difference:
    """The arguments that were changed and should not be, or were to be changed and have other values."""
    found = Difference()
    if len(call.after) != len(wanted.after):
        found.add("arguments", str(len(wanted.after)), str(len(call.after)), "The arguments differ.")
        return found
    for at, name in enumerate(names):
        if not asked.trials.changes:
            if call.after[at] != wanted.before[at]:
                found.add(name, "unchanged", "changed", f"Your function changes `{name}`.")
        elif wanted.after[at] != wanted.before[at]:
            left = difference(call.left[at], wanted.left[at], asked.how, name)
            if left and call.after[at] == wanted.before[at]:
                found.add(name, "changed", "unchanged", f"Your function leaves `{name}` as it was.")
            elif left:
                found.notes[f"What becomes of `{name}` differs."] = None
                found.diffs.extend(left.diffs)
    return found


def _gradients(asked: ReferencePlan, call: Called, wanted: Called) -> Difference:
    """The gradients that differ. No gradient counts as zeros."""
    found = Difference()
    if len(call.grads) != len(wanted.grads):
        found.add("gradients", str(len(wanted.grads)), str(len(call.grads)), "The gradients differ.")
        return found
    for path, got, want in zip(wanted.paths, call.grads, wanted.grads, strict=False):
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
