"""The pages of the rules: each example is run, and shows its rule or does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from check_scene import HEAD, sound

from quiz.check.draw_set import DrawSet
from quiz.check.mutate.making import Making
from quiz.check.prove.evidence import Evidence, prove
from quiz.check.prove.torch_names import Vocabulary, vocabulary
from quiz.check.rules import findings, findings_around, form_findings, rulebook, schema
from quiz.check.rules.rule import RULES, Rule
from quiz.check.scope import Scope
from quiz.deck.model import Deck
from quiz.engine.client import Engine
from quiz.errors import DeckError, NotFound
from quiz.library.load import load

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "Q002": "where nothing confines",
    "Q204": "a reader at fault",
    "Q106": "another zygote",
    "Q107": "a GPU",
    "Q303": "the comparison",
}
"""Rules whose bad example needs more than a card; each is proven in another test."""


@pytest.fixture(scope="session")
def words(engine: Engine) -> Vocabulary:
    found = vocabulary(engine.start(), None, engine.run)
    assert found is not None
    return found


def whole(example: str) -> str:
    """The deck that an example stands for: its fields in a sound card, its cards in a deck, or itself."""
    if "\ncards:" in example:
        return example
    if example.startswith("format:"):
        return example + "\nsetup: import torch\ncards:\n" + _indented(sound("card"))
    if example.startswith("- id:"):
        return HEAD.format(name="scene") + _indented(example)
    card = sound("card").strip("\n")
    for field in re.split(r"\n(?=\S)", example):
        key = field.partition(":")[0]
        rows = [row for row in re.split(r"\n(?=  \S)", card) if not row.startswith(f"  {key}:")]
        # A key without a value is one that is left out.
        card = "\n".join([*rows, *([] if field.endswith(":") else [_indented(field).rstrip()])])
    return HEAD.format(name="scene") + _indented(card)


def codes(text: str, engine: Engine, words: Vocabulary, rule: str = "") -> dict[str, str]:
    """The rules that find something in a deck, each with what it says."""
    try:
        deck = load("scene.yaml", text)
    except DeckError as error:
        return {schema(problem).code: str(problem) for problem in error.problems}
    making = Making(mutants=rule == "Q208", rewrites=rule == "Q209")
    proven = prove(deck.cards, engine, DrawSet(8), 2, words=words, making=making)
    found = [finding for evidence in proven for finding in findings(evidence)]
    return {finding.code: finding.message for finding in [*found, *findings_around(_scope(deck).survey())]}


def _scope(deck: Deck) -> Scope:
    near = frozenset(["gather/logits-column"])
    return Scope(deck.cards, (), (deck,), {"create": (), "mine-too": ("mine",)}, elsewhere=near)


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.strip("\n").split("\n"))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_examples_of_a_rule_are_true(rule: Rule, engine: Engine, words: Vocabulary) -> None:
    """The bad one breaks this rule; the good one breaks none."""
    if rule.code == "Q002":
        assert codes(whole(rule.good), engine, words, rule.code).keys() <= {"Q001"}
        return
    if rule.code not in ELSEWHERE:
        assert rule.code in codes(whole(rule.bad), engine, words, rule.code)
    assert codes(whole(rule.good), engine, words, rule.code) == {}


READS_MORE = {"Q001": "the loader", "Q002": "who may run here", "Q701": "the names of torch"}
"""Rules that need no run and find nothing in a card, or the other way round, each with what else they read."""


BY_CARDS = {code: rule for code, rule in RULES.items() if code not in READS_MORE}


@pytest.mark.parametrize("rule", BY_CARDS.values(), ids=BY_CARDS)
def test_a_rule_that_needs_no_run_is_marked(rule: Rule) -> None:
    """It finds its bad example in the cards alone; every other rule finds nothing there."""
    deck = load("scene.yaml", whole(rule.bad))
    found = {finding.code for card in deck.cards for finding in form_findings(Evidence(card, ()))}
    around = {finding.code for finding in findings_around(_scope(deck).survey())}
    told = [one for card in deck.cards if rule.look is not None for one in rule.look(Evidence(card, ()))]
    assert (rule.code in found | around, bool(told)) == (rule.form, rule.form and rule.look is not None)


def test_the_page_of_the_rules_is_what_the_rules_say() -> None:
    """docs/rules.md is made by `quiz check --explain all`, and says the same."""
    assert (ROOT / "docs" / "rules.md").read_text() == rulebook.page() + "\n"


@pytest.mark.parametrize("code", RULES)
def test_every_rule_explains_itself(code: str) -> None:
    """Code, title, why, a bad and a good example."""
    told = rulebook.explain(code)
    assert told.startswith(f"{code}  {RULES[code].title}")
    assert "bad:\n    " in told
    assert "good:\n    " in told
    assert RULES[code].why.endswith(".")


def test_an_unknown_rule_is_not_found() -> None:
    """With the one that was meant."""
    with pytest.raises(NotFound) as raised:
        rulebook.explain("Q511")
    assert "Q501" in raised.value.fix
