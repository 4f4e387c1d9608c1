"""The list of panels, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from quiz.stats.beliefs import Beliefs
from quiz.stats.calendar import Calendar
from quiz.stats.calibration import Calibration
from quiz.stats.cards import CardCounts
from quiz.stats.context import Panel, StatsContext
from quiz.stats.decks import Decks
from quiz.stats.difficulty import Difficulty
from quiz.stats.forecast import Forecast
from quiz.stats.hours import Hours
from quiz.stats.intervals import Intervals
from quiz.stats.ratings import RatingCounts
from quiz.stats.retention import Retention
from quiz.stats.retrievability import Retrievability
from quiz.stats.reviews import Reviews
from quiz.stats.stability import Stability
from quiz.stats.streak import Streak
from quiz.stats.today import Today
from quiz.text.cells import wrapped
from quiz.text.plots.canvas import Canvas, Ink, styled

PANELS: dict[str, type[Panel]] = {
    "today": Today,
    "streak": Streak,
    "forecast": Forecast,
    "calendar": Calendar,
    "reviews": Reviews,
    "cards": CardCounts,
    "intervals": Intervals,
    "stability": Stability,
    "difficulty": Difficulty,
    "retrievability": Retrievability,
    "retention": Retention,
    "hours": Hours,
    "ratings": RatingCounts,
    "decks": Decks,
    "beliefs": Beliefs,
    "calibration": Calibration,
}

_KEYS = {"predicted": "foretold"}
"""JSON keys that differ from the names of their fields, because programs read them already."""


def count_panels(context: StatsContext, names: Iterable[str]) -> dict[str, Panel]:
    """Count each of the named panels. Raises StoreError."""
    return {name: PANELS[name].of(context) for name in names}


def wire(panels: dict[str, Panel]) -> dict[str, Any]:
    """The panels as plain JSON values."""
    return {name: asdict(panel, dict_factory=_by_key) for name, panel in panels.items()}  # type: ignore[call-overload]


def _by_key(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a panel, or of a part of one, by their JSON keys."""
    return {_KEYS.get(name, name): value for name, value in fields}


def drawn(panels: dict[str, Panel], canvas: Canvas) -> Iterator[Text]:
    """All panels below one another, with an empty line between; a panel with nothing to show is left out."""
    shown = [(panel, lines) for panel in panels.values() if (lines := [*panel.draw(canvas)])]
    for number, (panel, lines) in enumerate(shown):
        if number:
            yield styled("")
        yield styled(panel.title, Ink.TITLE)
        for line in lines:
            # A sentence that is too long is wrapped; styled lines fit already.
            if line.spans or line.cell_len <= canvas.width:
                yield line
            else:
                yield from map(styled, wrapped(line.plain, canvas.width, "  "))
