"""Numbers in words: percentages, plurals, counts."""

from __future__ import annotations

from collections.abc import Sequence


def share(part: float, whole: float) -> str:
    """A percentage: "87.5%"; a dash when `whole` is 0."""
    return f"{part / whole:.1%}" if whole else "-"


def plural(count: float, singular: str, several: str = "") -> str:
    """The word that agrees with a count: "card" with 1, "cards" otherwise; `several` is an irregular plural."""
    return singular if count == 1 else several or singular + "s"


def counted(count: int, singular: str, several: str = "") -> str:
    """A count with its noun: "1 card", "2,000 cards", "3 leeches"."""
    return f"{count:,} {plural(count, singular, several)}"


def aligned(counts: Sequence[int], shares: Sequence[str]) -> list[str]:
    """The counts aligned to the right, each with its share: " 7 58.3%"."""
    width = max((len(f"{count:,}") for count in counts), default=0)
    return [f"{count:>{width},}  {text:>6}" for count, text in zip(counts, shares, strict=True)]
