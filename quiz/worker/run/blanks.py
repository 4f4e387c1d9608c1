"""Where the learner filled the blanks of a program: only there the code is the learner's, the rest is the card's.

The quiz marks each filling by two characters of the private use area, which are removed before compiling.
"""

from __future__ import annotations

import dis
import re
import sys
from typing import Any, List, NamedTuple, Tuple

from ..wire import FILLED_BEGIN, FILLED_END
from .source import CARD

_MARKS = re.compile("([{}{}])".format(FILLED_BEGIN, FILLED_END))


class FilledPlace(NamedTuple):
    """A place in a text: lines from 1, columns in bytes from 0."""

    begin: Tuple[int, int]
    end: Tuple[int, int]


def unmarked(code: str) -> Tuple[str, List[FilledPlace]]:
    """The program without its marks, and the places between them."""
    plain, spans, begin = "", [], (1, 0)
    for part in _MARKS.split(code):
        if part == FILLED_BEGIN:
            begin = _end_of(plain)
        elif part == FILLED_END:
            spans.append(FilledPlace(begin, _end_of(plain)))
        else:
            plain += part
    return plain, spans


def program_running() -> bool:
    """Whether the running code was called from within the card's program, or by something made there."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != CARD:
        frame = frame.f_back
    return frame is not None


def running(spans: List[FilledPlace]) -> bool:
    """Whether the running code was called from within a filled blank, or by something made there."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == CARD and any(_within(frame, span) for span in spans):
            return True
        frame = frame.f_back
    return False


def _within(frame: Any, span: FilledPlace) -> bool:
    positions = getattr(frame.f_code, "co_positions", None)
    if positions is None:  # before Python 3.11 only the line is known
        return bool(span.begin[0] <= frame.f_lineno <= span.end[0])
    for at, (line, last, column, end) in enumerate(positions()):
        if at == frame.f_lasti // 2 and None not in (line, last, column, end):
            begin, stop = (line, column), (last, end)
            called_here = begin == span.begin and stop > span.end and _is_call(frame, at)
            return bool(called_here or (span.begin <= begin and stop <= span.end))
    return False


def _is_call(frame: Any, at: int) -> bool:
    """Whether the instruction calls something, as `____(x)` calls what was filled in."""
    name: str = dis.opname[frame.f_code.co_code[2 * at]]
    return name.startswith("CALL")


def _end_of(text: str) -> Tuple[int, int]:
    return text.count("\n") + 1, len(text.rpartition("\n")[2].encode())
