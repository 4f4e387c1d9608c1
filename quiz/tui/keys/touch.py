"""Buttons for what keys do, where a screen is narrow or fingers use it: when there are any, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from quiz.tui.style.content import plain, stacked

if TYPE_CHECKING:
    from quiz.tui.host import Host

NARROW = 50
"""Below this many columns, no keyboard is taken for granted."""
_ROOMY = 32
"""From this many rows on, a button is as high as a finger is wide."""
_GROUND = "$foreground 12%"


def is_tapped(app: Host) -> bool:
    """Whether there are buttons for what keys do."""
    return app.touch or app.size.width < NARROW


def button_height(app: Host) -> int:
    """The rows of a button."""
    return 3 if app.size.height >= _ROOMY else 1


class Button(NamedTuple):
    """The button at this place of a list, from the column `left` to before `right`; a column is left free after it."""

    at: int
    left: int
    right: int


def in_rows(widths: Sequence[int], width: int) -> list[list[Button]]:
    """Buttons with labels of these widths in rows that are filled; every row has one at least."""
    rows: list[list[int]] = []
    used = width
    for at, wide in enumerate(widths):
        if used + wide + 3 > width + 1:
            rows.append([])
            used = 0
        rows[-1].append(at)
        used += wide + 3
    return [_stretched(row, widths, width) for row in rows]


def one_row(count: int, width: int) -> list[Button]:
    """So many buttons of one width in one row, whatever their labels."""
    wide = max((width + 1) // count - 1, 1)
    left = max((width + 1 - count * (wide + 1)) // 2, 0)
    return [Button(at, left + at * (wide + 1), left + at * (wide + 1) + wide) for at in range(count)]


def _stretched(row: Sequence[int], widths: Sequence[int], width: int) -> list[Button]:
    free = width + 1 - sum(widths[at] + 3 for at in row)
    found, left = [], 0
    for place, at in enumerate(row):
        more = free * (place + 1) // len(row) - free * place // len(row)
        right = min(left + widths[at] + 2 + more, width)
        found.append(Button(at, left, right))
        left = right + 1
    return found


def drawn(rows: Sequence[Sequence[Button]], labels: Sequence[Content], high: int) -> Content:
    """The rows of buttons; of three lines, the outer ones are half a cell high."""
    return stacked(line for row in rows for line in _lines(row, labels, high))


def _lines(row: Sequence[Button], labels: Sequence[Content], high: int) -> Iterator[Content]:
    spans = [button.right - button.left for button in row]
    before = Content(" " * row[0].left)
    if high > 1:
        yield before + Content(" ").join(plain("▄" * wide, _GROUND) for wide in spans)
    yield before + Content(" ").join(_label(labels[button.at], wide) for button, wide in zip(row, spans, strict=True))
    if high > 1:
        yield before + Content(" ").join(plain("▀" * wide, _GROUND) for wide in spans)


def _label(label: Content, wide: int) -> Content:
    shown = label.truncate(wide, ellipsis=True)
    before = (wide - shown.cell_length) // 2
    padded = Content(" " * before) + shown + Content(" " * (wide - before - shown.cell_length))
    return padded.stylize_before(f"on {_GROUND}")


def hit(rows: Sequence[Sequence[Button]], high: int, x: int, y: int) -> int:
    """The place in the list of the button at this cell, -1 where there is none."""
    row = rows[y // high] if 0 <= y // high < len(rows) else ()
    return next((button.at for button in row if button.left <= x < button.right), -1)
