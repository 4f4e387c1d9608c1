"""Parsing Markdown of authors into blocks: paragraphs with their lines joined, list items, code.

Both user interfaces show CommonMark without links, pictures, HTML, headings, quotations and escapes: these stay
text. `_` is part of a name here, never emphasis, and so is a `*` between letters or digits.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from quiz.text.terminal import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_AS_TEXT = [
    *("link", "image", "autolink", "reference", "html_inline", "html_block", "entity", "escape"),
    *("heading", "lheading", "hr", "blockquote"),
]
_SIMPLE = re.compile(r"(?![-+*#>|~=\s]|\d+[.)])[^\n*]+")
"""One line without emphasis that begins no list: most texts are like this, and need no parser."""
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_OWN_LINE = (">", "#", "|")
"""A line that begins like this is not joined to the one before: a Python prompt, a comment, a row."""
_INDENT = 2


class SpanKind(StrEnum):
    PLAIN = "plain"
    CODE = "code"
    EMPHASIS = "emphasis"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class TextSpan:
    text: str
    kind: SpanKind = SpanKind.PLAIN


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or `code` whose lines are kept; `marker` begins an item of a list, `indent` is in cells.

    `tight` blocks follow the one before without an empty line between.
    """

    spans: tuple[TextSpan, ...] = ()
    code: str | None = None
    marker: str = ""
    indent: int = 0
    tight: bool = False

    @property
    def text(self) -> str:
        """The text without its markup. A paragraph has line breaks where the author forced them."""
        return "".join(span.text for span in self.spans) if self.code is None else self.code


def blocks(text: str) -> list[TextBlock]:
    """The blocks of a text, without control characters. Nothing in their text is markup any more."""
    text = clean(text).strip("\n")
    if not text.strip():
        return []
    if _SIMPLE.fullmatch(text):
        return [TextBlock(tuple(_code_spans(text.rstrip())))]
    return _Reader(text).blocks(_parser().parse(text))


def lines(text: str) -> Iterator[str]:
    """The blocks as plain lines, for output without styles: code in its backticks, an empty line between blocks."""
    for number, block in enumerate(blocks(text)):
        if number and not block.tight:
            yield ""
        first = " " * block.indent + block.marker
        rest = " " * (block.indent + len(block.marker))
        words = "".join(f"`{span.text}`" if span.kind is SpanKind.CODE else span.text for span in block.spans)
        for at, row in enumerate((words if block.code is None else block.code).split("\n")):
            yield f"{rest if at else first}{row}".rstrip()


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(_AS_TEXT)


@dataclass
class _List:
    """A list being read: the marker of its next item, and the indentation of its text."""

    ordered: bool
    marker: str = ""
    indent: int = 0


class _Reader:
    """Turns the tokens of a text into blocks."""

    def __init__(self, text: str) -> None:
        self.rows = text.split("\n")
        self.lists: list[_List] = []

    def blocks(self, tokens: list[Token]) -> list[TextBlock]:
        found: list[TextBlock] = []
        in_table = False
        for token in tokens:
            if token.type.endswith("list_open"):
                self.lists.append(_List(token.type.startswith("ordered")))
            elif token.type.endswith("list_close"):
                self.lists.pop()
            elif token.type == "list_item_open":
                own = self.lists[-1]
                own.marker = f"{token.info}{token.markup} " if own.ordered else "• "
                own.indent = len(own.marker)
            elif token.type in ("table_open", "table_close"):
                in_table = token.type == "table_open"
                if in_table:
                    found.append(self._block(token, found, code=self._source(token)))
            elif token.type in ("fence", "code_block"):
                found.append(self._block(token, found, code=token.content.rstrip("\n")))
            elif token.type == "inline" and not in_table:
                if not self.lists and self._is_indented(token):
                    found.append(self._block(token, found, code=self._source(token)))
                else:
                    found.append(self._block(token, found, spans=tuple(_spans(token.children or []))))
        return found

    def _block(
        self, token: Token, before: list[TextBlock], *, spans: tuple[TextSpan, ...] = (), code: str | None = None
    ) -> TextBlock:
        """The block of a token; the first block of an item takes its marker."""
        indent = sum(own.indent for own in self.lists)
        marker = ""
        if self.lists and self.lists[-1].marker:
            marker, self.lists[-1].marker = self.lists[-1].marker, ""
            indent -= len(marker)
        if code is not None:
            indent += _INDENT
        first_line, _ = token.map or (0, 0)
        tight = bool(before) and bool(self.rows[first_line - 1].strip())
        return TextBlock(spans, code, marker, indent, tight)

    def _is_indented(self, token: Token) -> bool:
        """Whether every line of a paragraph begins with a blank: its author meant the lines to stay."""
        first, end = token.map or (0, 0)
        return all(row.startswith(" ") for row in self.rows[first:end])

    def _source(self, token: Token) -> str:
        """The lines of a token as they were written."""
        first, end = token.map or (0, 0)
        return textwrap.dedent("\n".join(self.rows[first:end])).rstrip("\n")


def _spans(tokens: list[Token]) -> Iterator[TextSpan]:
    """The spans of a paragraph; an emphasis mark that emphasises nothing stays text."""
    kinds: list[tuple[SpanKind, bool]] = []
    before = row = ""
    for place, token in enumerate(tokens):
        if token.type in ("softbreak", "hardbreak"):
            forced = token.type == "hardbreak" or tokens[place + 1].content.startswith(_OWN_LINE)
            text = "\n" if forced or row.startswith(_OWN_LINE) else " "
        elif token.type.endswith("_open"):
            meant = "*" in token.markup and not before[-1:].isalnum()
            kind = SpanKind.STRONG if token.type.startswith("strong") else SpanKind.EMPHASIS
            kinds.append((kind if meant else SpanKind.PLAIN, meant))
            text = "" if meant else token.markup
        elif token.type.endswith("_close"):
            _, meant = kinds.pop()
            text = "" if meant else token.markup
        else:
            text = token.content
        if text:
            now = next((kind for kind, _ in reversed(kinds) if kind is not SpanKind.PLAIN), SpanKind.PLAIN)
            yield TextSpan(text, SpanKind.CODE if token.type == "code_inline" else now)
            before = text
            row = "" if text == "\n" else row + text


def _code_spans(text: str) -> Iterator[TextSpan]:
    """The spans of a line that has code in backticks and no other markup, as the parser would give them."""
    end = 0
    for found in _CODE.finditer(text):
        if found.start() > end:
            yield TextSpan(text[end : found.start()])
        code = found[2]
        padded = code.startswith(" ") and code.endswith(" ") and code.strip()
        yield TextSpan(code[1:-1] if padded else code, SpanKind.CODE)
        end = found.end()
    if end < len(text):
        yield TextSpan(text[end:])
