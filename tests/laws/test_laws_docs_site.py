"""The site of the documentation has every page in its menu, and what the code can do."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.ask import kinds
from quiz.check.rules import RULES
from quiz.check.rules.rulebook import page as rules_page

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "reference.py"))


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    """mkdocs.yml."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return found


def leaves(menu: object) -> list[str]:
    if isinstance(menu, str):
        return [menu]
    parts = list(menu.values()) if isinstance(menu, dict) else menu
    assert isinstance(parts, list)
    return [leaf for part in parts for leaf in leaves(part)]


def test_every_page_of_docs_is_in_the_menu(site: dict[str, Any]) -> None:
    """A page that is in no menu is not found: add it to `nav` of mkdocs.yml."""
    above = {name.lower() for name in pages_from_above()}
    assert {path.name for path in DOCS.glob("*.md")} | above == set(leaves(site["nav"]))


def pages_from_above() -> tuple[str, ...]:
    """The pages that docs/above.py adds, which imports mkdocs; a development environment may lack it."""
    found = re.search(r"^PAGES = \((.*)\)$", (DOCS / "above.py").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return tuple(re.findall(r'"([^"]+)"', found[1]))


def test_the_site_fetches_nothing(site: dict[str, Any]) -> None:
    """No font and no script of another server; it is read from a folder, and a wrong link or anchor is a warning."""
    assert site["theme"]["font"] is False
    assert "offline" in site["plugins"]
    assert not {"extra_javascript", "extra_css"} & site.keys()
    assert set(site["validation"]["links"].values()) == {"warn"}
    assert "mkdocs build --strict" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "keys.md"])
def test_a_page_that_is_made_from_the_code_is_that_of_the_code(name: str, reference: dict[str, Any]) -> None:
    """`python docs/reference.py` would change nothing: every command and option, every setting, every named key."""
    made = reference["PAGES"][name]()
    assert (DOCS / name).read_text("utf-8") == made, "run `python docs/reference.py`"


def test_every_action_of_a_screen_has_a_heading_for_it(reference: dict[str, Any]) -> None:
    """A new screen would be missing from the page of the keys otherwise."""
    rows = reference["table"]({})
    assert {row.id.partition(".")[0] for row in rows} == reference["SCREENS"].keys()
    text = (DOCS / "keys.md").read_text("utf-8")
    assert [row.id for row in rows if f"`{row.id}`" not in text] == []


def test_every_rule_and_every_kind_has_its_place() -> None:
    """`quiz check --explain all` is the page of the rules."""
    text = (DOCS / "rules.md").read_text("utf-8")
    assert text.rstrip() == rules_page().rstrip(), "run `quiz check --explain all > docs/rules.md`"
    assert [code for code in RULES if f"### {code} " not in text] == []
    assert [kind for kind in kinds.names() if f"kinds.md#{kind}-" not in (DOCS / "decks.md").read_text("utf-8")] == []


def test_every_picture_of_a_page_is_there_and_has_a_text() -> None:
    """And no picture is left over."""
    named = set()
    for page in (*DOCS.glob("*.md"), ROOT / "README.md"):
        for text, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text("utf-8")):
            assert len(text) > 10, (page, path)
            named.add((page.parent / path).resolve())
    assert named == set(DOCS.rglob("*.svg"))
