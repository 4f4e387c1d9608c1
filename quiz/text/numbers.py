"""Numbers as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence


def share(part: float, whole: float) -> str:
    """ "87.5%"; a dash where there is nothing to divide by."""
    return f"{part / whole:.1%}" if whole else "-"


def duration(ms: float) -> str:
    """ "45 s", "12 min", "3.4 h"."""
    seconds = ms / 1000
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.1f} h"


def days(count: float) -> str:
    """ "12 d", "3.4 mo", "2.1 y"."""
    if count < 30:
        return f"{count:.0f} d"
    return f"{count / 30.4:.1f} mo" if count < 365 else f"{count / 365:.1f} y"


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 card", "2,000 cards"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def aligned(counts: Sequence[int], shares: Sequence[str]) -> list[str]:
    """The counts to the right of a column, each with its share: " 7  58.3%"."""
    width = max((len(f"{count:,}") for count in counts), default=0)
    return [f"{count:>{width},}  {text:>6}" for count, text in zip(counts, shares, strict=True)]
