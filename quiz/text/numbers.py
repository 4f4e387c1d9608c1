"""Numbers as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence


def share(part: float, whole: float) -> str:
    """ "87.5%"; a dash where there is nothing to divide by."""
    return f"{part / whole:.1%}" if whole else "-"


def plural(count: float, singular: str, several: str = "") -> str:
    """The word that agrees with a count: "card" with 1, "cards" with any other; `several` where no "s" makes it."""
    return singular if count == 1 else several or singular + "s"


def counted(count: int, singular: str, several: str = "") -> str:
    """ "1 card", "2,000 cards", "3 leeches"."""
    return f"{count:,} {plural(count, singular, several)}"


def aligned(counts: Sequence[int], shares: Sequence[str]) -> list[str]:
    """The counts to the right of a column, each with its share: " 7  58.3%"."""
    width = max((len(f"{count:,}") for count in counts), default=0)
    return [f"{count:>{width},}  {text:>6}" for count, text in zip(counts, shares, strict=True)]
