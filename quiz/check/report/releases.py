"""A table of the cards that differ between releases of torch."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.check.summary import Proven, Summary
from quiz.text.terminal import clean

PROVEN, SKIPPED = "proven", "skipped"


def differences(runs: Sequence[Summary]) -> dict[str, list[str]]:
    """For each card on which the runs differ, the result of each: "proven", "skipped" or the codes of its findings."""
    said: dict[str, list[str]] = {}
    for number, summary in enumerate(runs):
        for proven in summary.proven:
            said.setdefault(proven.card.id, [""] * len(runs))[number] = _said(proven)
    return {card: row for card, row in said.items() if len(set(row)) > 1}


def table(runs: Sequence[Summary]) -> list[str]:
    """The lines of a table: a row per card, a column per release."""
    rows = differences(runs)
    if not rows:
        return ["They do not differ on any card."]
    heads = [clean(summary.torch or "not run") for summary in runs]
    wide = max(len(clean(card)) for card in rows)
    widths = [max(len(head), *(len(row[at]) for row in rows.values())) for at, head in enumerate(heads)]
    lines = ["  ".join([" " * wide, *(head.ljust(width) for head, width in zip(heads, widths, strict=True))])]
    lines += [
        "  ".join([clean(card).ljust(wide), *(text.ljust(width) for text, width in zip(row, widths, strict=True))])
        for card, row in rows.items()
    ]
    return [line.rstrip() for line in lines]


def _said(proven: Proven) -> str:
    if proven.skipped:
        return SKIPPED
    return " ".join(sorted({finding.code for finding in proven.findings})) or PROVEN
