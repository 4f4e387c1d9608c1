"""Judging a program by the `check` of its card: shared by fill, fix and arrange."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quiz.answer.compare.values import Closeness, difference
from quiz.answer.value import Raised, Scalar, Tensor, Value, form_of
from quiz.answer.verdict import Failure, Status, Verdict
from quiz.ask.code import known_mistakes
from quiz.ask.code.attempts import tried
from quiz.ask.code.calls import unwanted
from quiz.ask.code.draws import Checked
from quiz.ask.code.known_mistakes import KnownMistake
from quiz.ask.code.program import line_of, says_equal
from quiz.ask.code.same_way import same_way
from quiz.ask.kind import Dialogue
from quiz.ask.question import Question
from quiz.engine.job import TrialPlan
from quiz.worker.template import fill, names
from quiz.worker.wire import FILLED_BEGIN, FILLED_END, FORBIDDEN, UNAVAILABLE


@dataclass(frozen=True, slots=True)
class LearnerProgram:
    """A learner's program.

    `text` is what line numbers of exceptions refer to, `normal` its normal form, `got` the answer as given,
    `program` the text for the worker, in which `$name` means the drawn value. `idiom` is the program with the card's
    answer, `idle` that of an answer which does nothing, "" where there is none.
    """

    text: str
    normal: str
    got: str
    program: str
    idiom: str
    idle: str = ""


def judged(
    question: Question,
    trials: TrialPlan,
    attempt: LearnerProgram,
    truth: str,
    known: Callable[[], Sequence[KnownMistake]],
) -> Dialogue[Verdict]:
    """Run the attempt on all draws, up to the first that fails. `known` gives the known wrong answers.

    Raises Broken when the card's code fails.
    """
    found = yield from tried(question, trials, attempt.program)
    wrong = Verdict(Status.WRONG, truth, attempt.got, sealed=not found.unsealed, unsealed=found.unsealed)
    if found.right:
        return replace(wrong, status=Status.RIGHT, idiom="" if same_way(attempt.text, attempt.idiom) else truth)
    message, failed, draw = found.message, found.failed, found.draw
    if failed is not None:
        wrong = _failed(wrong, failed, draw, trials, attempt)
        message = wrong.message
    if wrong.status is Status.INVALID:
        return wrong
    why = yield from known_mistakes.why(
        question, trials, known(), attempt.normal, failed, draw, attempt.program, attempt.idle
    )
    return replace(wrong, message=message, why=why)


def _as_shown(template: str, drawn: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The lines of the code that contain drawn values; assignments as the name and its value."""
    shown = {}
    for row in template.split("\n"):
        if any(name in drawn for name in names(row)):
            filled = fill(row, drawn).strip()
            name, is_named, value = filled.partition(" = ")
            shown[filled] = (name, value) if is_named and name.isidentifier() else ("code", filled)
    return tuple(shown.values())


def _failed(verdict: Verdict, failed: Checked, draw: int, trials: TrialPlan, attempt: LearnerProgram) -> Verdict:
    """The verdict with the details of the draw that failed."""
    template = f"{trials.before}\n{attempt.program}".replace(FILLED_BEGIN, "").replace(FILLED_END, "")
    given = _as_shown(template, dict(failed.drawn)) if draw else ()
    shown = Failure(draw + 1, trials.draws, inputs=failed.drawn, printed=failed.printed.rstrip(), given=given)
    if failed.raised is not None:
        return raised(verdict, shown, failed.raised, attempt.text, trials)
    shown = replace(shown, claim=failed.claim)
    if failed.error:
        return replace(verdict, failed=shown, message=f"Required, but false: `{failed.claim}` ({failed.error})")
    message = f"Required, but false: `{failed.claim}`"
    if not failed.got_of:
        return replace(verdict, failed=shown, message=message)
    shown = replace(
        shown,
        got_of=failed.got_of,
        want_of=failed.want_of,
        got=failed.got_shown,
        want=failed.want_shown,
        got_form=form_of(failed.got),
        want_form=form_of(failed.want),
    )
    if not says_equal(failed.claim):  # a bound is no value that is expected
        bound = replace(shown, want="", want_of="") if failed.want_of == failed.want_shown else shown
        return replace(verdict, failed=bound, message=message)
    sides = _alike_in_kind(failed.got, failed.want)
    # 28 == 28.0: a dtype is named only where the values are the same, and so something else must be it.
    found = difference(*sides, Closeness(dtype=False)) or difference(*sides, Closeness())
    return replace(
        verdict,
        failed=shown,
        diff=tuple(found.diffs),
        message=f"{message}. {found.message}" if found.message else message,
    )


def _alike_in_kind(got: Value, want: Value) -> tuple[Value, Value]:
    """Both sides of a comparison, with a tensor without dimensions as its number where the other is one."""
    if isinstance(want, Scalar) and isinstance(got, Tensor) and not got.shape and got.cells:
        return Scalar(got.cells[0]), want
    if isinstance(got, Scalar) and isinstance(want, Tensor) and not want.shape and want.cells:
        return got, Scalar(want.cells[0])
    return got, want


def raised(verdict: Verdict, shown: Failure, error: Raised, text: str, trials: TrialPlan) -> Verdict:
    """The verdict on a program that raised an exception, with the line that raised it."""
    if UNAVAILABLE in error.message:
        # The library is installed, and would work outside the quiz: that is not a mistake about torch.
        return replace(verdict, status=Status.INVALID, truth="", message=f"Not counted: {error.message}.")
    if error.name == FORBIDDEN:
        # It failed on no input: what was drawn, and what was expected, has nothing to do with it.
        shown = Failure(1, shown.draws, line=error.line, source=line_of(text, error.line))
        return replace(verdict, failed=shown, message=unwanted(error.message, trials.forbidden, trials.permitted))
    line = f"{error.name}: {error.message}".rstrip(": ")
    where = f" at line {error.line}" if error.line is not None and "\n" in text else ""
    shown = replace(shown, raised=line, line=error.line, source=line_of(text, error.line))
    return replace(verdict, failed=shown, message=f"Your code raises {error.name}{where}: {error.message}".rstrip(": "))
