"""Options on the screen: as they were written, and each with its why once there is a verdict."""

from __future__ import annotations

from scene import card_of, judge, pose

from quiz.ask import kinds
from quiz.ask.judge import given_up
from quiz.engine.client import Engine
from quiz.tui.widgets.answers.choose import Answer, OptionRow

CARD = """
- id: pictures
  ask: choose
  prompt: Which picture?
  options:
    - text: |
        .#.
         #
      true_if: "True"
      why: it is a nail
    - text: |
        for a in b:
            print(a)
      true_if: "False"
      why: it is code
"""


def test_an_option_keeps_its_lines(engine: Engine) -> None:
    assert OptionRow("a", "for a in b:\n    print(a)\n").text.plain == "for a in b:\n    print(a)"
    question = pose(engine, card_of(CARD), 1)
    rows = Answer.outcome(question, "", given_up(kinds.kind("choose"), question), 60).plain.split("\n")
    at = next(number for number, row in enumerate(rows) if "for a in b:" in row)
    assert rows[at + 1].index("print(a)") == rows[at].index("for a in b:") + 4


def test_every_option_says_why_after_a_right_choice_and_after_giving_up(engine: Engine) -> None:
    question = pose(engine, card_of(CARD), 1)
    right = next(option.letter for option in question.body.options if option.true)
    for given, verdict in (
        (right, judge(engine, question, right)),
        ("", given_up(kinds.kind("choose"), question)),
    ):
        text = Answer.outcome(question, given, verdict, 60).plain
        assert "it is a nail" in text
        assert "it is code" in text
