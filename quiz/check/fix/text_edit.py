"""Edits of a text: parts of it replaced, everything else, comments and layout, left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextEdit:
    """The text between two offsets, replaced by `new`."""

    begin: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What settles a finding. A `sure` fix is right wherever it can be made; another is a choice of the author's."""

    title: str
    edits: tuple[TextEdit, ...]
    sure: bool = True


def normal(text: str) -> str:
    """The text with the line ends that the loader and these edits count by."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def made(text: str, edits: Iterable[TextEdit]) -> str:
    """The text with these edits, but for those that overlap one before them."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.begin, edit.end)):
        if edit.begin >= at:
            parts += [text[at : edit.begin], edit.new]
            at = edit.end
    return "".join([*parts, text[at:]])


def changed(old: str, new: str) -> TextEdit:
    """The one edit that makes a text of another."""
    begin = 0
    while begin < min(len(old), len(new)) and old[begin] == new[begin]:
        begin += 1
    end = 0
    while end < min(len(old), len(new)) - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    return TextEdit(begin, len(old) - end, new[begin : len(new) - end])


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a place that the loader gives; both count from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at + column - 1


def line_end(text: str, at: int) -> int:
    """Where the line of an offset ends, before a comment in it and the blanks before that."""
    end = text.find("\n", at)
    row = text[at : end if end >= 0 else len(text)]
    comment = re.search(r"\s#\s", row)
    return at + len((row[: comment.start()] if comment else row).rstrip())


def in_quotes(text: str) -> str:
    """A text of one line as YAML reads it whatever is in it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
