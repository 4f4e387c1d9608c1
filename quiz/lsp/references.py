"""Ids of cards and names of decks in the text of a deck: the one under the cursor, and every place that names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quiz.lsp.documents import Version
from quiz.lsp.outline import CARDS, Spot

_NAME = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in one line, from 0; `field` is where it is written: id, siblings, was, deck, requires."""

    name: str
    line: int
    begin: int
    end: int
    field: str


def mention_at(version: Version, line: int, column: int) -> Mention | None:
    """The id or name of a deck that is under the cursor."""
    spot = version.outline.spot(line, column)
    return next((one for one in _in_line(version, line, spot) if one.begin <= column <= one.end), None)


def mentions(version: Version) -> Iterator[Mention]:
    """Every place that names a card or a deck."""
    for line, row in enumerate(version.lines.rows):
        if row.strip():
            yield from _in_line(version, line, version.outline.spot(line, len(row)))


def deck_name(version: Version) -> Mention | None:
    """The place in which a deck names itself."""
    return next((one for one in mentions(version) if one.field == "deck"), None)


def _in_line(version: Version, line: int, spot: Spot) -> Iterator[Mention]:
    of_card = spot.keys[:1] == (CARDS,) and len(spot.keys) == 2
    field = spot.keys[-1] if of_card or len(spot.keys) == 1 else ""
    if field not in (("id", "siblings", "was") if of_card else ("deck", "requires", "siblings")):
        return
    row = version.lines.rows[line]
    code = row if (comment := re.search(r"(^|\s)#", row)) is None else row[: comment.start()]
    begin = spot.value_at if spot.key_line == line else 0
    for found in _NAME.finditer(code, begin):
        yield Mention(found[0], line, found.start(), found.end(), field)
