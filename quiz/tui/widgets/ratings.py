"""The four ratings with the next interval of each, and which one is suggested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from quiz.schedule.memory import Rating


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
    def compose(self) -> ComposeResult:
        for rating in Rating:
            yield RatingButton(rating)
        yield Static("", id="suggested", markup=False)

    def show(self, waits: Mapping[Rating, str], suggested: Rating | None) -> None:
        for choice in self.query(RatingButton):
            rating = choice.rating
            mark = "▸" if rating is suggested else " "
            choice.update(f"{mark}{int(rating)} {rating.name.capitalize()} {waits.get(rating, '')} ")
            choice.set_class(rating is suggested, "-suggested")
        words = f"suggested: {suggested.name.capitalize()}" if suggested is not None else ""
        self.query_one("#suggested", Static).update(words)
