"""Line and column of each key in a TOML text, which neither tomllib nor tomlkit gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\]")
_VALUE = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_INLINE = re.compile(rf"[{{,][ \t]*({_DOTTED})[ \t]*=[ \t]*")
_LONG_TEXT = re.compile(r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''", re.DOTALL)


class KeyPosition(NamedTuple):
    """The position of a key, counted from 1; `value` is the column at which the value begins."""

    line: int
    column: int
    value: int


def key_positions(text: str) -> dict[tuple[str, ...], KeyPosition]:
    """The position of each full key, such as ("decks", "gather", "fuzz"), and of each table."""
    found: dict[tuple[str, ...], KeyPosition] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(_LONG_TEXT.sub(_only_breaks, text).splitlines(), 1):
        if heading := _TABLE.match(line):
            table = _names(heading[1])
            found.setdefault(table, KeyPosition(number, heading.start(1) + 1, heading.start(1) + 1))
        elif value := _VALUE.match(line):
            names = (*table, *_names(value[1]))
            found.setdefault(names, KeyPosition(number, value.start(1) + 1, value.end() + 1))
            for inner, at in _inline(line, value.end(), names):
                found.setdefault(inner, KeyPosition(number, *at))
    return found


def nearest_position(text: str, key: str) -> KeyPosition | None:
    """The position of "decks.gather.fuzz", or of the innermost table around it that was found.

    A part of a name may contain dots itself, when it is in quotes.
    """
    found = {".".join(names): position for names, position in key_positions(text).items()}
    parts = key.split(".")
    above = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((found[name] for name in above if name in found), None)


def _inline(line: str, start: int, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """The keys of an inline table, and of tables within it."""
    above, at = [names], start
    while at < len(line) and line[start] == "{":
        if line[at] in "\"'":
            at = line.find(line[at], at + 1) + 1 or len(line)
        elif line[at] == "}":
            above.pop()
            at += 1
        elif (key := _INLINE.match(line, at)) and above:
            whole = (*above[-1], *_names(key[1]))
            yield whole, (key.start(1) + 1, key.end() + 1)
            if line[key.end() : key.end() + 1] == "{":
                above.append(whole)
            at = key.end()
        else:
            at += 1


def _only_breaks(long_text: re.Match[str]) -> str:
    """The line breaks of a multi-line string only: nothing in it is a key, but its lines count."""
    return '""' + "\n" * long_text[0].count("\n")


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
