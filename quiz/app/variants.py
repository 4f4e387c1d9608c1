"""The draws of a card side by side: what differs from one to the next, and what torch gives for each."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.app.grade import Tried
from quiz.text.cells import cell_width, padded
from quiz.text.terminal import clean

_WIDEST = 60


def variant_lines(tried: Sequence[Tried]) -> list[str]:
    """A line for each draw: its seed, its values, its truth and what each belief gives; the same draw twice is said."""
    head = [
        "seed",
        *_names(tried),
        "torch says",
        *(f"belief {number}" for number in range(1, _most_beliefs(tried) + 1)),
    ]
    rows = [head]
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    again = 0
    for one in tried:
        question = one.asked.question
        if question is None:
            assert one.asked.broken is not None
            rows.append([str(one.asked.seed), f"broken: {one.asked.broken.reason}"])
            continue
        again += question.drawn in seen
        seen.setdefault(question.drawn, one.asked.seed)
        gives = [gives for _, gives in one.beliefs]
        rows.append([str(one.asked.seed), *(literal for _, literal in question.drawn), one.truth, *gives])
    different = len(seen)
    closing = f"{different:,} of {len(tried):,} draws differ" + (
        f"; {again:,} ask again what another asks" if again else ""
    )
    return [*_table(rows), "", closing]


def belief_lines(tried: Sequence[Tried]) -> list[str]:
    """The beliefs by their numbers, as the first draw words them."""
    first = next((one for one in tried if one.beliefs), None)
    return [] if first is None else [f"belief {at}: {text}" for at, (text, _) in enumerate(first.beliefs, 1)]


def _names(tried: Sequence[Tried]) -> list[str]:
    question = next((one.asked.question for one in tried if one.asked.question is not None), None)
    return [] if question is None else [name for name, _ in question.drawn]


def _most_beliefs(tried: Sequence[Tried]) -> int:
    return max((len(one.beliefs) for one in tried), default=0)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells in columns as wide as their widest; what is in many lines is joined, what is long is cut."""
    cells = [[_in_one_line(cell) for cell in row] for row in rows]
    widths = [
        max((cell_width(row[at]) for row in cells if at < len(row) and len(row) > 2), default=0)
        for at in range(max(map(len, cells)))
    ]
    return ["  ".join(padded(cell, widths[at]) for at, cell in enumerate(row)).rstrip() for row in cells]


def _in_one_line(text: str) -> str:
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 3] + "..."
