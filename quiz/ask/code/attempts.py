"""A program tried against the `check` of its card, by one of two roads.

Sealed: what the check reads of the program is carried, as data, to a child in which no learner's code has run, and is
checked there; what is no data is asked in the program's child, and its answers are carried. Beside: the check runs in
the program's own child, after what can be put back has been. Which it is, is the card's affair: its check may need the
objects themselves, or be true of its own answer only there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from quiz.answer.value import Null
from quiz.ask.code import check_helpers, identity
from quiz.ask.code.draws import Checked, Left, Road, Round, ending, fault_of, of_the_card, rounds, trial
from quiz.ask.kind import Dialogue
from quiz.ask.question import Broken, Question
from quiz.engine.job import Task, TrialPlan
from quiz.engine.protocol import Reply
from quiz.worker.wire import CARRY, JUDGE

DISTURBED = "Your code disturbed the process in which it ran: it gave no result."
CUT_SHORT = "Your code ended the run before its last draw."
_UNSEALED: dict[str, str] = {}
"""Why a card cannot be sealed, by its digest: found once by its own answer, it holds for every other."""


@dataclass(frozen=True, slots=True)
class ProgramOutcome:
    """What came of a program: `failed` on draw number `draw`, or a `message` where it came to none, or it is right.

    `unsealed` is why the check ran beside the program, "" where it did not.
    """

    right: bool = False
    failed: Checked | None = None
    draw: int = 0
    message: str = ""
    unsealed: str = ""


def tried(question: Question, trials: TrialPlan, program: str) -> Dialogue[ProgramOutcome]:
    """Try the program on all draws, up to the first that fails. Raises Broken where the card's own code fails."""
    card = question.card
    if taken := check_helpers.bound_by_card(trials.check, f"{card.setup}\n{trials.before}\n{trials.model}"):
        raise Broken(f"the card binds `{taken}`, which in a check is the name of a helper: call yours something else")
    part = identity.needed(trials.check, f"{card.setup}\n{trials.before}")
    unsealed = f"`{part}` is about the objects themselves" if part else _UNSEALED.get(card.digest, "")
    if not unsealed:
        found = yield from _sealed(question, trials, program)
        if isinstance(found, ProgramOutcome):
            return found
        unsealed = _UNSEALED[card.digest] = found.unsealed
    beside = yield from _beside(question, trials, program)
    return replace(beside, unsealed=unsealed)


def _beside(question: Question, trials: TrialPlan, program: str) -> Dialogue[ProgramOutcome]:
    reply = yield trial(question, trials, [program])
    if message := (yield from _message(question, trials, reply)):
        return ProgramOutcome(message=message)
    try:
        found = rounds(reply, trials)
        if not found or len(found) > trials.draws or any(record is not None for record in found[:-1]):
            return ProgramOutcome(message=DISTURBED)
    except ValueError:
        return ProgramOutcome(message=DISTURBED)
    return _outcome(found, trials)


def _sealed(question: Question, trials: TrialPlan, program: str) -> Dialogue[ProgramOutcome | Road]:
    """What came of the program; a Road where the card turns out not to be one that can be sealed."""
    reply = yield trial(question, replace(trials, road=CARRY), [program])
    if message := (yield from _message(question, trials, reply)):
        return ProgramOutcome(message=message)
    try:
        found = [record for record in rounds(reply, replace(trials, road=CARRY)) if isinstance(record, Left)]
    except ValueError:
        return ProgramOutcome(message=DISTURBED)
    whole = [left for left in found if left.raised is None and not left.unfit[0]]
    if not found or len(found) > trials.draws or len(whole) < len(found) - 1:
        return ProgramOutcome(message=DISTURBED)
    last = found[-1]
    if whole or last.unfit[0]:
        judged = yield from _judged(question, trials, program, whole)
        if isinstance(judged, Road) or judged.failed is not None or judged.message:
            return judged
    if last.raised is not None:
        return ProgramOutcome(failed=_raising(last), draw=len(found) - 1)
    if last.unfit[0]:
        return ProgramOutcome(message=_unfit(*last.unfit))
    return ProgramOutcome(right=True) if len(found) == trials.draws else ProgramOutcome(message=CUT_SHORT)


def _judged(question: Question, trials: TrialPlan, program: str, lefts: list[Left]) -> Dialogue[ProgramOutcome | Road]:
    """The check for what a program left on the first draws, in a child of its own."""
    plan = replace(trials, road=JUDGE)
    job = trial(question, plan, [plan.model])
    reply = yield replace(job, tasks=(Task("check", program, left=tuple(left.text for left in lefts)),))
    if fault_of(reply):
        raise of_the_card(question, reply)
    if message := ending(reply, question.card.budget):
        return ProgramOutcome(message=message.replace("Your code", "The check of what your code left"))
    road, *found = rounds(reply, plan)
    if not isinstance(road, Road):
        raise of_the_card(question, reply)
    if road.unsealed:
        return road
    outcome = _outcome(found, trials)
    at = outcome.draw if outcome.failed is not None else len(lefts) - 1
    strange = [pair for left in lefts[: at + 1] for pair in left.objects if pair[0] not in road.objects]
    if strange:
        return ProgramOutcome(message=_unfit(*strange[0]))
    if outcome.failed is None:
        return ProgramOutcome() if len(found) == len(lefts) else ProgramOutcome(message=CUT_SHORT)
    failed = replace(outcome.failed, printed=lefts[outcome.draw].printed)
    return replace(outcome, failed=failed)


def _outcome(found: list[Round], trials: TrialPlan) -> ProgramOutcome:
    last = found[-1] if found else None
    if isinstance(last, Checked):
        return ProgramOutcome(failed=last, draw=len(found) - 1)
    return ProgramOutcome(right=True) if len(found) == trials.draws else ProgramOutcome(message=CUT_SHORT)


def _message(question: Question, trials: TrialPlan, reply: Reply) -> Dialogue[str]:
    """Why the program came to no result; "" where it came to one. Raises Broken where that is the card's own fault."""
    if message := ending(reply, question.card.budget):
        return message
    fault = fault_of(reply)
    if not fault:
        return ""
    alone = yield trial(question, replace(trials, check="True", road=""), [""])
    if ending(alone, question.card.budget) or fault_of(alone):
        raise of_the_card(question, alone)
    return f"After your code has run, the next draw cannot be made: {fault}."


def _unfit(name: str, what: str) -> str:
    return f"Your code leaves `{name}` as {what}, which cannot be checked as a plain value."


def _raising(left: Left) -> Checked:
    nothing = Null()
    return Checked(left.drawn, left.printed, left.raised, "", "", "", "", nothing, nothing, "", "", nothing)
