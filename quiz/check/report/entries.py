"""The findings of a run as entries for CI servers: each once over all releases of torch, with a fingerprint.

A server compares the report of one commit with that of another: an entry with the same fingerprint is the same one.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz.check.finding import Finding
from quiz.check.report.repository import in_repository
from quiz.check.rules.rule import RULES
from quiz.check.summary import Run
from quiz.text.terminal import clean


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One finding, safe to print. `path` is from the root of the repository, `card` is "" when no single card is meant.

    `text` is the message and, on a line of its own, the fix. `line` and `column` count from 1 and are 0 when the whole
    file is meant. `releases` are those of torch on which it was found, when there are others on which it was not.
    """

    finding: Finding
    path: str
    card: str
    text: str
    fingerprint: str
    releases: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def title(self) -> str:
        return RULES[self.finding.code].title

    @property
    def line(self) -> int:
        return self.finding.line

    @property
    def column(self) -> int:
        return self.finding.column


def entries(runs: Sequence[Run], environ: Mapping[str, str] = os.environ) -> list[ReportEntry]:
    """The findings of the runs in their order, each once. No two have the same fingerprint."""
    found: dict[tuple[object, ...], tuple[Finding, list[int]]] = {}
    for number, (_, findings) in enumerate(runs):
        for finding in findings:
            place = (finding.path, finding.line, finding.column)
            same = (finding.code, *place, finding.message, finding.card and finding.card.id)
            numbers = found.setdefault(same, (finding, []))[1]
            numbers += [] if number in numbers else [number]
    seen: Counter[str] = Counter()
    made = []
    for finding, numbers in found.values():
        releases = () if len(numbers) == len(runs) else tuple(clean(runs[number][0].torch) for number in numbers)
        made.append(_entry(finding, releases, seen, environ))
    return made


def _entry(finding: Finding, releases: tuple[str, ...], seen: Counter[str], environ: Mapping[str, str]) -> ReportEntry:
    path = clean(in_repository(finding.path, environ))
    card = finding.card.id if finding.card is not None else ""
    # A rule that looks at many cards names them in its message.
    whose = f"{card}: " if card and RULES[finding.code].around is None else ""
    where = f" (on torch {', '.join(releases)})" if releases else ""
    text = clean("\n".join(filter(None, (whose + finding.message + where, finding.fix))))
    return ReportEntry(finding, path, clean(card), text, _fingerprint(finding, path, card, seen), releases)


def _fingerprint(finding: Finding, path: str, card: str, seen: Counter[str]) -> str:
    """128 bits in hexadecimal, of all that stays when lines are added above, or when a run takes longer.

    Numbers in a message may be lines or times, so they do not count. Findings that differ in nothing else are
    numbered in their order; `seen` counts them.
    """
    same = "\0".join((finding.code, path, card, re.sub(r"\d+", "0", finding.message)))
    seen[same] += 1
    whole = f"{same}\0{seen[same]}"
    return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()[:32]
