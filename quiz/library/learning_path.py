"""Learning paths: files that list cards of several decks in the order in which a newcomer should meet them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quiz.deck import yaml_nodes
from quiz.deck.fields import ListOf, Text, Whole, Word
from quiz.deck.files import read
from quiz.deck.model import FORMAT
from quiz.deck.reading import Field, Reading, read_map
from quiz.errors import DeckError, Problem

FOLDER = "paths"
"""The folder of paths, below the folder of their decks."""


@dataclass(frozen=True, slots=True)
class Trail:
    """`cards` are ids (`deck/card`), each once."""

    name: str
    title: str
    about: str
    cards: tuple[str, ...]

    def present(self, known: Iterable[str]) -> tuple[str, ...]:
        """Its cards among the `known`: a learner's own deck may replace a shipped one and lack some."""
        there = set(known)
        return tuple(card for card in self.cards if card in there)


_CARD = Word(r"[a-z0-9-]{1,80}/[a-z0-9-]{1,80}", "the id of a card with its deck, such as gather/gather-rule")
FIELDS: Mapping[str, Field] = {
    "format": Field(Whole(FORMAT, FORMAT), f"the version of the format: {FORMAT}"),
    "path": Field(Word(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens"), "its name"),
    "title": Field(Text(dollars=False), "a title for people"),
    "about": Field(Text(dollars=False), "for whom it is", ""),
    "cards": Field(ListOf(_CARD, least=1, distinct=True), "the ids of its cards, in their order"),
}


def load(path: Path) -> Trail:
    """Read the file of a path. Raises DeckError with all its problems, NotFound when there is no such file."""
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
    return Trail(values["path"], values["title"], values["about"], values["cards"])


def trails(decks: Path) -> list[Trail]:
    """The paths through the decks of a folder, by name; files that cannot be read are ignored."""
    found = []
    for path in sorted((decks / FOLDER).glob("*.yaml")):
        try:
            found.append(load(path))
        except DeckError:
            continue
    return found


def named(decks: Path, words: Sequence[str]) -> Trail | None:
    """The path that a single word names, if it does."""
    return next((trail for trail in trails(decks) if [trail.name] == list(words)), None) if len(words) == 1 else None
