"""Grading JSON lines: renamed and changed cards, fields of the caller's own, answers as a list."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scene import GATHER, deck_of

from quiz.app import grade
from quiz.ask import kinds
from quiz.ask.seeds import session_seeds
from quiz.deck.model import Deck
from quiz.engine.client import Engine

CHOOSE = """
- id: pick
  ask: choose
  select: SELECT
  prompt: Which?
  code: x = torch.arange(3)
  options:
    - {text: three cells, true_if: len(x) == 3, why: it counts from 0}
    - {text: four cells, true_if: len(x) == 4, why: the end is left out}
    - {text: five cells, true_if: len(x) == 5}
    - {text: no cells, true_if: len(x) == 0}
"""
ONE, ALL = CHOOSE.replace("SELECT", "one"), CHOOSE.replace("SELECT", "all")


def graded(engine: Engine, deck: Deck, **request: object) -> dict[str, Any]:
    return grade.grade_line(engine, grade.by_id(deck.cards), json.dumps(request).encode())


def right_letter(engine: Engine, deck: Deck, seed: int) -> str:
    question = grade.pose(engine, deck.cards[0], seed).question
    assert question is not None
    return next(option.letter for option in question.body.options if option.true)


@pytest.mark.parametrize("text", [ONE, ALL])
def test_a_list_may_hold_letters_or_texts(engine: Engine, text: str) -> None:
    """`["a"]` is as good as "a"."""
    deck = deck_of(text)
    letter = right_letter(engine, deck, 5)
    for answer in (letter, [letter], [letter.upper()], ["three cells"], ["three  cells ", letter]):
        assert graded(engine, deck, card="scene/pick", seed=5, answer=answer)["status"] == "right", answer
    for answer in (["z"], ["three"], [""]):
        row = graded(engine, deck, card="scene/pick", seed=5, answer=answer)
        assert (row["status"], row["message"]) == ("invalid", f"`{answer[0]}` is not one of the options."), answer


def test_every_why_is_in_the_verdict(engine: Engine) -> None:
    deck = deck_of(ONE)
    row = graded(engine, deck, card="scene/pick", seed=5, answer="three cells")
    assert sorted(why["why"] for why in row["whys"]) == ["it counts from 0", "the end is left out"]


def test_an_answer_to_a_card_that_changed_is_not_judged(engine: Engine) -> None:
    """`ask` gives the digest; with it, another question is not judged in silence. Without it, all is as it was."""
    before, after = deck_of(GATHER), deck_of(GATHER.replace("range(10, 100)", "range(100, 1000)"))
    (asked,) = grade.ask_all(engine, before.cards, session_seeds(3))
    wire = asked.wire()
    request = {"card": wire["card"], "seed": wire["seed"], "answer": "1"}
    assert graded(engine, before, **request, digest=wire["digest"])["status"] == "wrong"
    changed = graded(engine, after, **request, digest=wire["digest"])
    assert (changed["status"], changed["code"]) == ("error", "changed-card")
    assert changed["digest"] == after.cards[0].digest != wire["digest"]
    assert graded(engine, after, **request)["status"] == "wrong"


@pytest.mark.parametrize("was", ["pick", "elsewhere/pick"])
def test_an_answer_to_a_renamed_card_is_judged_as_it_was_asked(engine: Engine, was: str) -> None:
    """Under its former id the options stand in their former order, for every seed."""
    old = deck_of(ONE)
    new = deck_of(ONE.replace("id: pick", f"id: chosen\n  was: {was}"))
    former = was if "/" in was else f"scene/{was}"
    for seed in range(6):
        deck = old if "/" not in was else None
        letter = right_letter(engine, deck, seed) if deck is not None else "three cells"
        row = graded(engine, new, card=former, seed=seed, answer=letter, digest=old.cards[0].digest)
        assert (row["status"], row["card"]) == ("right", former)
    assert graded(engine, new, card="scene/chosen", seed=1, answer="three cells")["status"] == "right"


def test_fields_of_the_caller_come_back(engine: Engine) -> None:
    """A student, an id: whatever has no meaning here; nothing of it takes the place of a verdict."""
    deck = deck_of(ONE)
    own = {"student": "Ada", "id": [1, {"a": None}], "status": "right", "truth": "mine"}
    row = graded(engine, deck, card="scene/pick", seed=5, answer="no cells", **own)
    assert (row["student"], row["id"], row["status"]) == ("Ada", [1, {"a": None}], "wrong")
    assert row["truth"] != "mine"
    assert "answer" not in row
    unknown = graded(engine, deck, card="scene/none", seed=5, answer="a", student="Ada")
    assert (unknown["code"], unknown["student"]) == ("unknown-card", "Ada")
    assert graded(engine, deck, card=3, student="Ada")["student"] == "Ada"


def test_what_is_no_json_is_reported(engine: Engine) -> None:
    for row in (b"xx", b"[" * 50_000, b'"x"', b'{"card": "scene/pick", "seed": NaN, "answer": "a"}'):
        assert grade.grade_line(engine, grade.by_id(deck_of(ONE).cards), row)["code"] == grade.NOT_JSON


def test_the_answer_of_the_card_stands_beside_a_right_one(engine: Engine) -> None:
    text = """
- id: fill
  ask: fill
  prompt: Sum.
  repeat: 1
  code: |
    x = torch.arange(3)
    y = ____
  check: y == 3
  accept: ["x.sum()"]
"""
    deck = deck_of(text)
    assert kinds.kind("fill").RUNS
    assert graded(engine, deck, card="scene/fill", seed=1, answer="x[0] + x[1] + x[2]")["idiom"] == "x.sum()"
    assert "idiom" not in graded(engine, deck, card="scene/fill", seed=1, answer=" x.sum( ) ")


def test_a_refusal_is_told_once(engine: Engine) -> None:
    (card,) = deck_of(ONE).cards
    text = "\n".join(grade.show(engine, card, 5, "zz").lines())
    assert "your answer is invalid." in text
    assert text.count("Type one letter (a to d).") == 1


@pytest.mark.parametrize(("answer", "nearly"), [("ValueError", True), ("no error", None)])
def test_that_it_raises_is_said_of_another_exception(engine: Engine, answer: str, nearly: bool | None) -> None:
    """A front end that schedules by itself can suggest Hard, as the quiz does."""
    text = """
- id: raised
  ask: predict
  form: error
  raises: RuntimeError
  prompt: Which exception, if any?
  code: torch.ones(2) @ torch.ones(3)
"""
    row = graded(engine, deck_of(text), card="scene/raised", seed=5, answer=answer)
    assert (row["status"], row.get("nearly")) == ("wrong", nearly)
