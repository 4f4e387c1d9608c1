"""The four ratings with the next interval of each, and which one is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from quiz.schedule.memory import Rating
from quiz.text.cells import cell_width
from quiz.tui.keys.touch import button_height, is_tapped
from quiz.tui.widgets.answers.base import Grown

if TYPE_CHECKING:
    from quiz.tui.host import Host

_FORMS = ("-two-rows", "-tapped", "-tall")
_MARGINS = 6
"""Cells beside the bar."""


class RatingButton(Static):
    @dataclass
    class Picked(Message):
        rating: Rating

    def __init__(self, rating: Rating) -> None:
        super().__init__(markup=False, id=rating.name.lower())
        self.rating = rating

    def on_click(self) -> None:
        self.post_message(self.Picked(self.rating))


class RatingBar(Horizontal):
    """One row, or two where they do not fit; what is suggested is said in words as well if there is room.

    Where it is tapped, they fill their two rows.
    """

    DEFAULT_CSS = """
    RatingBar.-two-rows { layout: grid; grid-size: 2 2; grid-rows: 1; }
    RatingBar.-tapped { grid-gutter: 0 1; }
    RatingBar.-tall { grid-rows: 3; grid-gutter: 1 1; }
    """

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._needed = self._suggested = 0

    def compose(self) -> ComposeResult:
        for rating in Rating:
            yield RatingButton(rating)
        yield Static("", id="suggested", markup=False)

    def show(self, waits: Mapping[Rating, str], suggested: Rating | None) -> None:
        """Show the ratings, each with its next interval."""
        self._needed = 0
        for choice in self.query(RatingButton):
            rating = choice.rating
            mark = "▸" if rating is suggested else " "
            text = f"{mark}{int(rating)} {rating.name.capitalize()} {waits.get(rating, '')} "
            choice.update(text)
            choice.set_class(rating is suggested, "-suggested")
            self._needed += cell_width(text) + 1
        words = f"suggested: {suggested.name.capitalize()}" if suggested is not None else ""
        self._suggested = cell_width(words)
        self.query_one("#suggested", Static).update(words)
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        width = self.app.size.width - _MARGINS
        tapped = is_tapped(self.app)
        wanted = (self._needed > width or tapped, tapped, tapped and button_height(self.app) > 1)
        if wanted != tuple(map(self.has_class, _FORMS)):
            for form, on in zip(_FORMS, wanted, strict=True):
                self.set_class(on, form)
            self.post_message(Grown())
        self.query_one("#suggested").display = not tapped and self._needed + self._suggested <= width
