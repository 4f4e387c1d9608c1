"""Rules Q2, answers: right answers judged right, wrong ones wrong, and the answer possible to type."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.answer.verdict import Status
from quiz.ask.kind import FlawKind
from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.prove.trial import Trial
from quiz.check.rules.answer_leak import given_away
from quiz.check.rules.answer_size import MOST_CELLS, MOST_LETTERS, cells_of, on_a_boundary
from quiz.check.rules.build_dependent import noise, signless
from quiz.check.rules.flaws import answered, flawed
from quiz.check.rules.rule import Violation, rule
from quiz.check.rules.shown_code import below
from quiz.check.rules.weak_checks import blind_to_values, called_alike
from quiz.text.suggest import listed

CLAIM = "Q201"


@rule(CLAIM, "the author's claim is not what torch says")
def claim(evidence: Evidence) -> Iterator[Violation]:
    """`expect` says what the author believes the answer to be, and torch says otherwise. One of the two is a mistake,
    or the behaviour differs between releases. `quiz check --update` writes what torch says.

    Bad:
        expect: "[9, 9]"

    Good:
        expect: "[2, 3]"
    """
    yield from flawed(evidence, FlawKind.CLAIM)


def _misjudged(evidence: Evidence, wanted: Status, words: str, fix: str) -> Iterator[Violation]:
    for trial in evidence.trials:
        for proof, verdict in trial.verdicts:
            if proof.status is wanted and verdict.status is not wanted:
                why = f": {verdict.message}" if verdict.message else ""
                said = f"{words} {answered(proof.given)} is judged {verdict.status}{why}"
                yield Violation(said, fix, proof.place, trial.seed)


@rule("Q202", "the right answer is not judged right")
def right_answer(evidence: Evidence) -> Iterator[Violation]:
    """Every card is answered with the truth, with its reference and with each `accept`, as a learner would type it, and
    each must be judged right on every draw.

    Bad:
        - id: right-answer
          ask: fill
          prompt: Fill the blank so that `y` is the sum of `x`.
          repeat: 3
          code: |
            x = torch.arange(3)
            y = ____
          check: "y == 3"
          accept: ["x.mean()"]
          reject: [{fill: "x.max()", why: "this is the greatest"}]
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: right-answer
          ask: fill
          prompt: Fill the blank so that `y` is the sum of `x`.
          repeat: 3
          code: |
            x = torch.arange(3)
            y = ____
          check: "y == 3"
          accept: ["x.sum()"]
          reject: [{fill: "x.max()", why: "this is the greatest"}]
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    fix = "Ask for something that can be typed and compared exactly; correct the `check` or this answer."
    yield from _misjudged(evidence, Status.RIGHT, "the right answer", fix)


