"""Text of decks and of torch as Content: nothing in it is markup, and control characters are removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from textual.content import Content
from textual.style import Style

from quiz.text.markdown import SpanKind, TextSpan, blocks
from quiz.text.terminal import clean
from quiz.tui.style.code_rows import code_rows

MUTED = "$muted"
"""The style of secondary text; `quiz/tui/style/contrast.py` finds its colour."""

_EMPHASIS = {SpanKind.EMPHASIS: "italic", SpanKind.STRONG: "bold"}
_TOGETHER = re.compile(r"[(\[](?=[^()\[\]\n]{1,30}[)\]])-?[\w.$]*(?:, ?-?[\w.$]+)*,?[)\]]")
"""A shape, an index, a short tuple: it must not be broken over two lines."""
_GLUE = "\ue000"
"""Stands for a blank that must not become a line break, while lines are made; nobody writes it."""
_DOCS = re.compile(r"https?://(?:docs\.)?pytorch\.org/.*/([\w.]+)\.html(?:#([\w.-]+))?")
_URL = re.compile(r"https?://[^\s\"'<>]+")


def plain(text: str, style: str = "") -> Content:
    return Content.styled(clean(text), style) if style else Content(clean(text))


def prose(text: str, style: str = "") -> Content:
    """A prompt, a hint or an explanation: paragraphs fill the line, lists and code keep their lines; `code` set off."""
    rows: list[Content] = []
    for number, block in enumerate(blocks(text)):
        if number and not block.tight:
            rows.append(Content(""))
        if block.code is None:
            first = plain(" " * block.indent + block.marker, style)
            rows.append(Content("").join([first, *(_span(span, style) for span in block.spans)]))
        else:
            lead = " " * (block.indent + len(block.marker))
            rows += [plain(f"{lead}{row}", "$text-accent") for row in block.code.split("\n")]
    return stacked(rows)


def _span(span: TextSpan, style: str) -> Content:
    if span.kind is SpanKind.CODE:
        return plain("`", style) + plain(span.text, "$text-accent") + plain("`", style)
    return plain(span.text, f"{style} {_EMPHASIS.get(span.kind, '')}".strip())


def link(url: str) -> Content:
    """An address as a named link, clickable where the terminal supports it: a page of torch's is named by its
    subject.
    """
    address = plain(url)
    if not _URL.fullmatch(address.plain):
        return address
    return plain(_name_of(address.plain)).stylize(Style(link=address.plain))


def _name_of(url: str) -> str:
    if page := _DOCS.fullmatch(url):
        return f"docs: {page[2] if page[2] and '.' in page[2] else page[1]}"
    host, _, path = url.partition("://")[2].partition("/")
    last = path.rstrip("/").rpartition("/")[2].partition("?")[0].partition("#")[0].removesuffix(".html")
    return f"{host}: {last}" if last else host


def wrapped(content: Content, width: int) -> list[Content]:
    """One line wrapped to lines of at most `width` cells; a shape stays on one line if it has room there."""
    width = max(width, 2)  # a screen may be too small for any text
    marked = _TOGETHER.sub(lambda found: found[0].replace(" ", _GLUE), content.plain)
    if content.plain.isascii() and any(len(word) > width for word in marked.split()):
        return code_rows(content, width)
    if marked == content.plain:
        return content.wrap(width)
    lines = Content(marked, spans=list(content.spans)).wrap(width)
    return [Content(row.plain.replace(_GLUE, " "), spans=list(row.spans)) for row in lines]


def wrapped_code(content: Content, width: int) -> list[Content]:
    """One line of code wrapped to lines of at most `width` cells, broken between its parts."""
    # Signs of another width, or joined ones, are left to Textual, which knows them.
    return code_rows(content, max(width, 2)) if content.plain.isascii() else wrapped(content, width)


def folded(content: Content, width: int) -> Content:
    """All lines wrapped."""
    return stacked(row for whole in content.split("\n", allow_blank=True) for row in wrapped(whole, width) or [whole])


def hanging(
    head: Content, body: Content, width: int, wrap: Callable[[Content, int], list[Content]] = wrapped
) -> Content:
    """`body` wrapped to `width` cells after `head`, its further lines indented to its first one."""
    room = max(width - head.cell_length, 8)
    lines = [piece for whole in body.split("\n", allow_blank=True) for piece in wrap(whole, room)] or [Content("")]
    indent = Content(" " * head.cell_length)
    return stacked([head + lines[0], *(indent + rest for rest in lines[1:])])


def stacked(lines: Iterable[Content]) -> Content:
    return Content("\n").join(lines)
