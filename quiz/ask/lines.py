"""A question and a verdict as plain lines, for line mode and `quiz try`; safe for any terminal."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.answer.verdict import Failure, Verdict
from quiz.ask import kinds
from quiz.ask.answer_form import Lines, offers
from quiz.ask.code.changed_lines import changes
from quiz.ask.kinds.predict import PosedValue
from quiz.ask.picture import summary
from quiz.ask.question import Question
from quiz.text import markdown
from quiz.text.terminal import clean, line

DIFFS_SHOWN = 8
MOST_ROWS = 3
"""From this many rows on, a tensor whose cells are all alike is described in one line."""
_SHOWN_BY_VALUES = ("shape", "dtype", "value", "kind")
"""Differences that are visible anyway when the two values are shown below each other."""
_OF_THE_WHOLE = ("value", "exception")
"""Differences of the answer as a whole, which the truth itself shows."""


def question_lines(question: Question) -> Iterator[str]:
    """The prompt, the code with its lines numbered, and what there is to choose from, to order or to begin with."""
    yield from markdown.lines(question.prompt)
    entry = kinds.kind(question.card.ask).entry(question)
    if question.code:
        yield ""
        yield from _numbered(question.code)
    if isinstance(entry, Lines) and entry.start.strip():
        yield ""
        yield "to be changed:" if entry.before or question.code else "begin with:"
        yield from _numbered(entry.start)
    for label, text in offers(entry):
        head = f"  {label}) "
        rows = clean(text).strip("\n").split("\n")
        yield from (head + row if at == 0 else " " * len(head) + row for at, row in enumerate(rows))


def verdict_lines(question: Question, verdict: Verdict) -> Iterator[str]:
    """What is wrong with an answer, and the why of every option: only these when it is right or none was given."""
    if verdict.right or not verdict.got:
        yield from (f"{letter}: {clean(why)}" for letter, why in verdict.whys)
        return
    yield from _difference_lines(question, verdict)
    if verdict.message:
        yield clean(verdict.message)
    yield from (said for letter, why in verdict.whys if (said := f"{letter}: {clean(why)}") not in verdict.message)
    if verdict.failed is not None:
        yield from failure_lines(verdict.failed)
    if verdict.diagnosis:
        yield diagnosis_text(question, clean(verdict.diagnosis))


def unsealed_line(why: str) -> str:
    """That a check is not sealed, for the author of its card."""
    return f"the check is not sealed, and runs beside the answer: {why}."


def diagnosis_text(question: Question, diagnosis: str) -> str:
    """The sentence about the known mistake that an answer shows; the why of a wrong program is a sentence already."""
    said = diagnosis.strip().rstrip(".")
    return f"{said}." if kinds.kind(question.card.ask).RUNS else f"Your answer fits this belief: {said}."


def _difference_lines(question: Question, verdict: Verdict) -> Iterator[str]:
    """Where the answer differs, except for differences that the truth or the two values of a failure show anyway."""
    runs, failed = kinds.kind(question.card.ask).RUNS, verdict.failed
    says, yours = ("expected", "yours") if runs else ("torch says", "you")
    shown = failed is not None and bool(failed.want)
    diffs = [diff for diff in verdict.diff if not (shown and diff.index in _SHOWN_BY_VALUES)]
    if not runs and len(diffs) == 1 and diffs[0].index in _OF_THE_WHOLE:
        diffs = []
    for diff in diffs[:DIFFS_SHOWN]:
        yield f"  {line(diff.index)}: {says} {line(diff.want)}, {yours} {line(diff.got)}"
    if len(diffs) > DIFFS_SHOWN:
        yield f"  and {len(diffs) - DIFFS_SHOWN} more"


def failure_lines(failed: Failure) -> Iterator[str]:
    """The draw on which a program failed: its inputs, what was expected, and what it gave."""
    if failed.line is not None and failed.source:
        yield f"line {failed.line}: {line(failed.source)}"
    for name, text in failed.given:
        yield from _named(name, text)
    if _is_of_a_test(failed):
        yield which_test(failed)
    sides = (
        (failed.want_of, "expected", failed.want_form, failed.want),
        (failed.got_of, "yours", failed.got_form, failed.got),
    )
    for source, usual, form, text in sides:
        if text:
            name = usual if source == text else source or usual  # `(3, 3): (3, 3)` tells nothing
            yield from _named(name, text, form)
    if failed.printed:
        yield from _named("your code printed", failed.printed)


def _is_of_a_test(failed: Failure) -> bool:
    """Whether it failed on some input, and not by what was called."""
    return bool(failed.inputs or failed.claim or failed.raised or failed.want or failed.got)


def which_test(failed: Failure) -> str:
    """Which of its tests a program failed, as text to follow the inputs of that test where it has any to show."""
    which = f"test {failed.draw} of {failed.draws}"
    return f"failed on the inputs above ({which})" if failed.given else f"failed on {which}"


def truth_lines(question: Question, truth: str) -> Iterator[str]:
    """The right answer under a headline: what torch says, or one of the right programs.

    In a program that was to be repaired, the changed lines have a mark, and so have those that are gone.
    """
    runs = kinds.kind(question.card.ask).RUNS
    yield "a right answer:" if runs else "torch says:"
    posed = question.body
    brief = summary(posed.truth.value) if isinstance(posed, PosedValue) else ""
    rows = clean(truth).split("\n")
    if brief and len(rows) > MOST_ROWS:
        yield f"  {brief}"
        return
    entry = kinds.kind(question.card.ask).entry(question)
    base = entry.start if question.card.ask == "fix" and isinstance(entry, Lines) else ""
    changed = changes(base, truth)
    for number, row in enumerate([*rows, None], 1):
        yield from (f"- {clean(gone)}" for gone in changed.removed.get(number, ()))
        if row is not None:
            yield f"{'> ' if number in changed.added else '  '}{row}"


def answer_lines(question: Question, verdict: Verdict) -> Iterator[str]:
    """The right answer, after a verdict; for code that is right, the card's when it is another."""
    if not verdict.right or not kinds.kind(question.card.ask).RUNS:
        yield from truth_lines(question, verdict.truth)
    elif verdict.idiom:
        rows = truth_lines(question, verdict.idiom)
        next(rows)
        yield "another right answer:"
        yield from rows


def _named(name: str, text: str, form: str = "") -> Iterator[str]:
    rows = clean(text).split("\n")
    head = f"  {line(name)}: {line(form)}".rstrip()
    if len(rows) == 1:
        yield f"{head}   {rows[0]}" if form else f"{head} {rows[0]}"
    else:
        yield head
        yield from (f"    {row}" for row in rows)


def _numbered(code: str) -> Iterator[str]:
    for number, row in enumerate(clean(code).rstrip().splitlines(), 1):
        yield f"  {number:2}  {row}"
