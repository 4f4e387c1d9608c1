"""Where a line of code or of a value is broken when it is wider than the screen: between its parts."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content


def code_rows(content: Content, width: int) -> list[Content]:
    """One line as rows of at most `width` cells, each broken after a blank or a comma, else after a bracket.

    Names and numbers stay whole unless one alone is wider than a row. Blanks at a break are left out.
    """
    return [content[start:end] for start, end in spans(content.plain, width, width)] or [content]


def spans(text: str, first: int, width: int) -> list[tuple[int, int]]:
    """Where each row of `text` starts and ends: the first has `first` cells, which may be too few for any of it."""
    rows: list[tuple[int, int]] = []
    start, room = 0, first
    while start < len(text):
        end = start + _fitting(text[start:], room, fresh=room == width)
        if end == start and room == width:
            end = start + 1  # a screen may be narrower than one sign
        rows.append((start, end))
        start, room = end, width
        if start < len(text):
            start += len(text[start:]) - len(text[start:].lstrip(" "))
    return rows


def _fitting(text: str, room: int, fresh: bool) -> int:
    """How many signs of `text` come on a row of that many cells; a row that is not `fresh` may take none of it."""
    used = gap = bracket = edge = 0
    for at, sign in enumerate(text):
        used += cell_len(sign)
        if used > room:
            if sign == " " and text[:at].strip():
                gap = at
            elif at and not (_is_part(text[at - 1]) and _is_part(sign)):
                edge = at
            break
        if at and not (_is_part(text[at - 1]) and _is_part(sign)):
            edge = at
        if sign in " ," and text[:at].strip():
            gap = at + 1
        elif sign in "([{":
            bracket = at + 1
    else:
        return len(text)
    if gap * 2 >= at:
        return gap
    return bracket or gap or edge or (at if fresh else 0)


def _is_part(sign: str) -> bool:
    """Whether a name or a number may go on with this sign."""
    return sign.isalnum() or sign in "_."
