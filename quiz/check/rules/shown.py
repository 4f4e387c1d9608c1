"""Rules Q7, what is shown: a prompt and a code that belong together, and code that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from quiz.check.finding import Severity
from quiz.check.prove.evidence import Evidence
from quiz.check.rules.asked_for import missing_names, other_sort, other_value
from quiz.check.rules.options import text_about_place, untested
from quiz.check.rules.rule import Violation, rule
from quiz.check.rules.shown_code import shown_code
from quiz.check.rules.unseen import indexed_literals, unseen_names
from quiz.deck.model import Place

WIDEST = 100
"""In columns. A terminal of 120 shows no more beside its frame, one of 80 wraps it once."""


@rule("Q701", "the prompt asks for a name that is not there", Severity.WARNING)
def name_not_there(evidence: Evidence) -> Iterator[Violation]:
    """A name in backticks that neither the card's code nor torch knows: it was renamed in one of the two places, and a
    learner looks for it.

    Bad:
        prompt: Value of `z`?
        code: |
          x = torch.tensor([1, 2])
          y = x + 1
          y

    Good:
        prompt: Value of `y`?
        code: |
          x = torch.tensor([1, 2])
          y = x + 1
          y
    """
    for name, near in missing_names(evidence.card, evidence.words):
        fix = f"Did you mean `{near}`?" if near else "Name it as the code does, or say it without backticks."
        yield Violation(f"the prompt asks about `{name}`, which is not in the code", fix, _prompt(evidence))


@rule("Q702", "the prompt asks for another value than the code ends in", Severity.WARNING)
def asks_for_another_value(evidence: Evidence) -> Iterator[Violation]:
    """The answer is the last expression of the code, whatever the prompt says. A learner who answers what was asked is
    judged wrong.

    Bad:
        prompt: Value of `x`?
        code: |
          x = torch.tensor([1, 2])
          y = x + 1
          y

    Good:
        prompt: Value of `y`?
        code: |
          x = torch.tensor([1, 2])
          y = x + 1
          y
    """
    for what, fix in (*other_value(evidence), *other_sort(evidence)):
        yield Violation(what, fix, _prompt(evidence))


@rule("Q703", "shown code uses what only `setup` knows", Severity.WARNING, form=True)
def hidden_in_setup(evidence: Evidence) -> Iterator[Violation]:
    """`setup` is not shown before the answer. A constant or a helper of it in shown code is a value that a learner has
    to guess; imports are no secret, nor is a helper whose name is a word of the prompt, as `raises` where it asks what
    raises, or one that a comment explains.

    Bad:
        format: 1
        deck: mine
        title: Mine
        setup: |
          import torch
          SCALE = 7
        cards:
          - id: scaled
            ask: predict
            prompt: Value of `y`?
            code: |
              y = torch.tensor([1, 2]) * SCALE
              y
            misconceptions:
              - {belief: nothing is multiplied, code: "torch.tensor([1, 2])"}
            explain: Each entry is multiplied.
            source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html

    Good:
        format: 1
        deck: mine
        title: Mine
        setup: import torch
        cards:
          - id: scaled
            ask: predict
            prompt: Value of `y`?
            code: |
              SCALE = 7
              y = torch.tensor([1, 2]) * SCALE
              y
            misconceptions:
              - {belief: nothing is multiplied, code: "torch.tensor([1, 2])"}
            explain: Each entry is multiplied.
            source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
    """
    for name, place in unseen_names(evidence.card):
        fix = f"Bind `{name}` in the shown code, or explain it in the prompt or a comment."
        yield Violation(f"`{name}` is bound in `setup`, which a learner does not see", fix, place)


@rule("Q704", "a drawn list is indexed at once where it is shown", Severity.WARNING)
def literal_indexed(evidence: Evidence) -> Iterator[Violation]:
    """`$a` stands for the drawn literal, so a learner reads `[31, 21, 16][0]` for `$a[0]`, in code and in a text.
    Nobody writes that. In the code of a belief, which is not shown, it is fine.

    Bad:
        draw: {a: "rng.sample(range(10, 99), 3)"}
        code: torch.tensor([$a[0], $a[1]]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor($a[:2])"}]

    Good:
        draw: {a: "rng.sample(range(10, 99), 3)", first: "a[0]", second: "a[1]"}
        code: torch.tensor([$first, $second]) + 1
        misconceptions: [{belief: nothing is added, code: "torch.tensor($a[:2])"}]
    """
    for written, name, read, place in indexed_literals(evidence):
        fix = f'Draw it by a name of its own, such as `first: "{name}[0]"`, or write `{name} = ${name}` above.'
        yield Violation(f"a learner reads `{read}` for `{written}`", fix, place)


@rule("Q705", "a line of code is wide", Severity.WARNING)
def wide_line(evidence: Evidence) -> Iterator[Violation]:
    """More than 100 columns are wrapped on most screens, and wrapped code is hard to read.

    Bad:
        code: torch.tensor([1, 2]) + torch.zeros(2, dtype=torch.int64) + torch.zeros(2, dtype=torch.int64).clone() + 1

    Good:
        code: |
          zeros = torch.zeros(2, dtype=torch.int64)
          torch.tensor([1, 2]) + zeros + zeros.clone() + 1
    """
    questions = evidence.questions
    for piece in shown_code(evidence.card):
        widths = [[len(row) for row in question.filled(piece.text).split("\n")] for question in questions]
        for at, columns in enumerate(zip(*widths, strict=False)):
            # On some draws the numbers are long; a line is wide when it mostly is.
            if sorted(columns)[len(columns) // 2] > WIDEST:
                what = f"this line is {max(columns)} columns wide, more than {WIDEST}"
                yield Violation(what, "Break it, or bind a part of it to a name.", piece.at(at + 1))


@rule("Q706", "an option is not what its `true_if` tests", Severity.WARNING, form=True)
def option_untested(evidence: Evidence) -> Iterator[Violation]:
    """An option that is an expression is true or false for what that expression does. Where its `true_if` evaluates
    another option's expression, two rows were swapped, or one was copied and not changed.

    Bad:
        - id: sums
          ask: choose
          prompt: Which gives 6?
          code: x = torch.tensor([1, 2, 3])
          options:
            - {text: "x.max()", true_if: "x.sum() == 6"}
            - {text: "x.sum()", true_if: "x.max() == 6"}
          explain: 1 + 2 + 3.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: sums
          ask: choose
          prompt: Which gives 6?
          code: x = torch.tensor([1, 2, 3])
          options:
            - {text: "x.sum()", true_if: "x.sum() == 6"}
            - {text: "x.max()", true_if: "x.max() == 6"}
          explain: 1 + 2 + 3.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    for option, other in untested(evidence.card):
        what = f"`true_if` of the option `{option.text.strip()}` evaluates `{other}` in its place"
        yield Violation(what, "Let `true_if` contain the expression of its own option.", option.place)


@rule("Q707", "a text speaks of the place of an option", Severity.WARNING, form=True)
def option_by_place(evidence: Evidence) -> Iterator[Violation]:
    """Options are shuffled at each review, so `all of the above` has nothing above it, and option B is another one.

    Bad:
        - id: places
          ask: choose
          prompt: Which gives 6?
          code: x = torch.tensor([1, 2, 3])
          options:
            - {text: "x.sum()", true_if: "x.sum() == 6"}
            - {text: "None of the above", true_if: "x.sum() != 6"}
          explain: 1 + 2 + 3.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html

    Good:
        - id: places
          ask: choose
          prompt: Which gives 6?
          code: x = torch.tensor([1, 2, 3])
          options:
            - {text: "x.sum()", true_if: "x.sum() == 6"}
            - {text: "neither the sum nor the greatest", true_if: "6 not in (x.sum(), x.max())"}
          explain: 1 + 2 + 3.
          source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
    """
    for words, place in text_about_place(evidence.card):
        yield Violation(f"options are shuffled: {words!r} means none of them", "Say what the option says.", place)


def _prompt(evidence: Evidence) -> Place | None:
    return evidence.card.places.get("prompt")
