"""The panels there are, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from quiz.stats.beliefs import Beliefs
from quiz.stats.calendar import Calendar
from quiz.stats.calibration import Calibration
from quiz.stats.cards import Cards
from quiz.stats.context import Panel, Scene
from quiz.stats.decks import Decks
from quiz.stats.distributions import Difficulty, Intervals, Retrievability, Stability
from quiz.stats.forecast import Forecast
from quiz.stats.hours import Hours
from quiz.stats.ratings import Ratings
from quiz.stats.retention import Retention
from quiz.stats.reviews import Reviews
from quiz.stats.streak import Streak
from quiz.stats.today import Today
from quiz.text.plots.canvas import Ink, Paper

PANELS: dict[str, type[Panel]] = {
    "today": Today,
    "streak": Streak,
    "forecast": Forecast,
    "calendar": Calendar,
    "reviews": Reviews,
    "cards": Cards,
    "intervals": Intervals,
    "stability": Stability,
    "difficulty": Difficulty,
    "retrievability": Retrievability,
    "retention": Retention,
    "hours": Hours,
    "ratings": Ratings,
    "decks": Decks,
    "beliefs": Beliefs,
    "calibration": Calibration,
}


def counted(scene: Scene, names: Iterable[str]) -> dict[str, Panel]:
    """Each of the named panels. Raises StoreError."""
    return {name: PANELS[name].of(scene) for name in names}


def wire(panels: dict[str, Panel]) -> dict[str, Any]:
    """Plain values of JSON's own types."""
    return {name: asdict(panel) for name, panel in panels.items()}  # type: ignore[call-overload]


def drawn(panels: dict[str, Panel], paper: Paper) -> Iterator[str]:
    """All of them below one another, an empty line between; a panel with nothing to show is left out."""
    for number, (panel, lines) in enumerate(
        (panel, lines) for panel in panels.values() if (lines := [*panel.draw(paper)])
    ):
        if number:
            yield ""
        yield paper.ink(panel.title, Ink.TITLE)
        for line in lines:
            # A sentence that is too long goes on below; what is coloured was made to measure.
            yield from (
                wrap(line, paper.width, subsequent_indent="  ", break_on_hyphens=False)
                if _is_long(line, paper)
                else [line]
            )


def _is_long(line: str, paper: Paper) -> bool:
    return len(line) > paper.width and "\x1b" not in line
