"""A card on many draws: side by side as lines, and as a page for a pull request."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from scene import GATHER, deck_of

from quiz.app import card_page, grade
from quiz.app.variants import belief_lines, variant_lines
from quiz.cli import group
from quiz.engine.client import Engine

HOSTILE = """
- id: hostile
  ask: predict
  prompt: "Is `x < y` </pre><script>alert(1)</script> & ![](http://example.com/x.png)?"
  code: |
    x = torch.tensor([[1, 2], [3, 4]])  # <b>&amp;
    x.T + 1
  misconceptions: [{belief: "<i>it stays</i>", code: "torch.tensor([[2, 3], [4, 5]])"}]
  explain: "[here](javascript:alert(1)) it turns"
"""
CODE = """
- id: twos
  ask: fill
  prompt: Make twos.
  code: x = torch.full((2,), ____)
  check: x.tolist() == [2, 2]
  accept: ["2"]
  reject: [{fill: "3", why: These are threes}]
"""


def test_draws_are_those_of_quiz_try(engine: Engine) -> None:
    """Each draw is what its seed gives alone; those that repeat another are counted."""
    (card,) = deck_of(GATHER).cards
    tried = grade.show_all(engine, card, range(20))
    alone = grade.show(engine, card, 7, None)
    assert [one.asked.seed for one in tried] == list(range(20))
    assert tried[7].wire() == alone.wire()
    lines = variant_lines(tried)
    assert lines[0].startswith("seed") and "torch says" in lines[0] and len(lines) == 23
    assert lines[-1].startswith(("20 of 20 draws differ", "19 of 20 draws differ", "18 of 20 draws differ"))
    assert belief_lines(tried)[0].startswith("belief 1: ")


def test_a_page_is_well_formed_whatever_a_card_says(engine: Engine) -> None:
    """Text stays text: no script, no image, no link but to the web; tensors are tables, beliefs have what they give."""
    (card,) = deck_of(HOSTILE).cards
    tried = grade.show_all(engine, card, [0])
    page = card_page.page(tried, grade.pictures(engine, tried))
    doctype, _, rest = page.partition("\n")
    tree = ElementTree.fromstring(rest)
    assert doctype == "<!DOCTYPE html>"
    names = {element.tag for element in tree.iter()}
    assert names.isdisjoint(("script", "img", "b", "i")) and {"table", "dl", "section"} <= names
    assert all(link.get("href", "").startswith("http") for link in tree.iter("a"))
    text = "".join(tree.itertext())
    assert "<script>alert(1)</script>" in text and "# <b>&amp;" in text and "<i>it stays</i>" in text
    assert [cell.text for cell in tree.iter("td")] == ["1", "2", "3", "4"]
    assert "[4, 5]" in text and "[3, 5]" in text


def test_a_page_shows_how_stated_answers_are_judged(engine: Engine) -> None:
    """Where an answer is code, right and wrong ones are there with their verdicts."""
    (card,) = deck_of(CODE).cards
    tried = grade.show_all(engine, card, [0, 1])
    tree = ElementTree.fromstring(card_page.page(tried, grade.pictures(engine, tried)).partition("\n")[2])
    assert [one.text for one in tree.iter("dt")] == ["right", "wrong"] * 2
    assert "These are threes" in "".join(tree.itertext())


def test_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--draws` prints, `--html` writes; an answer is judged on one draw only."""
    monkeypatch.chdir(tmp_path)
    page = CliRunner().invoke(group, ["try", "gather/index-select-rule", "--draws", "3", "--html", "card.html"])
    assert page.exit_code == 0 and page.output == "wrote card.html\n"
    assert (tmp_path / "card.html").read_text("utf-8").count("<section>") == 3
    judged = CliRunner().invoke(group, ["try", "gather/index-select-rule", "--draws", "3", "--answer", "1"])
    assert judged.exit_code == 2 and "leave out --draws" in judged.output
