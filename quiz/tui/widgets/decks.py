"""The decks in learning order, one a line: what today brings of each, and how much of it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from quiz.deck.model import Deck
from quiz.display import line
from quiz.schedule.policy import DeckCounts

_COUNTS = ("new", "learning", "due")
_WIDTHS = (5, 10, 5)
_NARROW, _WIDE = 60, 100


class DeckList(OptionList):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._decks: Sequence[Deck] = ()
        self._counts: Mapping[str, DeckCounts] = {}
        self._known: Mapping[str, tuple[int, int]] = {}

    @property
    def selected(self) -> str:
        """The name of the deck under the cursor, "" where there is none."""
        option = self.highlighted_option
        return "" if option is None else self._decks[self.get_option_index(option.id or "") - 1].name

    def show(
        self, decks: Sequence[Deck], counts: Mapping[str, DeckCounts], known: Mapping[str, tuple[int, int]]
    ) -> None:
        """The cursor stays on its deck; at first it is on the first one that has something to do."""
        before = self.selected
        self._decks, self._counts, self._known = decks, counts, known
        self._draw()
        names = [deck.name for deck in decks]
        waiting = [name for name in names if counts[name].total]
        if names:
            at = names.index(before) if before in names else names.index((waiting or names)[0])
            self.highlighted = at + 1

    def on_resize(self, event: Resize) -> None:
        if self._decks:
            at = self.highlighted
            self._draw()
            self.highlighted = at

    def _draw(self) -> None:
        width = self.scrollable_content_region.width - 2
        columns = Columns(width, max((len(deck.name) for deck in self._decks), default=4))
        options = [Option(columns.header(), disabled=True)]
        options += [
            Option(columns.row(deck, self._counts[deck.name], self._known[deck.name]), deck.name)
            for deck in self._decks
        ]
        self.set_options(options)


class Columns:
    """How a line is divided: name, title (what is left over), three counts, the known share as a bar and in words."""

    def __init__(self, width: int, longest: int) -> None:
        self.name = min(longest, 20)
        self.bar = 0 if width < _NARROW else 10 if width < _WIDE else 20
        self.title = min(max(width - self.name - 2 - sum(_WIDTHS) - 3 - (self.bar + 1 if self.bar else 0) - 7, 0), 60)
        if self.title < 8:
            self.title = 0

    def header(self) -> Content:
        return Content.styled(self._line("deck", "", _COUNTS, "known"), "$text-muted")

    def row(self, deck: Deck, counts: DeckCounts, known: tuple[int, int]) -> Content:
        seen, all_ = known
        filled = 0 if not all_ else max(round(self.bar * seen / all_), 1 if seen else 0)
        bar = Content.assemble(("█" * filled, "$accent"), ("░" * (self.bar - filled), "$text-disabled"))
        numbers = [f"{number:,}" if number else "·" for number in (counts.new, counts.learning, counts.due)]
        text = Content(self._line(deck.name, deck.title, numbers, ""))
        return text + bar + Content(f" {seen}/{all_}" if self.bar else f"{seen}/{all_}")

    def _line(self, name: str, title: str, numbers: Sequence[str], last: str) -> str:
        columns = f"{line(name, self.name):{self.name}}  "
        if self.title:
            shown = Content(line(title, self.title)).truncate(self.title - 1, ellipsis=True)
            columns += shown.plain + " " * (self.title - shown.cell_length)
        return (
            columns + "".join(f"{number:>{wide}}" for number, wide in zip(numbers, _WIDTHS, strict=True)) + "   " + last
        )
