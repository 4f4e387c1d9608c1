"""Forty mistakes that authors make: each has its rule, its line and column, and a mend that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from seven import DECK

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.prove.evidence import prove
from quiz.check.prove.torch_names import Vocabulary, vocabulary
from quiz.check.rules import findings, findings_around, schema
from quiz.check.scope import Scope
from quiz.engine.client import Engine
from quiz.errors import DeckError
from quiz.library.load import load


@dataclass(frozen=True)
class Mistake:
    """The first `old` of the deck becomes `new`; then `code` is told where `at` stands, with these words."""

    name: str
    old: str
    new: str
    code: str
    at: str
    fix: str


MISTAKES = [
    Mistake(**row) for row in yaml.safe_load((Path(__file__).parent / "data" / "mistakes.yaml").read_text("utf-8"))
]


@cache
def _words(engine: Engine) -> Vocabulary | None:
    return vocabulary(engine.start(), None, engine.run)


def told(text: str, engine: Engine) -> list[Finding]:
    """All that is said of a deck; a card that does not change is not run."""
    try:
        deck = load("demo.yaml", text)
    except DeckError as error:
        return [schema(problem) for problem in error.problems]
    same = {card.digest for card in load("demo.yaml", DECK).cards}
    new = [card for card in deck.cards if card.digest not in same or card.ignore or not card.source]
    around = findings_around(Scope(deck.cards, (), (deck,), {"create": ()}).survey())
    proven = prove(new, engine, DrawSet(8), 2, words=_words(engine))
    return [*around, *(finding for evidence in proven for finding in findings(evidence))]


def test_the_deck_without_a_mistake_has_no_finding(engine: Engine) -> None:
    """What follows changes one thing each."""
    deck = load("demo.yaml", DECK)
    proven = prove(deck.cards, engine, DrawSet(8), 2, words=_words(engine))
    assert [one.message for evidence in proven for one in findings(evidence)] == []
    assert told(DECK, engine) == []


def test_there_are_forty() -> None:
    """Each of its own name, and of most rules at least one."""
    assert len({mistake.name for mistake in MISTAKES}) >= 40
    assert len({mistake.code for mistake in MISTAKES}) >= 20


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_has_its_code_its_place_and_its_mend(mistake: Mistake, engine: Engine) -> None:
    """The rule, line and column, and words that say what to do."""
    assert DECK.count(mistake.old), "the deck holds no such text"
    text = DECK.replace(mistake.old, mistake.new, 1)
    if "while True" in mistake.new:
        text = text.replace("    ask: predict\n", "    ask: predict\n    budget: 0.4\n", 1)
    found = told(text, engine)
    assert mistake.code in [finding.code for finding in found], [(one.code, one.message) for one in found]
    finding = next(one for one in found if one.code == mistake.code)
    changed = DECK.index(mistake.old)
    at = text.index(mistake.at, 0 if text.count(mistake.at) == 1 else max(0, changed - 60))
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    assert (finding.line, finding.column) == (line, column), finding.message
    assert mistake.fix in finding.fix
    assert finding.fix.endswith((".", "?"))
