"""The table of cards: only visible lines are drawn. One card is under the cursor, some may be marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from quiz.collection.rows import SUMMARY, CardLine, due_text
from quiz.text.terminal import line

SORTS: dict[str, Callable[[CardLine], Any]] = {
    "deck": lambda row: 0,
    "due": lambda row: (row.due is None, row.due or 0),
    "recall": lambda row: (row.recall is None, row.recall or 0.0),
    "lapses": lambda row: -row.lapses,
    "interval": lambda row: -row.interval,
    "difficulty": lambda row: -(row.difficulty or 0.0),
}
"""The sort orders; `deck` is the order of learning."""
_STATE, _DUE = 11, 9


@dataclass(frozen=True, slots=True)
class _Column:
    """A column shown in a table of `least` cells or more, and whenever the cards are sorted by it."""

    name: str
    wide: int
    least: int
    text: Callable[[CardLine], str]


_COLUMNS = (
    _Column("recall", 7, 90, lambda row: "-" if row.recall is None else f"{row.recall:.0%}"),
    _Column("lapses", 7, 90, lambda row: f"{row.lapses}"),
    _Column("interval", 9, 110, lambda row: f"{row.interval}d" if row.interval else "-"),
    _Column("difficulty", 11, 110, lambda row: "-" if row.difficulty is None else f"{row.difficulty:.1f}"),
)


class CardTable(ScrollView, can_focus=True):
    """Posts `Pointed` whenever another card, or none, is under the cursor."""

    COMPONENT_CLASSES: ClassVar = {"cards--head", "cards--cursor", "cards--faint"}
    DEFAULT_CSS = """
    CardTable { height: 1fr; scrollbar-size-vertical: 1; }
    CardTable > .cards--head { color: $muted; }
    CardTable > .cards--cursor { background: $surface; text-style: bold; }
    CardTable > .cards--faint { color: $muted; }
    """
    BINDINGS: ClassVar = [
        Binding("down,j", "go(1)", "Down", show=False, id="browse.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="browse.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="browse.page-down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="browse.page-up"),
        Binding("home", "end(0)", "First", show=False, id="browse.first"),
        Binding("end", "end(-1)", "Last", show=False, id="browse.last"),
    ]

    class Pointed(Message):
        """`row` is None when no card is found."""

        def __init__(self, row: CardLine | None) -> None:
            super().__init__()
            self.row = row

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._found: Sequence[CardLine] = ()
        self._rows: list[CardLine] = []
        self._at = 0
        self.sorted_by = "deck"
        self.marked: set[str] = set()

    @property
    def pointed(self) -> CardLine | None:
        return self._rows[self._at] if self._at < len(self._rows) else None

    @property
    def chosen(self) -> list[CardLine]:
        """The marked cards, in their order; when none is, the one under the cursor."""
        marked = [row for row in self._rows if row.card in self.marked]
        return marked or ([self.pointed] if self.pointed is not None else [])

    def show(self, rows: Sequence[CardLine]) -> None:
        """Show these rows. The cursor and the marks stay on their cards."""
        self._found = rows
        self.marked &= {row.card for row in rows}
        self._order()

    def sort(self) -> None:
        """Sort by the next of SORTS."""
        names = list(SORTS)
        self.sorted_by = names[(names.index(self.sorted_by) + 1) % len(names)]
        self._order()

    def mark(self) -> None:
        if self.pointed is not None:
            self.marked ^= {self.pointed.card}
            self.action_go(1)
            self.refresh()

    def mark_all(self) -> None:
        """Mark all, or none when all are marked."""
        everything = {row.card for row in self._rows}
        self.marked = set() if self.marked == everything else everything
        self.refresh()

    def action_go(self, by: int) -> None:
        self._point(self._at + by)

    def action_page(self, by: int) -> None:
        self._point(self._at + by * max(self.size.height - 2, 1))

    def action_end(self, at: int) -> None:
        self._point(at % max(len(self._rows), 1))

    def on_click(self, event: events.Click) -> None:
        if event.y > 0:
            self._point(event.y - 1 + self.scroll_offset.y)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._strip(self._head(width), "cards--head", width)
        at = y - 1 + self.scroll_offset.y
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[at]
        style = "cards--cursor" if at == self._at else "cards--faint" if row.hidden or row.orphan else ""
        return self._strip(self._text(row, at == self._at, width), style, width)

    def _order(self) -> None:
        before = self.pointed.card if self._rows and self.pointed is not None else ""
        self._rows = sorted(self._found, key=SORTS[self.sorted_by])
        ids = [row.card for row in self._rows]
        self._at = ids.index(before) if before in ids else min(self._at, max(len(ids) - 1, 0))
        # One line more than there are cards: the header, which stays.
        self.virtual_size = Size(0, len(self._rows) + 1)
        self._point(self._at)

    def _point(self, at: int) -> None:
        self._at = min(max(at, 0), max(len(self._rows) - 1, 0))
        room = max(self.size.height - 1, 1)
        top = self.scroll_offset.y
        if not top <= self._at < top + room:
            top = self._at if self._at < top else self._at - room + 1
            self.scroll_to(y=top, animate=False, immediate=True)
        self.refresh(Region(0, 0, self.size.width, self.size.height))
        self.post_message(self.Pointed(self.pointed))

    def _strip(self, text: str, component: str, width: int) -> Strip:
        style = self.rich_style + self.get_component_rich_style(component) if component else self.rich_style
        return Strip([Segment(set_cell_size(text, width), style)], width)

    def _columns(self, width: int) -> list[_Column]:
        return [column for column in _COLUMNS if width >= column.least or column.name == self.sorted_by]

    def _widths(self, width: int) -> tuple[int, int]:
        """The widths of the id and the prompt."""
        counts = _STATE + _DUE + sum(column.wide for column in self._columns(width))
        longest = max((len(row.card) for row in self._rows[:2000]), default=8)
        wide = min(longest, max((width - counts - 4) * 3 // 5, min(12, width - counts - 4), 1))
        return wide, max(width - counts - wide - 6, 0)

    def _head(self, width: int) -> str:
        wide, _ = self._widths(width)
        extra = "".join(f"{column.name:>{column.wide}}" for column in self._columns(width))
        return f"   {'card':{wide}} {'state':{_STATE}}{'due':>{_DUE}}{extra}  {SUMMARY}"

    def _text(self, row: CardLine, pointed: bool, width: int) -> str:
        wide, room = self._widths(width)
        sign = ("▸" if pointed else " ") + ("*" if row.card in self.marked else " ")
        extra = "".join(f"{column.text(row):>{column.wide}}" for column in self._columns(width))
        flag = f"[flag {row.flag}] " if row.flag else ""
        summary = "(no longer in a deck)" if row.orphan else row.summary
        name = set_cell_size(line(row.card, wide), wide)
        state = f"{row.hidden or row.state:{_STATE}}{due_text(row):>{_DUE}}{extra}"
        return f"{sign} {name} {state}  {line(flag + summary, max(room, 1))}"
