"""Findings and the summary of a run as text for a terminal. All text is safe to print."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from quiz.check.finding import Finding, Severity
from quiz.check.summary import Proven, Summary
from quiz.deck.model import Card
from quiz.text.cells import cell_width, cut
from quiz.text.numbers import counted
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.check.prove.variants import VariantReport

BEFORE = 2
"""Lines of the card, or of the file, shown above the line in question."""
WIDTH = 120

Naming: TypeAlias = Callable[[Card], str]
"""How to name a card on a command line."""
Paint: TypeAlias = Callable[[str, str], str]
"""(text, colour) -> the text in that colour, or as it is."""


def summary_line(summary: Summary) -> str:
    """The summary line: "532 cards, 4,256 questions proven on torch 2.13.0 cpu in 31.4 s · 1 error · 0 warnings"."""
    where = f" on torch {summary.torch} {summary.device}" if summary.torch else ""
    cards, done = counted(summary.cards, "card"), f"proven{where} in {summary.seconds:.1f} s"
    parts = [
        f"{cards} read in {summary.seconds:.1f} s, nothing run"
        if summary.form
        else f"{cards}, {counted(summary.questions, 'question')} {done}",
        counted(summary.errors, "error"),
        counted(summary.warnings, "warning"),
    ]
    if summary.checks:
        parts.append(f"{summary.sealed:,} of {counted(summary.checks, 'check')} sealed")
    parts += _generated(summary.variants)
    if summary.kept:
        parts.append(f"{counted(summary.kept, 'card')} of these proven in an earlier run")
    if summary.skipped:
        parts.append(f"{counted(summary.skipped, 'card')} skipped, for another torch or device")
    return clean(" · ".join(parts))


def _generated(reports: Sequence[VariantReport]) -> list[str]:
    """What came of the generated programs, if any were judged."""
    parts = []
    if mutants := sum(report.mutants for report in reports):
        killed, equivalent = (sum(getattr(report, name) for report in reports) for name in ("killed", "equivalent"))
        parts.append(f"{killed:,} of {counted(mutants, 'mutant')} judged wrong, {equivalent:,} equivalent")
    if rewrites := sum(report.rewrites for report in reports):
        refused = sum(len(report.refusals) for report in reports)
        parts.append(f"{rewrites - refused:,} of {counted(rewrites, 'rewrite')} judged right")
    return parts


def text(finding: Finding, naming: Naming, paint: Paint) -> str:
    """A finding with the lines of the file it is about, its fix below, and the command that shows the question."""
    where = _near(finding.path) + (f":{finding.line}:{finding.column}" if finding.line else "")
    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    whose = f"{finding.card.id}: " if finding.card is not None else ""
    head = f"{paint(clean(where), 'bold')}  {paint(f'{finding.severity} {finding.code}', colour)}  "
    lines = [head + clean(whose + finding.message).replace("\n", " ")]
    excerpt = _excerpt(finding, paint)
    lines += excerpt if excerpt else [f"    {clean(finding.fix)}"] if finding.fix else []
    if finding.seed is not None and finding.card is not None:
        lines.append("    see it: " + clean(try_command(finding, finding.card, naming)))
    return "\n".join(lines)


def unsealed(proven: Proven, paint: Paint) -> str:
    """Why the check of a card is not sealed, with its place; "" when it is, or there is none."""
    if not proven.unsealed:
        return ""
    from quiz.ask.lines import unsealed_line  # with all that asks, which a check of what is proven does without

    place = proven.card.places.get("check", proven.card.place)
    where = clean(f"{_near(place.path)}:{place.line}:{place.column}")
    return f"{paint(where, 'bold')}  info  " + clean(f"{proven.card.id}: {unsealed_line(proven.unsealed)}")


def not_shared(proven: Proven, paint: Paint) -> str:
    """Why a card was proven with one child a draw, with its place; "" when its draws shared children, or had not to."""
    if proven.evidence is None or not proven.evidence.alone:
        return ""
    place = proven.card.place
    where = clean(f"{_near(place.path)}:{place.line}:{place.column}")
    why = f"{proven.card.id}: every draw was run in a child of its own: {proven.evidence.alone}."
    return f"{paint(where, 'bold')}  info  " + clean(why).replace("\n", " ")


def try_command(finding: Finding, card: Card, naming: Naming) -> str:
    """The command that shows the question of a finding."""
    return f"quiz try {naming(card)} --seed {finding.seed}"


def _excerpt(finding: Finding, paint: Paint) -> list[str]:
    """The lines that lead to the place, and a caret under it with the fix; none when the file cannot be read."""
    rows = _rows(finding.path)
    if not 1 <= finding.line <= len(rows):
        return []
    # Lines above a card belong to another one.
    first = max(finding.line - BEFORE, finding.card.place.line if finding.card is not None else 1)
    gutter = len(str(finding.line))
    lines = []
    for number in range(first, finding.line + 1):
        row = cut(clean(rows[number - 1]).rstrip(), WIDTH)
        lines.append(f"    {number:>{gutter}} | {row}".rstrip())
    ahead = cell_width(clean(rows[finding.line - 1][: max(0, finding.column - 1)]))
    caret = " " * min(ahead, WIDTH - 1) + paint("^", "bold")
    return [*lines, f"    {'':>{gutter}} | {caret} {clean(finding.fix)}".rstrip()]


@lru_cache(maxsize=8)
def _rows(path: str) -> list[str]:
    """The lines of the file, split as the loader splits them."""
    try:
        content = Path(path).read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return []
    return content.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _near(path: str) -> str:
    """The shortest path to the file from here."""
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):
        return path
    return relative if len(relative) < len(path) and not relative.startswith("..") else path
