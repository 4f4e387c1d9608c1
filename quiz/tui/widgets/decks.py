"""The decks in learning order, one a line: what today brings of each, and how much of it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quiz.deck.model import Deck
from quiz.display import line
from quiz.schedule.policy import DeckCounts
from quiz.tui.prose import MUTED, plain

_NAMES, _WIDTHS = ("new", "learning", "due"), (5, 10, 5)
_NARROW, _WIDE = 60, 100
_LONGEST_TITLE = 60


class Rows(OptionList):
    BINDINGS: ClassVar = [Binding("enter", "select", "Review", key_display="enter")]


class DeckTable(Vertical):
    """Posts `OptionList.OptionSelected`, with the name of the deck, when one is picked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._decks: Sequence[Deck] = ()
        self._counts: Mapping[str, DeckCounts] = {}
        self._known: Mapping[str, tuple[int, int]] = {}

    def compose(self) -> ComposeResult:
        yield Static("", id="columns", markup=False)
        yield Rows(markup=False)

    def show(
        self, decks: Sequence[Deck], counts: Mapping[str, DeckCounts], known: Mapping[str, tuple[int, int]]
    ) -> None:
        """The cursor stays on its deck; at first it is on the first one that has something to do."""
        rows = self.query_one(Rows)
        before = self._decks[rows.highlighted].name if rows.highlighted is not None else ""
        self._decks, self._counts, self._known = decks, counts, known
        self.display = bool(decks)
        names = [deck.name for deck in decks]
        waiting = [name for name in names if counts[name].total]
        with self.app.batch_update():
            rows.set_options(Option("", name) for name in names)
            if names:
                rows.highlighted = names.index(before if before in names else (waiting or names)[0])
            self._draw()

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._draw()

    def on_resize(self, event: Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        rows = self.query_one(Rows)
        columns = _Columns(
            self.size.width or self.app.size.width - 4, max((len(d.name) for d in self._decks), default=4)
        )
        self.query_one("#columns", Static).update(columns.header())
        for at, deck in enumerate(self._decks):
            pointed = at == rows.highlighted
            row = columns.row(deck, self._counts[deck.name], self._known[deck.name], pointed)
            rows.replace_option_prompt_at_index(at, row)


class _Columns:
    """How a line is divided: name, title (what is left over), three counts, the known share as a bar and in words."""

    def __init__(self, width: int, longest: int) -> None:
        self.name = min(longest, 20)
        self.bar = 0 if width < _NARROW else 10 if width < _WIDE else 20
        fixed = 2 + self.name + 2 + sum(_WIDTHS) + 3 + self.bar + 1 + 7
        self.title = min(width - fixed, _LONGEST_TITLE)
        if self.title < 8:
            self.title = 0

    def header(self) -> Content:
        return plain(f"  {self._left('deck', '', _NAMES)}known", MUTED)

    def row(self, deck: Deck, counts: DeckCounts, known: tuple[int, int], pointed: bool) -> Content:
        seen, cards = known
        filled = max(round(self.bar * seen / cards), min(seen, 1)) if self.bar and cards else 0
        numbers = [f"{number:,}" if number else "·" for number in (counts.new, counts.learning, counts.due)]
        left = plain(
            f"{'▸' if pointed else ' '} {self._left(deck.name, deck.title, numbers)}", "bold" if pointed else ""
        )
        bar = plain("█" * filled, "$text-accent") + plain("░" * (self.bar - filled), "$foreground 40%")
        return left + bar + plain(f"{' ' if self.bar else ''}{seen}/{cards}")

    def _left(self, name: str, title: str, numbers: Sequence[str]) -> str:
        text = f"{line(name, self.name):{self.name}}  "
        if self.title:
            shown = Content(line(title)).truncate(self.title - 1, ellipsis=True)
            text += shown.plain + " " * (self.title - shown.cell_length)
        return text + "".join(f"{number:>{wide}}" for number, wide in zip(numbers, _WIDTHS, strict=True)) + "   "
