"""Some cards of a deck asked on a screen of the tests: the rest of the deck is left out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tui_scene import Quiz, opened

from quiz.engine.client import Engine


@asynccontextmanager
async def cards_asked(
    folder: Path, engine: Engine, deck: str, *cards: str, size: tuple[int, int] = (80, 30), **environ: str
) -> AsyncIterator[Quiz]:
    """These cards of `deck`, the text of a deck file, in its order; the first of them is on the screen."""
    shipped = folder / "decks"
    shipped.mkdir()
    head, *parts = deck.split("  - id: ")
    chosen = [part for part in parts if part.partition("\n")[0] in cards]
    (shipped / "cards.yaml").write_text(head + "".join(f"  - id: {part}" for part in chosen))
    async with opened(folder / "home", engine, size=size, shipped=shipped, review=True, **environ) as quiz:
        await quiz.asked(cards[0])
        yield quiz
