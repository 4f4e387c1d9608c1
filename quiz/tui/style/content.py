"""Text of decks and of torch as Content: nothing in it is markup, and no control character survives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from quiz.text.markdown import SpanKind, TextSpan, blocks
from quiz.text.terminal import clean

MUTED = "$muted"
"""The style of what may be overlooked; `quiz/tui/style/contrast.py` finds its colour."""

_EMPHASIS = {SpanKind.EMPHASIS: "italic", SpanKind.STRONG: "bold"}
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
    """An address, to be clicked where the terminal can."""
    content = plain(url)
    return content.stylize(Style(link=content.plain)) if _URL.fullmatch(content.plain) else content


def hanging(head: Content, body: Content, width: int) -> Content:
    """`body` wrapped to `width` cells beside `head`, its further lines under its first one."""
    room = max(width - head.cell_length, 8)
    lines = [piece for whole in body.split("\n", allow_blank=True) for piece in whole.wrap(room)] or [Content("")]
    indent = Content(" " * head.cell_length)
    return stacked([head + lines[0], *(indent + rest for rest in lines[1:])])


def stacked(lines: Iterable[Content]) -> Content:
    return Content("\n").join(lines)
