"""New decks and new cards: one working template per kind, to be overwritten."""

from __future__ import annotations

from collections.abc import Container
from importlib import resources
from pathlib import Path

from quiz.ask import kinds
from quiz.deck.model import FORMAT
from quiz.library import json_schema
from quiz.library.edit import with_card
from quiz.library.load import load

_TEMPLATES = "templates"
_ID = "new-card"
_SETUP = """\
torch: ">=2.4"
setup: |
  import torch
  from torch import nn
  import torch.nn.functional as F
cards:

"""


def card(kind: str, name: str) -> str:
    """A card of a kind that passes `quiz check`, beginning with `- id: name`. Raises NotFound for an unknown kind."""
    kinds.kind(kind)  # which says what kinds there are
    text = resources.files("quiz.library").joinpath(_TEMPLATES, f"{kind}.yaml").read_text("utf-8")
    return text.replace(_ID, name, 1)


def deck(name: str, title: str, kind: str, schema_at: str) -> str:
    """A deck of one card. `schema_at` is where an editor finds the schema, as seen from the deck."""
    head = f"{json_schema.HEADER}{schema_at}\nformat: {FORMAT}\ndeck: {name}\ntitle: {title}\n"
    body = "".join(f"  {line}".rstrip() + "\n" for line in card(kind, free_name(kind, ())).splitlines())
    return head + _SETUP + body


def added(path: Path, kind: str, name: str) -> tuple[str, str]:
    """The text of a deck with one more card, and the name of the card; "" makes a name up.

    Raises DeckError when the deck cannot be read, or could not be with this card; NotFound.
    """
    present = load(path)
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    name = name or free_name(kind, {card.name for card in present.cards})
    longer = with_card(text, card(kind, name), str(path))
    load(path, longer)
    return longer, name


def free_name(kind: str, taken: Container[str]) -> str:
    """`new-fill`, `new-fill-2`, ...: the first that no card of the deck has."""
    number = 1
    while (name := f"new-{kind}" + (f"-{number}" if number > 1 else "")) in taken:
        number += 1
    return name
