"""The schema for editors says what the loader says, as far as a schema can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from deck_mistakes import MISTAKES, Mistake
from deck_scene import GOOD, problems
from shape_check import as_data, valid

from quiz.ask.kinds import kind, names
from quiz.deck import format
from quiz.library.json_schema import HEADER, schema
from quiz.library.load import load

ROOT = Path(__file__).resolve().parents[2]
DECKS = sorted((ROOT / "decks").glob("*.yaml"))
EXAMPLES = Path(__file__).parent / "data" / "examples.yaml"
SCHEMA = schema()

BEYOND = (
    "not Python",
    "is not drawn",
    "no card here has the id",
    "another card",
    "is here twice",
    "cannot be assigned",
    "end in an expression",
    "not an exception class",
    "still here",
    "own sibling",
    "require itself",
    "both",
    "needs `code` or",
    "no meaning in",
    "any mistake pass",
    "keeps the word",
    "is not a condition",
    "expression",
    "never closed",
    "`1e9`",
    "end in",
)
"""What the loader finds in the meaning of a text, or between two places: no schema can say it."""


@pytest.mark.parametrize("path", [EXAMPLES, *DECKS], ids=lambda path: path.name)
def test_what_the_loader_accepts_the_schema_accepts(path: Path) -> None:
    """Every shipped deck, and one card of every kind."""
    load(path)
    assert valid(as_data(path.read_text()), SCHEMA)


def readable(text: str) -> bool:
    try:
        as_data(text)
    except Exception:
        return False
    return True


STRUCTURAL = [
    mistake
    for mistake in MISTAKES
    if readable(text := GOOD.replace(mistake.old, mistake.new, 1))
    and not any(words in problem.what for problem in problems(text) for words in BEYOND)
    and not any("YAML" in problem.what or "invisible" in problem.what for problem in problems(text))
]


@pytest.mark.parametrize("mistake", STRUCTURAL, ids=lambda mistake: mistake.name)
def test_what_the_loader_refuses_in_the_build_of_a_deck_the_schema_refuses(mistake: Mistake) -> None:
    """Unknown and missing keys, wrong types, words that are none of the choices, numbers out of range."""
    assert not valid(as_data(GOOD.replace(mistake.old, mistake.new, 1)), SCHEMA)


def test_there_are_many_of_these() -> None:
    """The two lists above leave enough to compare."""
    assert len(STRUCTURAL) >= 30
    assert valid(as_data(GOOD), SCHEMA)


@pytest.mark.parametrize("name", names())
def test_every_field_of_every_kind_is_in_the_schema_with_its_sentence(name: str) -> None:
    """Nothing that the loader knows is left out, and nothing else is in."""
    (then,) = [
        branch["then"]
        for branch in SCHEMA["properties"]["cards"]["items"]["allOf"]
        if branch["if"]["properties"]["ask"]["const"] == name
    ]
    table = {**format.CARD, **kind(name).FIELDS}
    assert then["properties"].keys() == table.keys()
    assert {key: row["description"] for key, row in then["properties"].items()} == {
        key: field.about for key, field in table.items()
    }


def test_the_file_for_editors_is_what_the_command_prints() -> None:
    """docs/deck.schema.json is `quiz schema`."""
    assert json.loads((ROOT / "docs" / "deck.schema.json").read_text()) == SCHEMA


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_every_shipped_deck_names_the_schema_in_its_first_line(path: Path) -> None:
    """An editor finds it from there."""
    first = path.read_text().split("\n", 1)[0]
    assert first.startswith(HEADER)
    assert (path.parent / first.removeprefix(HEADER)).resolve() == ROOT / "docs" / "deck.schema.json"
