"""Inlay hints: what torch says, at the end of each card in view."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from quiz.ask.question import Broken
from quiz.deck.model import Card
from quiz.errors import EngineError
from quiz.lsp.answers import SEED, Answers
from quiz.lsp.workbench import Workbench

_WIDTH = 60


async def inlay_hints(workbench: Workbench, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The truth of each card whose end is in the range. A card that cannot be asked has none: a diagnostic says why."""
    deck = await workbench.settled(params.text_document.uri)
    if deck is None:
        return []
    version, wanted = deck.now, []
    ends = {lines.first: lines.end - 1 for lines in version.outline.cards}
    for card, moved in deck.shown():
        end = ends.get(card.place.line - 1 + moved, -1)
        if params.range.start.line <= end <= params.range.end.line:
            wanted.append((card, end))
    found = await asyncio.gather(*(_truth(workbench, card) for card, _ in wanted))
    if deck.now is not version:
        return []  # the client asks again for what it shows now
    return [
        types.InlayHint(
            version.lines.to_client(end, len(version.lines.rows[end])),
            f"truth: {_in_one_line(said.truth)}",
            tooltip="\n".join([said.truth, "", _drawn(said)]),
            padding_left=True,
        )
        for (_, end), said in zip(wanted, found, strict=True)
        if said is not None
    ]


async def _truth(workbench: Workbench, card: Card) -> Answers | None:
    try:
        return await workbench.answers(card)
    except (Broken, EngineError):
        return None


def _drawn(found: Answers) -> str:
    values = ", ".join(f"{name} = {literal}" for name, literal in found.drawn)
    return f"on the draw of seed {SEED}" + (f": {values}" if values else "")


def _in_one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDTH else flat[: _WIDTH - 3] + "..."
