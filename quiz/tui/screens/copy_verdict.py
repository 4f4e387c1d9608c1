"""Copying from a verdict: what torch says, the id of the card, or what the author of the deck needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.review.dispute_text import dispute_text
from quiz.tui.screens.pick import Pick

if TYPE_CHECKING:
    from quiz.tui.backend.driver import Driver
    from quiz.tui.host import Host

_KEYS = "tid"


def offer_copies(app: Host, driver: Driver) -> None:
    """Ask what to copy of the verdict on the screen, and copy it."""
    view, evidence = driver.view, driver.session.evidence
    if view.card is None or view.verdict is None or evidence is None:
        return
    texts = {
        "What torch says": view.verdict.truth,
        "The id of the card": view.card.id,
        "The case for the author": dispute_text(evidence.card, evidence.body),
    }
    rows = [(name, f"{key} {name}") for key, name in zip(_KEYS, texts, strict=True)]

    def copy(name: str | None) -> None:
        if name:
            app.copy(texts[name], name)

    app.push_screen(Pick("Copy", rows, keys=_KEYS), copy)
