"""Where the keys of a TOML text stand: `tomllib` reads their values and keeps no positions."""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\]")
_VALUE = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")


class Place(NamedTuple):
    """Counted from 1; `value` is the column at which the value begins."""

    line: int
    column: int
    value: int


def places(text: str) -> dict[tuple[str, ...], Place]:
    """By the whole name of a key its place; keys within an inline table or written over several lines have none."""
    found: dict[tuple[str, ...], Place] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _TABLE.match(line):
            table = _names(heading[1])
            found.setdefault(table, Place(number, heading.start(1) + 1, heading.start(1) + 1))
        elif value := _VALUE.match(line):
            found.setdefault((*table, *_names(value[1])), Place(number, value.start(1) + 1, value.end() + 1))
    return found


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
