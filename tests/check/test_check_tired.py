"""Thirty cards of a tired author, none of which a reviewer would let pass: what is told of each, and at which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.prove.evidence import prove
from quiz.check.prove.torch_names import vocabulary
from quiz.check.rules import findings, findings_around
from quiz.check.scope import Scope
from quiz.deck.model import Deck
from quiz.engine.client import Engine
from quiz.library.load import load

PATH = Path(__file__).parent / "data" / "tired.yaml"
TOLD = {
    "renamed-in-the-code": ("Q701", "prompt: Value of `y`?", "the code does"),
    "ends-in-another-value": ("Q702", "prompt: Value of `total`?", "Ask for `least`"),
    "shape-asked-value-given": ("Q702", "prompt: Shape of `y`?", "`.shape`"),
    "constant-out-of-sight": ("Q703", "y = x * SCALE", "Bind `SCALE`"),
    "helper-out-of-sight": ("Q703", "print(twice(x).item())", "Bind `twice`"),
    "literal-indexed": ("Q704", "y = x * $a[0]", "`a = $a` above"),
    "rows-swapped": ("Q706", '- {text: "x.max()", true_if: "x.sum() == sum($n)"}', "its own option"),
    "all-of-the-above": ("Q707", '- {text: All of the above, true_if: "len(x) == 3"}', "what the option says"),
    "endless-text": ("Q206", 'name = "-".join(["tensor"] * $n)', "a part of it"),
    "coin": ("Q404", "x = torch.arange(6)", "Draw what decides it"),
    "draw-in-vain": ("Q405", 'draw: {a: "rng.sample(range(10, 99), 4)"}', "what the answer is made of"),
    "told-by-an-assertion": ("Q207", "assert y[1] == 16", "Take it out"),
    "told-by-a-comment": ("Q207", "y = x.flip(0)  # now it is [9, 4]", "Take it out"),
    "told-by-a-hint": ("Q207", '- "Count from 0: the answer is 2."', "Take it out"),
    "typo-that-raises": ("Q110", "y = x.summ()", "Correct the name"),
    "unfinished": ("Q507", 'explain: "TODO explain cumsum."', "what it stands for"),
    "source-of-nothing": ("Q507", "source: https://example.com/roll", "what it stands for"),
    "year-of-today": ("Q108", "x = torch.zeros(datetime.date.today().year, $a)", "Take it out"),
    "threads-of-this-machine": ("Q108", "n = torch.get_num_threads() * $a", "Take it out"),
    "release-of-this-machine": ("Q108", 'major = torch.__version__.split(".")[0]', "Take it out"),
    "wide": ("Q705", "y = torch.stack(", "Break it"),
    "gone-out-of-use": ("Q109", "q, r = torch.qr(a)", "what replaces it"),
    "release-of-the-future": ("Q003", 'torch: ">=9"', "Correct the condition"),
    "hint-without-help": ("Q508", "- Value of `y`?", "Say something"),
    "belief-pasted-twice": (
        "Q508",
        '- {belief: the slice begins at the first entry, code: "torch.tensor($n[:1])"}',
        "",
    ),
    "pasted-from-another": ("Q601", "a = torch.tensor($n)", "delete the other"),
    "constant-passes": ("Q210", "args: torch.tensor([1, 2, 3])", "drawn"),
    "shape-will-do": ("Q211", 'check: "y.shape == x.shape"', "the values too"),
    "misspelt-in-the-text": ("Q506", 'explain: "`torch.sort` gives values', "`torch.argsort`"),
}
"""Card -> the rule, the line that it stands at, and words of what mends it."""
NOT_TOLD = {"says-the-opposite"}
"""What no rule can see: that the explanation says the opposite of what the belief is corrected for."""


@pytest.fixture(scope="module")
def deck() -> Deck:
    return load(PATH)


@pytest.fixture(scope="module")
def told(deck: Deck, engine: Engine) -> list[Finding]:
    words = vocabulary(engine.start(), None, engine.run)
    around = findings_around(Scope(deck.cards, (), (deck,)).survey())
    proven = prove(deck.cards, engine, DrawSet(8), 2, words=words)
    return [*around, *(finding for evidence in proven for finding in findings(evidence))]


def test_the_deck_has_thirty_cards_each_expected_to_be_told_or_not(deck: Deck) -> None:
    """At least 26 of them are told."""
    assert len(deck.cards) == 30
    assert {card.name for card in deck.cards} == TOLD.keys() | NOT_TOLD
    assert len(TOLD) >= 26


@pytest.mark.parametrize("name", TOLD)
def test_a_fault_is_told_at_its_line_with_what_mends_it(name: str, told: list[Finding]) -> None:
    """The fault, and nothing else of this card; of two rows that were swapped, both."""
    code, line, fix = TOLD[name]
    found = [finding for finding in told if finding.card is not None and finding.card.name == name]
    assert {finding.code for finding in found} == {code}, [finding.message for finding in found]
    rows = PATH.read_text("utf-8").split("\n")
    assert rows[found[0].line - 1].strip().startswith(line)
    assert fix in found[0].fix


def test_nothing_is_told_of_the_others(told: list[Finding]) -> None:
    """So that this list grows when a rule learns to see one."""
    assert not NOT_TOLD & {finding.card.name for finding in told if finding.card is not None}
