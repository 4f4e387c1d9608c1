"""Hovering: what a field means, and what torch gives for the part of a card under the cursor."""

from __future__ import annotations

import re

from lsprotocol import types

from quiz.ask.question import Broken
from quiz.deck.model import Card, Place
from quiz.deck.reading import Field
from quiz.errors import EngineError
from quiz.lsp.answers import SEED, Answers, Gives
from quiz.lsp.documents import OpenDeck
from quiz.lsp.fields import field_at
from quiz.lsp.workbench import Workbench

_SHOWN = (
    *("code", "draw", "require", "expect", "raises", "check", "cases"),
    *("args", "reference", "signature", "lines", "before", "buggy"),
)
"""Fields of a card that torch runs, besides those whose parts have places of their own."""
_PARTS = ("misconceptions", "options", "accept", "reject")
_MOST_ROWS = 40


async def hover(workbench: Workbench, params: types.HoverParams) -> types.Hover | None:
    """What there is to say about the place under the cursor."""
    deck = workbench.decks.get(params.text_document.uri)
    if deck is None:
        return None
    line, column = deck.now.lines.from_client(params.position)
    spot = deck.now.outline.spot(line, column)
    if spot.on_key and (field := field_at(deck.now.outline, spot)) is not None:
        return _hover(_meaning(spot.keys[-1], field))
    if spot.card_line is None or spot.field not in (*_SHOWN, *_PARTS):
        return None
    await workbench.settled(deck.uri)
    card, moved = deck.card_at(line)
    if card is None:
        return None
    try:
        found = await workbench.answers(card)
    except (Broken, EngineError) as error:
        return _hover(_fenced(str(error)))
    at = Place(str(deck.path), line + 1 - moved, column + 1)
    item = (spot.items[1] if len(spot.items) > 1 else line) + 1 - moved
    return _hover(_said(card, spot.field, at, item, found) + _stale(deck, card))


def _hover(text: str) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def _meaning(name: str, field: Field) -> str:
    usual = "needed" if field.required else "optional"
    default = field.default
    if not field.required and default not in ("", (), {}, None) and isinstance(default, str | int | float | tuple):
        shown = ", ".join(map(str, default)) if isinstance(default, tuple) else default
        usual += f"; `{shown}` where it is not given"
    return f"**{name}**: {field.about} ({usual})"


def _said(card: Card, field: str, at: Place, item: int, found: Answers) -> str:
    """The answer of torch to the part of the card that is at this place, in the list item that begins in line `item`;
    lines as the card was read.
    """
    part = _part(card, field, at, item, found)
    head = f"seed {SEED}" + "".join(f", `{name} = {_short(literal)}`" for name, literal in found.drawn)
    if part is not None:
        return f"{part.what} gives, on {head}:\n{_fenced(part.text)}" if part.text else f"{part.what}, on {head}"
    if field == "misconceptions":
        return f"the belief gives nothing of its own, on {head}: another one or the truth gives the same"
    said = "a right answer" if found.runs else "torch gives"
    return f"{said}, on {head}:\n{_fenced(found.truth)}"


def _part(card: Card, field: str, at: Place, item: int, found: Answers) -> Gives | None:
    begin = card.places.get(field)
    if field not in _PARTS or begin is None:
        return None
    mine = [
        part
        for part in found.parts
        if (begin.line, begin.column) <= (part.place.line, part.place.column) <= (at.line, at.column)
        and part.place.line >= item
    ]
    return max(mine, key=lambda part: (part.place.line, part.place.column), default=None)


def _stale(deck: OpenDeck, card: Card) -> str:
    shown = any(one is card for one, _ in deck.shown())
    return "" if shown else "\n\n(of the card as it was when the deck could be read last)"


def _fenced(text: str) -> str:
    rows = text.splitlines()
    rows = [*rows[:_MOST_ROWS], "..."] if len(rows) > _MOST_ROWS else rows
    marks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, marks + 1)
    return "\n".join([f"{fence}python", *rows, fence])


def _short(text: str) -> str:
    flat = " ".join(text.split()).replace("`", "'")
    return flat if len(flat) <= 60 else flat[:57] + "..."