@rule("Q203", "a wrong answer is not judged wrong")
def wrong_answer(evidence: Evidence) -> Iterator[Violation]:
    """The answer that each belief predicts, each `reject`, the untouched starter and the code to be repaired are given
    as answers, and each must be judged wrong.

    Bad:
        - id: wrong-answer
          ask: fill
          prompt: Fill the blank so that `y` is the sum of `x`.
          repeat: 3
          code: |
            x = torch.arange(3)
            y = ____
          check: "y == 3"
          accept: ["x.sum()"]
          reject: [{fill: "len(x)", why: "this is the number of entries"}]
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: wrong-answer
          ask: fill
          prompt: Fill the blank so that `y` is the sum of `x`.
          repeat: 3
          code: |
            x = torch.arange(5)
            y = ____
          check: "y == 10"
          accept: ["x.sum()"]
          reject: [{fill: "len(x)", why: "this is the number of entries"}]
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    fix = "Compare more strictly, or choose values with which it differs from the truth."
    yield from _misjudged(evidence, Status.WRONG, "the wrong answer", fix)


@rule("Q204", "an answer that cannot be read is judged")
def unreadable(evidence: Evidence) -> Iterator[Violation]:
    """A typing slip has to be handed back, not counted: nothing at all, an open bracket, a lone question mark. No card
    should be able to cause this; if one does, the reader of its kind needs fixing as well.

    Bad:
        code: torch.tensor([1, 2]) + 1    # and the answer "[1, 2" is judged wrong

    Good:
        code: torch.tensor([1, 2]) + 1
    """
    fix = "Ask in a form that tells an answer from a typing slip."
    yield from _misjudged(evidence, Status.INVALID, "the unreadable answer", fix)


@rule("Q205", "the answer depends on rounding or on the build", Severity.WARNING)
def fragile(evidence: Evidence) -> Iterator[Violation]:
    """The answer would change if the result differed by its own rounding error, as it may on another machine or in
    another build of torch. That is so when the last printed digit is at a boundary, when a cell is rounding noise
    next to large cells (elsewhere it is 0, and the style of the whole print depends on it), and for the signs of
    eigenvectors and singular vectors. Choose numbers whose result is exact; for vectors, ask for something without a
    sign.

    Bad:
        code: torch.tensor([1.]) / 32
        misconceptions: [{belief: nothing is divided, code: "torch.tensor([1.])"}]

    Good:
        code: torch.tensor([1.]) / 4
        misconceptions: [{belief: nothing is divided, code: "torch.tensor([1.])"}]
    """
    place = evidence.card.places.get("code")
    for trial in evidence.trials:
        if trial.truth is not None and _is_typed(trial) and (cell := noise(trial.truth)) is not None:
            what = f"{cell!r} is rounding noise next to the other cells: in another build of torch it may be 0"
            yield Violation(what, "Round it in the code, or ask for the other cells.", place, trial.seed)
    if evidence.questions and _is_typed(evidence.trials[0]) and (function := signless(evidence.questions[0].code)):
        what = f"the signs of the result of `{function}` differ between builds of torch"
        yield Violation(what, "Ask for something without a sign: a product, absolute values, a shape.", place)
    fragile = [(trial, cell) for trial in evidence.trials if (cell := _on_boundary(trial)) is not None]
    # Numbers drawn from a range meet a boundary now and then; only a card that always does so is at fault.
    if len(fragile) * 2 > len(evidence.trials):
        for trial, cell in fragile:
            what = f"{cell!r} is where its printed digits could be rounded the other way"
            yield Violation(what, "Choose values whose result is exact, such as halves.", place, trial.seed)


def _on_boundary(trial: Trial) -> float | None:
    return on_a_boundary(trial.truth.value) if trial.truth is not None and _is_typed(trial) else None


@rule("Q206", "the answer is long to type", Severity.WARNING)
def long_to_type(evidence: Evidence) -> Iterator[Violation]:
    """More than 24 cells, or 160 letters, are typing practice. Ask for a part of it, for its shape or its sum, or make
    the input small.

    Bad:
        code: torch.zeros(5, 5)

    Good:
        code: torch.zeros(5, 5)[0]
        misconceptions: [{belief: it picks the first cell, code: "torch.zeros(())"}]
    """
    for trial in evidence.trials:
        if trial.truth is None or not _is_typed(trial):
            continue
        cells, letters = cells_of(trial.truth), len(str(trial.right or "").strip())
        if cells > MOST_CELLS or letters > MOST_LETTERS:
            much = f"{cells} cells to type, more than {MOST_CELLS}" if cells > MOST_CELLS else ""
            what = f"the answer has {much or f'{letters} letters to type, more than {MOST_LETTERS}'}"
            fix = "Ask for a part of it, or for its shape or sum."
            yield Violation(what, fix, evidence.card.places.get("code"), trial.seed)


def _is_typed(trial: Trial) -> bool:
    """Whether the truth itself is typed, and not only which exception is raised."""
    assert trial.question is not None
    return getattr(trial.question.card.body, "form", "") != "error"


@rule("Q207", "the question gives the answer away", Severity.WARNING)
def gives_away(evidence: Evidence) -> Iterator[Violation]:
    """The answer is in the prompt, in a hint, in a comment of the code or in an assertion.

    Bad:
        prompt: Is the value really tensor([2, 3])?

    Good:
        prompt: Value?
    """
    leaks = [given_away(trial.question, trial.right) for trial in evidence.trials if trial.question is not None]
    if leaks and all(leaks):
        where = listed({leak.field for leak in leaks if leak is not None}, "and")
        place = below(evidence.card.places.get(leaks[0].field), leaks[0].line) if leaks[0] is not None else None
        yield Violation(f"the answer is in {where}", "Take it out, or ask for something else.", place)


@rule("Q210", "a constant passes for the function", Severity.WARNING, form=True)
def constant_passes(evidence: Evidence) -> Iterator[Violation]:
    """A function to be written that is only ever called with the same arguments need not look at them: `return 6` is
    judged right. Draw the arguments, or make them of random numbers.

    Bad:
        - id: total
          ask: write
          prompt: Return the sum of `x`.
          signature: "def total(x):"
          args: torch.tensor([1, 2, 3])
          reference: |
            def total(x):
                return x.sum()
          reject:
            - {code: "def total(x): return x.max()", why: "this is the greatest"}
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: total
          ask: write
          prompt: Return the sum of `x`.
          draw: {n: "rng.randint(2, 9)"}
          signature: "def total(x):"
          args: torch.arange($n)
          reference: |
            def total(x):
                return x.sum()
          reject:
            - {code: "def total(x): return x.max()", why: "this is the greatest"}
          explain: It adds.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    if called_alike(evidence.card):
        what = "every call has the same arguments, so a constant passes for the function"
        yield Violation(what, "Use a drawn `$name` in `args`, or random numbers.", evidence.card.places.get("args"))


@rule("Q211", "the check looks at the shape alone", Severity.WARNING, form=True)
def check_of_the_shape(evidence: Evidence) -> Iterator[Violation]:
    """Where a prompt asks for values, a `check` that compares only shapes, sizes or dtypes lets any numbers pass. Where
    the shape is what is asked for, the prompt says so.

    Bad:
        - id: doubled
          ask: fill
          prompt: Fill the blank so that `y` is twice `x`.
          draw: {n: "rng.randint(2, 9)"}
          code: |
            x = torch.arange($n)
            y = ____
          check: "y.shape == x.shape"
          accept: ["2 * x"]
          reject: [{fill: "torch.cat([x, x])", why: "this repeats it"}]
          explain: It multiplies each.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html

    Good:
        - id: doubled
          ask: fill
          prompt: Fill the blank so that `y` is twice `x`.
          draw: {n: "rng.randint(2, 9)"}
          code: |
            x = torch.arange($n)
            y = ____
          check: "torch.equal(y, torch.arange($n) * 2)"
          accept: ["2 * x"]
          reject: [{fill: "torch.cat([x, x])", why: "this repeats it"}]
          explain: It multiplies each.
          source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
    """
    if blind_to_values(evidence.card):
        what = "`check` compares no value, and the prompt does not ask for a shape"
        yield Violation(what, "Compare the values too, as by torch.equal.", evidence.card.places.get("check"))
