"""Code with inputs in its blanks, all of one width, so that none shows how long its answer is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Paste
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from quiz.ask.answer_form import BLANK, blanks
from quiz.text.terminal import clean
from quiz.tui.style.code_rows import spans
from quiz.tui.style.content import MUTED, stacked
from quiz.tui.widgets.answers.base import AnswerChanged, AnswerField, Grown
from quiz.tui.widgets.code import coloured, gutter

NARROWEST = 12
"""The width of a blank before anything is typed; it grows with the longest answer."""


class Blank(AnswerField, Input, inherit_bindings=False):
    """Enter means what the footer says: on to the next empty blank, or submit."""

    BINDINGS: ClassVar = [
        *(binding for binding in Input.BINDINGS if isinstance(binding, Binding) and binding.key != "enter"),
        Binding("enter", "go_on", "Next blank", id="answer.go-on"),
        Binding("enter,f12,ctrl+s", "submit", "Submit", id="answer.submit"),
    ]

    @property
    def is_empty(self) -> bool:
        return not self.value

    def _on_paste(self, event: Paste) -> None:
        if not self.is_deaf:
            self.replace(" ".join(clean(event.text).split()), *sorted(self.selection))
        event.stop()
        event.prevent_default()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.next_blank is not None if action == "go_on" else True

    def action_go_on(self) -> None:
        """To the next empty blank, before any later key is typed."""
        if self.next_blank is not None:
            self.screen.set_focus(self.next_blank)

    @property
    def next_blank(self) -> Blank | None:
        parent = self.parent
        return parent.next_after(self) if isinstance(parent, CodeBlanks) else None


class CodeBlanks(Widget):
    """The code of a question, with an input in each blank."""

    DEFAULT_CSS = """
    CodeBlanks {
        height: auto;
        Blank { position: absolute; height: 1; background: $surface; }
        Blank:focus { background: $foreground 20%; }
    }
    """
    BINDINGS: ClassVar = [
        Binding("tab,down", "go(1)", "Next blank", show=False, id="answer.next-blank"),
        Binding("shift+tab,up", "go(-1)", "Blank before", show=False, id="answer.blank-before"),
    ]

    def __init__(self, code: str) -> None:
        super().__init__()
        self._lines = [_CodeLine(content) for content in coloured(code)]
        self._drawn = Content("")
        self._blanks = [Blank(compact=True, select_on_focus=False) for _ in range(len(blanks(code)) - 1)]

    def compose(self) -> ComposeResult:
        yield from self._blanks

    def parts(self) -> list[str]:
        return [blank.value for blank in self._blanks]

    def restore(self, parts: list[str]) -> None:
        for blank, part in zip(self._blanks, parts, strict=False):
            blank.value = part
            blank.cursor_position = len(part)

    def begin(self) -> None:
        next((blank for blank in self._blanks if not blank.value.strip()), self._blanks[0]).focus()

    def on_resize(self) -> None:
        self._place(self.content_size.width)

    def render(self) -> Content:
        return self._drawn

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(rows) for rows, _ in self._flow(width))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(AnswerChanged())
        self.screen.refresh_bindings()
        height = self._drawn.plain.count("\n")
        self._place(self.content_size.width)
        if self._drawn.plain.count("\n") != height:
            self.refresh(layout=True)
            self.post_message(Grown())

    def next_after(self, blank: Blank) -> Blank | None:
        """The next empty blank; None when there is none, or this one is empty itself."""
        at = self._blanks.index(blank)
        order = [*self._blanks[at + 1 :], *self._blanks[:at]]
        return next((later for later in order if not later.value.strip()), None) if blank.value.strip() else None

    def action_go(self, by: int) -> None:
        at = next((at for at, blank in enumerate(self._blanks) if blank.has_focus), -by)
        self._blanks[(at + by) % len(self._blanks)].focus()

    def _wide(self, room: int) -> int:
        longest = max(cell_len(blank.value) for blank in self._blanks) + 1
        return min(max(NARROWEST, longest), max(room, 4))

    def _flow(self, width: int) -> Iterator[tuple[list[Content], list[tuple[int, int]]]]:
        room = max(width - gutter(len(self._lines)), 8)
        wide = self._wide(room)
        return (line.flow(room, wide) for line in self._lines)

    def _place(self, width: int) -> None:
        """Draw the code, and put each input at its blank."""
        head = gutter(len(self._lines))
        wide = self._wide(max(width - head, 8))
        rows: list[Content] = []
        spots: list[tuple[int, int]] = []
        for number, (flown, places) in enumerate(self._flow(width), 1):
            spots += [(x + head, y + len(rows)) for x, y in places]
            label = Content.styled(f"{number:{head - 2}}  ", MUTED)
            rows += [(Content(" " * head) if at else label) + row for at, row in enumerate(flown)]
        for blank, spot in zip(self._blanks, spots, strict=True):
            blank.styles.offset = spot
            blank.styles.width = wide
            blank.placeholder = "_" * (wide - 1)
        self._drawn = stacked(rows)
        self.refresh()


class _CodeLine:
    """A line of the code, in which every blank can be as wide as needed."""

    def __init__(self, content: Content) -> None:
        around = blanks(content.plain)
        self._pieces: list[Content] = []
        at = 0
        for text in around:
            self._pieces.append(content[at : at + len(text)])
            at += len(text) + len(BLANK)

    def flow(self, room: int, wide: int) -> tuple[list[Content], list[tuple[int, int]]]:
        """Its rows, at most `room` cells wide, and the (column, row) of each blank in them."""
        rows, spots, used = [Content("")], [], 0
        for number, piece in enumerate(self._pieces):
            if number:
                if used and used + wide > room:
                    rows.append(Content(""))
                    used = 0
                spots.append((used, len(rows) - 1))
                rows[-1] += Content(" " * wide)
                used += wide
            for at, (start, end) in enumerate(spans(piece.plain, max(room - used, 0), room)):
                if at:
                    rows.append(Content(""))
                    used = 0
                rows[-1] += piece[start:end]
                used += cell_len(piece.plain[start:end])
        return rows, spots
