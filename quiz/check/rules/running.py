"""Rules Q1, running: code that fails, runs too long, ends its process or gives different results when run again."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.answer.value import Raised
from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.prove.trial import OtherRun
from quiz.check.rules.elsewhere import elsewhere
from quiz.check.rules.rule import Violation, rule
from quiz.check.rules.shown_code import shown_code
from quiz.check.rules.slips import is_about_deprecation, is_deprecation, place_of, slip_of
from quiz.text.suggest import quoted

SLOW = "Q104"


def _broken(evidence: Evidence, code: str) -> Iterator[Violation]:
    for trial in evidence.trials:
        broken = trial.broken
        if broken is not None and broken.code == code:
            yield Violation(broken.reason, broken.fix or "Fix the code of the card.", broken.place, trial.seed)


@rule("Q101", "the card cannot be asked", firm=True)
def cannot_be_asked(evidence: Evidence) -> Iterator[Violation]:
    """The code raises an exception that the card does not announce, gives what nobody can type, or no draw meets
    `require` and keeps the beliefs apart. A learner never sees such a card: it is set aside.

    Bad:
        code: torch.tensor([1, 2])[5]

    Good:
        raises: IndexError
        code: torch.tensor([1, 2])[5]
    """
    yield from _broken(evidence, "broken")


@rule("Q102", "the code runs too long", firm=True)
def too_long(evidence: Evidence) -> Iterator[Violation]:
    """A learner waits for the truth, at most `budget` seconds (5 where the card does not say).

    Bad:
        budget: 0.3
        code: |
          while True: pass
          torch.tensor([2, 3])

    Good:
        code: torch.tensor([1, 2]) + 1
    """
    yield from _broken(evidence, "timeout")


@rule("Q103", "the code ends its process", firm=True)
def ends_process(evidence: Evidence) -> Iterator[Violation]:
    """It crashes, calls `os._exit`, or prints more than a mebibyte, so there is no result.

    Bad:
        code: |
          import os
          os._exit(0)
          torch.tensor([2, 3])

    Good:
        code: torch.tensor([1, 2]) + 1
    """
    yield from _broken(evidence, "crash")


@rule(SLOW, "the code takes most of its time", Severity.WARNING)
def slow(evidence: Evidence) -> Iterator[Violation]:
    """On a machine half as fast, or busy, the card would fail: it took more than half of its `budget`.

    Bad:
        budget: 1
        code: |
          import time
          time.sleep(0.8)
          torch.tensor([1, 2]) + 1

    Good:
        budget: 10
        code: |
          import time
          time.sleep(0.1)
          torch.tensor([1, 2]) + 1
    """
    budget = evidence.card.budget
    for trial in evidence.trials:
        if trial.slow:
            what = f"its code took {trial.slowest_ms / 1000:.1f} s of a budget of {budget:g} s"
            place = evidence.card.places.get("budget") or evidence.card.places.get("code")
            yield Violation(what, "Let it do less, or raise `budget`.", place, trial.seed)


def _unlike(evidence: Evidence, other: OtherRun, where: str, fix: str) -> Iterator[Violation]:
    for trial in evidence.trials:
        for contrast in trial.contrasts:
            if contrast.other is other:
                what = f"the answer is {quoted(contrast.here)}, and {quoted(contrast.there)} {where}"
                yield Violation(what, fix, evidence.card.places.get("code"), trial.seed)


@rule("Q105", "the answer depends on hidden randomness", firm=True)
def unseen_chance(evidence: Evidence) -> Iterator[Violation]:
    """The code draws random numbers, and the answer depends on them: a learner cannot know it. Draw such values under
    `draw`, so that the question shows them; random numbers that do not change the answer do no harm.

    Bad:
        code: torch.rand(2)

    Good:
        code: torch.rand(2).shape
        form: shape
        misconceptions: [{belief: it is a scalar, code: "torch.rand(()).shape"}]
    """
    fix = "Draw the values under `draw`, or ask for what does not depend on them."
    yield from _unlike(evidence, OtherRun.CHANCE, "from another random seed", fix)


@rule("Q106", "the same question has another answer elsewhere", firm=True)
def not_determined(evidence: Evidence) -> Iterator[Violation]:
    """Run again in another process, from the same seeds but with another order of hashes, the code gave something else:
    it depends on the order of a set, an address, the time. A right answer may then be judged wrong.

    Bad:
        code: '[hash(name) % 10_000 for name in ("a", "b", "c")]'
        misconceptions: [{belief: they count up, code: "[0, 1, 2]"}]

    Good:
        code: 'sorted({"a", "b", "c"}, reverse=True)'
        misconceptions: [{belief: they come as they are, code: "['a', 'b', 'c']"}]
    """
    yield from _unlike(
        evidence, OtherRun.TWIN, "in another process", "Sort what has no order, and ask for no address or time."
    )


@rule("Q107", "CPU and GPU disagree")
def devices_disagree(evidence: Evidence) -> Iterator[Violation]:
    """The card claims to hold on both devices, and their answers differ.

    Bad:
        devices: [cpu, cuda]
        code: torch.zeros(2).device.type

    Good:
        devices: [cpu]
        code: torch.zeros(2).device.type
    """
    fix = "Say `devices: [cpu]`, or choose values that both compute exactly."
    yield from _unlike(evidence, OtherRun.DEVICE, "on the CPU", fix)


@rule("Q108", "the answer depends on the day, the machine or the build", Severity.WARNING, form=True)
def not_here_alone(evidence: Evidence) -> Iterator[Violation]:
    """Such values are the same in every process of one machine, so running the code again does not show them: the date,
    the number of processors, the folder, the release of torch. A learner elsewhere is asked another question than the
    one that was proven.

    Bad:
        code: torch.tensor([1, 2]) + (2 if torch.__version__ < "1" else 1)

    Good:
        code: torch.tensor([1, 2]) + 1
    """
    for name, where, place in elsewhere(evidence.card):
        fix = "Take it out, or write the value that is meant."
        yield Violation(f"`{name}` is another value {where}", fix, place)


@rule("Q109", "the code calls what is deprecated", Severity.WARNING)
def deprecated(evidence: Evidence) -> Iterator[Violation]:
    """Running it gives a deprecation warning: a learner who copies the habit will see it too, and in some later release
    the card breaks. A card about the warning says so in one of its texts.

    Bad:
        code: torch.tensor([1, 2]) + torch.range(1, 2).long() // torch.range(1, 2).long()

    Good:
        code: torch.tensor([1, 2]) + torch.arange(1, 3) // torch.arange(1, 3)
    """
    if is_about_deprecation(evidence.card):
        return
    for trial in evidence.trials:
        for warning in trial.warned:
            if is_deprecation(warning):
                what = f"it gives a warning: {quoted(warning.text, 120)}"
                fix = "Call what replaces it; a card about the warning says so in its texts."
                yield Violation(what, fix, place_of(evidence.card, warning), trial.seed)


@rule("Q110", "the exception looks like a slip", Severity.WARNING)
def looks_like_a_slip(evidence: Evidence) -> Iterator[Violation]:
    """`raises: AttributeError` keeps a card alive whose code has a misspelt name. Where the missing name is the point,
    a text of the card speaks of it.

    Bad:
        raises: AttributeError
        code: torch.tensor([1, 2]).summ()

    Good:
        raises: AttributeError
        code: torch.tensor([1, 2]).summ()
        explain: There is no method `summ`.
    """
    for trial in evidence.trials:
        value = trial.truth.value if trial.truth is not None else None
        if isinstance(value, Raised) and (name := slip_of(evidence.card, value)):
            what = f"it raises {value.name} for `{name}`, of which no text of the card speaks"
            place = next((piece.at(value.line or 1) for piece in shown_code(evidence.card)), None)
            yield Violation(what, "Correct the name; or say in `explain` that there is none.", place, trial.seed)
