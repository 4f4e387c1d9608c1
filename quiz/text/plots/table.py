"""Columns of words and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quiz.text.plots.canvas import Ink, Paper


def table(head: Sequence[str], rows: Sequence[Sequence[str]], paper: Paper) -> Iterator[str]:
    """The first column to the left, the others to the right; a first column too long for the paper is cut."""
    if not rows:
        return
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    widths[0] = max(min(widths[0], paper.width - 2 - sum(width + 2 for width in widths[1:])), 8)
    yield paper.ink(_line(head, widths), Ink.FAINT)
    for row in rows:
        yield _line(row, widths)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1] + "…"
    rest = "".join(f"  {text:>{width}}" for text, width in zip(row[1:], widths[1:], strict=True))
    return f"  {first:{widths[0]}}{rest}".rstrip()
