"""The editor for a few lines of code: highlighting, and keys that keep the indentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style as RichStyle
from rich.text import Text
from textual.binding import Binding
from textual.content import Content
from textual.events import Key, Paste
from textual.message import Message
from textual.style import Style
from textual.widgets import TextArea

from quiz.ask.code.unwrap import unwrapped
from quiz.text.terminal import clean
from quiz.tui.widgets.answers.base import AnswerField, Grown
from quiz.tui.widgets.code import coloured

INDENT = 4
_TAKEN = ("f6", "f7")
"""Keys of Textual's editor that mean something else in a review."""


class Editor(AnswerField, TextArea, inherit_bindings=False):
    """F12 or ctrl+s submit the answer that it is part of; if it is part of none, it posts `Entered`.

    It is as high as its text, between `least` lines and half a screen.
    """

    DEFAULT_CSS = """
    Editor {
        border: none;
        padding: 0;
        margin: 0 0 0 2;
        background: $surface;
        &:focus { border: none; }
    }
    """
    BINDINGS: ClassVar = [
        *(one for one in TextArea.BINDINGS if isinstance(one, Binding) and one.key not in _TAKEN),
        Binding("f12,ctrl+s", "submit", "Submit", id="answer.submit"),
        Binding("shift+tab", "outdent", "Indent less", show=False, id="answer.indent-less"),
    ]

    @dataclass
    class Entered(Message):
        text: str

    def __init__(self, text: str = "", *, python: bool = True, least: int = 3, id: str | None = None) -> None:
        # Textual's indenting takes Escape away from the screen.
        super().__init__(clean(text), tab_behavior="focus", show_line_numbers=True, compact=True, id=id)
        self._python = python
        self._start = clean(text)
        self._least = least
        self._coloured: list[Content] | None = None
        self._styles: dict[str | Style, RichStyle] = {}
        self.indent_width = INDENT
        self.highlight_cursor_line = False

    def on_mount(self) -> None:
        self.move_cursor(self.document.end)
        self.grow()

    def on_resize(self) -> None:
        self.call_later(self.grow)  # once Textual has wrapped the text to the new width

    def on_text_area_changed(self) -> None:
        self.grow()

    def load_text(self, text: str) -> None:
        super().load_text(text)
        self.move_cursor(self.document.end)

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()

    def grow(self) -> None:
        height = max(self._least, min(self.wrapped_document.height, self.app.size.height // 2 - 2))
        scalar = self.styles.height
        if scalar is None or scalar.value != height or scalar.is_fraction:
            self.styles.height = height
            self.post_message(Grown())

    # Keys.

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        return key in ("tab", "enter") or super().check_consume_key(key, character)

    async def _on_key(self, event: Key) -> None:
        """Textual calls its own editor's handler after this one, unless it is stopped."""
        if self.is_deaf:
            return
        if event.key == "enter":
            self._break_line()
        elif event.key == "tab":
            column = self.cursor_location[1]
            self._replace_via_keyboard(" " * (INDENT - column % INDENT), *self.selection)
        elif event.key == "backspace" and self._in_indent():
            self.action_outdent()
        else:
            return
        event.stop()
        event.prevent_default()

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.is_deaf:
            return
        text = clean(event.text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(INDENT)
        if self._python and (whole := self._whole_program(text)):
            self.load_text(whole)
            return
        self._replace_via_keyboard(text, *self.selection)
        self.scroll_cursor_visible()

    async def action_submit(self) -> None:
        if self.answer is not None:
            self.answer.submit()
        else:
            self.post_message(self.Entered(self.text))

    def break_line(self, following: str) -> bool:
        """A line break of a paste that the terminal has not marked as one: the following text has its indentation."""
        brings_its_own = following[:1] in (" ", "\t") and not self.is_deaf
        if brings_its_own:
            self._replace_via_keyboard("\n", *self.selection)
        return brings_its_own

    def _whole_program(self, text: str) -> str:
        """A pasted program that begins as the editor's first text, without fences and prompts; "" for any other text.

        It replaces the present text: nobody wants a function within the one that was begun for them.
        """
        first = self._start.strip().partition("\n")[0].partition("(")[0]
        program = unwrapped(text).strip("\n")
        return program if first.startswith(("def ", "class ")) and program.startswith(f"{first}(") else ""

    def action_outdent(self) -> None:
        """Outdent the line of the cursor by one step."""
        row, column = self.cursor_location
        text = self.document.get_line(row)
        blanks = len(text) - len(text.lstrip(" "))
        if blanks:
            taken = (blanks - 1) % INDENT + 1
            self.delete((row, 0), (row, taken), maintain_selection_offset=False)
            self.move_cursor((row, max(column - taken, 0)))

    def _in_indent(self) -> bool:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        return self.selection.is_empty and bool(before) and not before.strip(" ")

    def _break_line(self) -> None:
        """A new line with the same indentation: one step more after a colon, one step less after a return."""
        start = min(self.selection)
        before = self.document.get_line(start[0])[: start[1]]
        indent = len(before) - len(before.lstrip(" "))
        if self._python:
            said = before.strip()
            if said.endswith(":"):
                indent += INDENT
            elif said.partition(" ")[0] in ("return", "raise", "pass", "break", "continue"):
                indent = max(indent - INDENT, 0)
        else:
            indent = 0
        self._replace_via_keyboard("\n" + " " * indent, *self.selection)

    # Colours.

    def _build_highlight_map(self) -> None:
        """Textual calls this after every change of the text."""
        super()._build_highlight_map()
        self._coloured = None

    def notify_style_update(self) -> None:
        self._styles = {}
        super().notify_style_update()

    def get_line(self, line_index: int) -> Text:
        text = super().get_line(line_index)
        if not self._python:
            return text
        if self._coloured is None:
            # The blank lines at the beginning must not shift the rest.
            skipped = len(self.text) - len(self.text.lstrip("\n"))
            self._coloured = [Content("")] * skipped + coloured(self.text)
        if line_index < len(self._coloured):
            line = self._coloured[line_index]
            if line.plain == text.plain:
                for span in line.spans:
                    text.stylize(self._rich(span.style), span.start, span.end)
        return text

    def _rich(self, style: str | Style) -> RichStyle:
        found = self._styles.get(style)
        if found is None:
            parsed = self.app.stylesheet.parse_style(style) if isinstance(style, str) else style
            whole = (self.visual_style + parsed).rich_style
            # Its background is left to the cursor, the selection and the editor.
            found = self._styles[style] = RichStyle(
                color=whole.color, bold=whole.bold, italic=whole.italic, underline=whole.underline
            )
        return found
