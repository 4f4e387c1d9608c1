"""Text of decks and of torch as Content: nothing in it is markup, and no control character survives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from quiz.text.terminal import clean

MUTED = "$muted"
"""The style of what may be overlooked; `quiz/tui/style/contrast.py` finds its colour."""

_CODE = re.compile(r"`[^`\n]+`")
_OWN_LINE = re.compile(r"\s|[-*|>] |\d+[.)] ")
_URL = re.compile(r"https?://[^\s\"'<>]+")


def plain(text: str, style: str = "") -> Content:
    return Content.styled(clean(text), style) if style else Content(clean(text))


def prose(text: str, style: str = "") -> Content:
    """A prompt, a hint or an explanation: paragraphs unfolded, so that they fill the line; `code` set off."""
    content = plain(unfolded(clean(text)), style)
    for found in _CODE.finditer(content.plain):
        content = content.stylize("$text-accent", found.start() + 1, found.end() - 1)
    return content


def unfolded(text: str) -> str:
    """Lines of a paragraph joined; lines that begin with a blank or like an item of a list stay on their own."""
    joined: list[str] = []
    for text_line in text.splitlines():
        flows = joined and joined[-1] and text_line.strip()
        if flows and not _OWN_LINE.match(text_line) and not joined[-1].startswith((" ", "|")):
            joined[-1] = f"{joined[-1].rstrip()} {text_line}"
        else:
            joined.append(text_line.rstrip())
    return "\n".join(joined).strip("\n")


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
