"""The table of decks in learning order: what today brings for each, and how much of it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, plain

if TYPE_CHECKING:
    from quiz.deck.model import Deck
    from quiz.schedule.policy import DeckCounts
    from quiz.schedule.unlock import DeckLock
    from quiz.tui.backend.overview import Overview, PathProgress

TRAIL = "path:"
"""The prefix of the id of a path, when its row is picked."""
_NAMES, _WIDTHS = ("new", "learning", "due"), (5, 10, 5)
_SLIM_NAMES, _SLIM_WIDTHS = ("new", "due"), (4, 4)
"""In the narrowest list, what is being learnt counts as due."""
_SLIM, _NARROW, _WIDE = 46, 60, 100
_LONGEST_TITLE = 60
_SCROLLS = 2
"""The width of a scroll bar."""


class DeckLine(NamedTuple):
    """`id` is returned when it is picked; `numbers` are new, learning and due; `bar` is (passed, seen, cards)."""

    id: str
    name: str
    title: str
    numbers: tuple[int, int, int]
    bar: tuple[int, int, int]
    locked: str = ""


class DeckList(OptionList):
    BINDINGS: ClassVar = [Binding("enter", "select", "Review", id="home.review", tooltip="the deck under the cursor")]


class DeckTable(Vertical):
    """Posts `OptionList.OptionSelected`, with the `id` of the row, when one is picked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[DeckLine] = []
        self._pointed = -1
        self._wide = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="columns", markup=False)
        yield DeckList(markup=False)

    @property
    def picked(self) -> str:
        """The id of the row under the cursor, "" when there is none."""
        return self._rows[self._pointed].id if 0 <= self._pointed < len(self._rows) else ""

    def show(self, overview: Overview) -> None:
        """Show the decks, after the path that is not finished.

        The cursor stays on its row; at first it is on the first one that has something to do.
        """
        before = self.picked
        rows = [_deck_row(deck, overview) for deck in overview.collection.decks]
        counts = dict(overview.counts)
        if (progress := overview.progress) is not None:
            rows.insert(0, _path_row(progress))
            if overview.first_run or progress.seen:
                counts[rows[0].id] = progress.counts
        self.display = bool(rows)
        ids = [row.id for row in rows]
        # A path is first: on the first day, and once it was begun, the cursor is on it.
        waiting = [row.id for row in rows if row.id in counts and counts[row.id].total]
        at = ids.index(before if before in ids else (waiting or ids)[0]) if ids else -1
        if (rows, at) != (self._rows, self._pointed):
            self._rows, self._pointed = rows, at
            self._draw()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index == self._pointed or event.option_index >= len(self._rows):
            return
        before, self._pointed = self._pointed, event.option_index
        columns = self._columns()
        for at in (before, self._pointed):
            if 0 <= at < len(self._rows):
                event.option_list.replace_option_prompt_at_index(at, columns.row(self._rows[at], at == self._pointed))

    def on_resize(self, event: Resize) -> None:
        if self._rows and self._width() != self._wide:
            self._draw()

    def _draw(self) -> None:
        columns, rows = self._columns(), self.query_one(DeckList)
        self.query_one("#columns", Static).update(columns.header())
        rows.set_options(Option(columns.row(row, at == self._pointed), row.id) for at, row in enumerate(self._rows))
        rows.highlighted = self._pointed if self._rows else None

    def _width(self) -> int:
        return self.size.width or self.app.size.width - 4

    def _columns(self) -> _Columns:
        self._wide = self._width()
        return _Columns(self._wide, max((len(row.name) for row in self._rows), default=4))


def _deck_row(deck: Deck, overview: Overview) -> DeckLine:
    (seen, passed), lock = overview.passed[deck.name], overview.locked.get(deck.name)
    numbers = _numbers(overview.counts[deck.name], locked=lock is not None)
    return DeckLine(deck.name, deck.name, deck.title, numbers, (passed, seen, len(deck.cards)), _waits(lock))


def _path_row(progress: PathProgress) -> DeckLine:
    trail, bar = progress.trail, (progress.passed, progress.seen, progress.cards)
    return DeckLine(f"{TRAIL}{trail.name}", trail.name, trail.title, _numbers(progress.counts), bar)


def _numbers(counts: DeckCounts, *, locked: bool = False) -> tuple[int, int, int]:
    """New, learning and due; a locked deck brings no new cards, unless it is picked."""
    return 0 if locked else counts.new, counts.learning, counts.due


def _waits(lock: DeckLock | None) -> str:
    return (
        ""
        if lock is None
        else f"locked: learn {lock.needed - lock.passed} more of {lock.requires} (Enter opens it anyway)"
    )


class _Columns:
    """The columns of a line: name, title (the remaining width), three counts, the known share as a bar and in numbers.

    Known are the cards that have graduated; the bar is half full for those that were begun. The lock of a deck
    replaces its title, and takes the whole line when nothing of the deck was begun.
    """

    def __init__(self, width: int, longest: int) -> None:
        self.slim = width < _SLIM
        self.widths = _SLIM_WIDTHS if self.slim else _WIDTHS
        self.name = min(longest, max(width - sum(_SLIM_WIDTHS) - 16, 4) if self.slim else 20)
        self.bar = 0 if width < _NARROW else 10 if width < _WIDE else 20
        fixed = 2 + self.name + 2 + sum(self.widths) + 3 + self.bar + 1 + 7
        self.rest = max(width - 2 - self.name - 2 - _SCROLLS, 8)
        self.title = min(width - fixed, _LONGEST_TITLE)
        if self.title < 8:
            self.title = 0

    def header(self) -> Content:
        return plain(f"  {self._left('deck', '', _SLIM_NAMES if self.slim else _NAMES)}known", MUTED)

    def row(self, row: DeckLine, pointed: bool) -> Content:
        passed, seen, cards = row.bar
        style = "bold" if pointed else ""
        if row.locked and not seen:
            head = f"{'▸' if pointed else ' '} {line(row.name, self.name):{self.name}}  "
            return plain(head, style) + plain(line(f"{row.locked} · {row.title}", self.rest), MUTED)
        brief = f"{row.locked.partition(' (')[0]} · {row.title}"
        about = row.title if not row.locked else row.locked if len(row.locked) < self.title else brief
        left = plain(f"{'▸' if pointed else ' '} {self._left(row.name, about, self._counts(row))}", style)
        return left + self._bar(passed, seen, cards) + plain(f"{' ' if self.bar else ''}{passed}/{cards}")

    def _counts(self, row: DeckLine) -> list[str]:
        new, learning, due = row.numbers
        numbers = (new, learning + due) if self.slim else row.numbers
        return [f"{number:,}" if number else "·" for number in numbers]

    def _bar(self, passed: int, seen: int, cards: int) -> Content:
        if not (self.bar and cards):
            return Content("")
        full = round(self.bar * min(passed, cards) / cards)
        begun = max(round(self.bar * min(seen, cards) / cards), min(seen, 1)) - full
        rest = self.bar - full - max(begun, 0)
        return plain("█" * full + "▒" * begun, "$text-accent") + plain("░" * rest, "$foreground 40%")

    def _left(self, name: str, title: str, numbers: Sequence[str]) -> str:
        text = f"{line(name, self.name):{self.name}}  "
        if self.title:
            shown = Content(line(title)).truncate(self.title - 1, ellipsis=True)
            text += shown.plain + " " * (self.title - shown.cell_length)
        return text + "".join(f"{number:>{wide}}" for number, wide in zip(numbers, self.widths, strict=True)) + "   "
