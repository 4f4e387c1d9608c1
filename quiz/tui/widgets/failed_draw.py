"""The result of a failed program: the learner's code with the line that failed, the draw, and a right program."""

from __future__ import annotations

import re

from textual.content import Content

from quiz.answer.verdict import CellDiff, Failure, Verdict
from quiz.ask.code.changed_lines import changes
from quiz.ask.lines import which_test
from quiz.text.cells import cell_width, padded
from quiz.text.terminal import line
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.widgets.cells import listed
from quiz.tui.widgets.code import coloured, numbered

MOST_ROWS = 6
"""The most rows that two values may take side by side."""
MOST_STACKED = 12
"""The most rows that one value may take."""
_ROW_ENDS = re.compile(r"(\],) (?=\[)")
_SHOWN_SIDE_BY_SIDE = ("shape", "dtype", "value", "kind")
"""Differences that are visible anyway when both values are side by side."""


def tried(mine: str, right: str, verdict: Verdict, width: int, base: str = "") -> Content:
    """`mine` is the learner's program, `right` a right one; both as text.

    Lines that are not in `base`, the code that was to be changed, are marked, and those of it that are gone are shown.
    """
    parts = []
    failed = verdict.failed
    if verdict.got:
        marked = failed.line if failed is not None else None
        parts.append(_titled("your code", numbered(coloured(mine), width, marked, changes(base, mine))))
    if failed is not None and not verdict.right:
        parts += _failure(failed, verdict.diff, width)
    if not verdict.right:
        parts.append(_titled("a right answer", numbered(coloured(right), width, changed=changes(base, right))))
    elif verdict.idiom:
        parts.append(_titled("another right answer", numbered(coloured(right), width, changed=changes(base, right))))
    return Content("\n\n").join(parts)


def _failure(failed: Failure, differences: tuple[CellDiff, ...], width: int) -> list[Content]:
    """The draw on which it failed, as far as anything is known of it."""
    rows = []
    longest = max((cell_width(line(name, 16)) for name, _ in failed.given), default=0)
    for name, text in failed.given:
        rows.append(hanging(plain(f"{padded(line(name, 16), longest)}   "), _in_rows(text, width - longest - 3), width))
    rows.append(plain(which_test(failed), MUTED))
    parts = [stacked(rows)] if failed.given or failed.want or failed.got or failed.draw > 1 else []
    if failed.want or failed.got:
        parts.append(_side_by_side(failed, width))
    further = [diff for diff in differences if diff.index not in _SHOWN_SIDE_BY_SIDE]
    if further and (len(further) < len(differences) or not failed.want or not _is_cell(further[0])):
        parts.append(listed(further, width, "expected"))
    if failed.printed:
        parts.append(hanging(plain("your code printed   ", MUTED), plain(failed.printed), width))
    return parts


def _side_by_side(failed: Failure, width: int) -> Content:
    """Expected and actual values side by side; below each other when there is no room for both.

    Where something else than one value was expected, such as less than a bound, the actual value alone.
    """
    if not failed.want:
        got = hanging(Content("  "), plain(failed.got, "$text-error"), width)
        return stacked([_named("yours", failed.got_of, failed.got_form, width), got])
    want, got = plain(failed.want), plain(failed.got or "nothing")
    sides = (("expected", failed.want_of, failed.want_form), ("yours", failed.got_of, failed.got_form))
    names = [_name(*side) for side in sides]
    left, right = want.split("\n", allow_blank=True), got.split("\n", allow_blank=True)
    block = max(plain(names[0]).cell_length, *(row.cell_length for row in left))
    wide = block + 4 + max(plain(names[1]).cell_length, *(row.cell_length for row in right))
    if wide > width or max(len(left), len(right)) > MOST_ROWS:
        folded = (_indented(_in_rows(text.plain, width - 2), width) for text in (want, got))
        heads = (_named(*side, width) for side in sides)
        return stacked(row for head, text in zip(heads, folded, strict=True) for row in (head, text))
    rows = [plain(f"{names[0]}{' ' * (block - plain(names[0]).cell_length)}    {names[1]}", MUTED)]
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else Content("")
        other = right[at] if at < len(right) else Content("")
        rows.append(one.pad_right(block - one.cell_length) + Content("    ") + other.stylize("$text-error"))
    return stacked(rows)


def _in_rows(text: str, width: int) -> Content:
    """A value as torch has printed it if that has room, else with each row of the tensor below the one before; one
    that is too large even then runs on as text.
    """
    printed = [row for row in text.split("\n") if row.strip()]
    alone = " ".join(text.split()).replace("[ ", "[") if len(printed) > 1 else text
    at, below = alone.find("["), list[str]()
    depth = 0
    for row in _ROW_ENDS.sub(r"\1\n", alone).split("\n"):
        below.append(" " * (at + depth) + row if below else row)
        depth += row.count("[") - row.count("]")
    for rows in (printed, below):
        if len(rows) <= MOST_STACKED and all(cell_width(row) <= width for row in rows):
            return plain("\n".join(rows))
    return plain(alone)


def _indented(text: Content, width: int) -> Content:
    return hanging(Content("  "), text, width)


def _name(word: str, of: str, form: str) -> str:
    return (f"{word}: {line(of, 60)}" if of else word) + (f"   {form}" if form else "")


def _named(word: str, of: str, form: str, width: int) -> Content:
    """The line above a value; the further rows of a long one begin right of its first word."""
    head = f"{word}: " if of else ""
    return hanging(plain(head, MUTED), plain(_name(word, of, form).removeprefix(head), MUTED), width)


def _is_cell(diff: CellDiff) -> bool:
    return diff.index.startswith("[")


def _titled(title: str, body: Content) -> Content:
    return stacked([plain(title, MUTED), body])
