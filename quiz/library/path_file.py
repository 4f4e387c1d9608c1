"""Reading the file of a learning path. Nothing in the file is run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quiz.deck import yaml_nodes
from quiz.deck.fields import ListOf, Text, Whole, Word
from quiz.deck.files import read
from quiz.deck.model import FORMAT
from quiz.deck.reading import Field, Reading, read_map
from quiz.errors import DeckError, Problem

_CARD = Word(r"[a-z0-9-]{1,80}/[a-z0-9-]{1,80}", "the id of a card with its deck, such as gather/gather-rule")
FIELDS: Mapping[str, Field] = {
    "format": Field(Whole(FORMAT, FORMAT), f"the version of the format: {FORMAT}"),
    "path": Field(Word(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens"), "its name"),
    "title": Field(Text(dollars=False), "a title for people"),
    "about": Field(Text(dollars=False), "for whom it is", ""),
    "cards": Field(ListOf(_CARD, least=1, distinct=True), "the ids of its cards, in their order"),
}


def values_of(path: Path) -> tuple[str, str, str, tuple[str, ...]]:
    """The name of a path, its title, what it is about, and its cards.

    Raises DeckError with all problems of the file, NotFound when there is none.
    """
    where = str(path)
    root, problems = yaml_nodes.parse(yaml_nodes.decode(read(path), where), where)
    reading = Reading(where, problems)
    values = None
    if root is None:
        reading.problems.append(Problem(where, 0, 0, "the file holds no path", "Begin it with `path: name`."))
    else:
        values = read_map(root, FIELDS, reading, owner="a path")
    if values is None or reading.problems:
        raise DeckError(reading.problems)
    return values["path"], values["title"], values["about"], values["cards"]
