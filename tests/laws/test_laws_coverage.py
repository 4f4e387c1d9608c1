"""What the decks teach is written down, and nothing of the source notes is left out."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from quiz.library import learning_path
from quiz.library.decks import Library

ROOT = Path(__file__).resolve().parents[2]
CODE = ("fill", "write", "fix", "arrange")


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    """docs/coverage.py, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location("coverage_page", ROOT / "docs" / "coverage.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_decks_say(coverage: ModuleType) -> None:
    """`python docs/coverage.py` would change nothing."""
    cards = coverage.taught(ROOT / "decks")
    assert coverage.PAGE.read_text() == coverage.page(coverage.read_topics(), cards)


def test_every_topic_and_idea_is_taught(coverage: ModuleType) -> None:
    """Each by a card that names it, but for those that say why there is none."""
    assert coverage.uncovered(coverage.read_topics(), coverage.taught(ROOT / "decks")) == []


def test_every_path_leads_through_cards_that_there_are() -> None:
    """A card that is renamed is renamed there as well; none waits for a sibling, so that all can be asked in a day."""
    decks, _ = Library(shipped=ROOT / "decks").all(own=False)
    known = {card.id: card for deck in decks for card in deck.cards}
    found = learning_path.trails(ROOT / "decks")
    assert [trail.name for trail in found] == ["first-steps"]
    for trail in found:
        assert trail.present(known) == trail.cards
        siblings = {sibling for card in trail.cards for sibling in known[card].sibling_ids}
        assert not siblings & set(trail.cards)


def test_the_table_of_decks_in_the_readme_is_what_quiz_decks_tells(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cards, the share drawn anew, the share in which one writes code, and how many of each kind."""
    from quiz.cli import group

    monkeypatch.setenv("QUIZ_HOME", str(tmp_path))
    told = CliRunner().invoke(group, ["decks", "--json"], catch_exceptions=False)
    rows = json.loads(told.stdout)
    kinds = sorted({kind for row in rows for kind in row["kinds"]})
    for row in rows:
        assert row["code"] == sum(row["kinds"].get(kind, 0) for kind in CODE)
        shares = [f"{100 * row[part] / row['cards']:.0f}%" for part in ("drawn", "code")]
        counts = [str(row["kinds"].get(kind, 0)) for kind in kinds]
        cells = [f"`{row['deck']}`", row["title"], str(row["cards"]), *shares, *counts]
        assert f"| {' | '.join(cells)} |" in (ROOT / "README.md").read_text()
    total = sum(row["cards"] for row in rows)
    drawn, code = sum(row["drawn"] for row in rows), sum(row["code"] for row in rows)
    assert len(rows) == 18
    assert total >= 530
    assert drawn >= 0.6 * total
    assert code >= 0.25 * total
    assert re.search(rf"\b{total} cards\b", (ROOT / "README.md").read_text())
