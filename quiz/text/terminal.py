"""Making text of decks, of torch and of learners safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quiz.text.cells import cut

# C0 and C1 controls other than line feed and tab, and the marks that change the direction of the following text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


# Every character that ends a line: the texts before it and after it must not be joined.
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85]")


def is_dumb(environ: Mapping[str, str]) -> bool:
    """Whether the terminal says that it can only print lines."""
    return environ.get("TERM") in ("dumb", "unknown")


def clean(text: str) -> str:
    """`text` without anything that a terminal would act on; lines end with a line feed, tabs become four blanks."""
    whole = text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be printed
    return _CONTROL.sub("", _BREAK.sub("\n", whole).replace("\t", "    "))


def line(text: str, width: int = 200) -> str:
    """`text` as one line of at most `width` cells."""
    return cut(" ".join(clean(text).split()), width)
