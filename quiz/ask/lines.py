"""A question and a verdict in plain lines: for the line mode and for `quiz try`. Fit for any terminal."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.answer.verdict import Failure, Verdict
from quiz.ask import kinds
from quiz.ask.answer_form import Lines, Order, offers
from quiz.ask.question import Question
from quiz.text.terminal import clean, line

DIFFS_SHOWN = 8


def question_lines(question: Question) -> Iterator[str]:
    """The prompt, the code with its lines numbered, and what there is to choose from, to order or to begin with."""
    yield clean(question.prompt)
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
        # The lines of a program keep their indentation.
        rows = clean(text).split("\n") if isinstance(entry, Order) else [line(text)]
        yield from (head + row if at == 0 else " " * len(head) + row for at, row in enumerate(rows))


def verdict_lines(question: Question, verdict: Verdict) -> Iterator[str]:
    """What is wrong with an answer: nothing where it is right or none was given."""
    if verdict.right or not verdict.got:
        return
    runs = kinds.kind(question.card.ask).RUNS
    says, yours = ("expected", "yours") if runs else ("torch says", "you")
    for diff in verdict.diff[:DIFFS_SHOWN]:
        yield f"  {line(diff.index)}: {says} {line(diff.want)}, {yours} {line(diff.got)}"
    if len(verdict.diff) > DIFFS_SHOWN:
        yield f"  and {len(verdict.diff) - DIFFS_SHOWN} more"
    if verdict.message:
        yield clean(verdict.message)
    if verdict.failed is not None:
        yield from failure_lines(verdict.failed)
    if verdict.belief:
        belief = clean(verdict.belief).rstrip(".")
        yield f"{belief}." if runs else f"You read it as: {belief}."


def failure_lines(failed: Failure) -> Iterator[str]:
    """The draw on which a program failed: what went in, what was to come out, and what came."""
    if failed.line is not None and failed.source:
        yield f"line {failed.line}: {line(failed.source)}"
    which = f"on draw {failed.draw} of {failed.draws}"
    yield f"{which}:" if failed.inputs or failed.want or failed.got else f"{which}."
    for name, text in failed.inputs:
        yield from _named(name, text)
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


def truth_lines(question: Question, truth: str) -> Iterator[str]:
    """The right answer under a headline: what torch says, or one of the programs that do what is asked."""
    yield "a right answer:" if kinds.kind(question.card.ask).RUNS else "torch says:"
    yield from (f"  {row}" for row in clean(truth).splitlines())


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
