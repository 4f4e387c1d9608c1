"""The cache of proofs: a card that has not changed since an earlier run is not run again.

The key of a card covers its content, the sources of the quiz that run and judge it, and the torch, the device and
the draws of the run. A cache file in any other form is ignored.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import quiz
from quiz.check.prove.evidence import DrawSet
from quiz.check.prove.variants import NO_VARIANTS, Making
from quiz.check.rules.rule import RULES, Finding, Severity
from quiz.deck.model import Card, Place
from quiz.settings.atomic import write_file
from quiz.worker.wire import Hello

NAME = "proven.json"
MOST = 20_000
"""The most cards remembered; beyond that, the oldest are forgotten."""
_JUDGING = ("answer", "ask", "check", "deck", "engine", "library", "text", "worker")


@dataclass(frozen=True, slots=True)
class CachedProof:
    """The proof of one card: its questions, whether it was skipped, its findings, and why its check is not sealed."""

    questions: int
    skipped: bool
    findings: tuple[Finding, ...]
    unsealed: str | None = None


class Cache:
    """The cards proven before on this torch, with these draws and variants; `folder` None keeps none."""

    def __init__(self, folder: Path | None, hello: Hello, draws: DrawSet, making: Making = NO_VARIANTS) -> None:
        self._path = None if folder is None else folder / NAME
        about = [hello["torch"], hello["build"], hello["python"], hello["devices"], draws.count, draws.seed, sources()]
        about += [making.mutants, making.rewrites] if making.any else []
        about += [hello["unsound"]] if hello.get("unsound") else []
        self._about = json.dumps(about)
        self._rows: dict[str, list[Any]] = {} if self._path is None else _read(self._path)
        self._changed = False

    def get(self, card: Card) -> CachedProof | None:
        row = self._rows.get(self._key(card))
        try:
            return None if row is None else _known(row, card)
        except (TypeError, ValueError, KeyError):
            return None

    def put(self, card: Card, known: CachedProof) -> None:
        """Remember a card, in memory only until `save` writes it."""
        key = self._key(card)
        rows = [_row(finding, card) for finding in known.findings]
        self._rows.pop(key, None)  # which makes it the newest
        self._rows[key] = [known.questions, known.skipped, rows, known.unsealed]
        self._changed = True

    def save(self) -> None:
        """Write the cache. If that fails, nothing is lost: the cards are proven again."""
        if self._path is None or not self._changed:
            return
        rows = dict(list(self._rows.items())[-MOST:])
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._path, json.dumps(rows, separators=(",", ":")))
        except OSError:
            return

    def _key(self, card: Card) -> str:
        said = repr(_plain(card, card.place))
        return hashlib.sha256(f"{self._about}\0{said}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def sources() -> str:
    """A digest of every source file that runs and judges a card: when it changes, no earlier proof counts."""
    package = Path(quiz.__file__).parent
    total = hashlib.sha256()
    for room in _JUDGING:
        for path in sorted((package / room).rglob("*.py")):
            total.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _plain(value: Any, origin: Place) -> Any:
    """The content of a card as plain values; lines count from its first one, so that it may move within its file."""
    if isinstance(value, Place):
        return value.line - origin.line, value.column
    if isinstance(value, tuple):
        return tuple(_plain(item, origin) for item in value)
    if isinstance(value, dict):
        return {key: _plain(item, origin) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, part.name), origin) for part in dataclasses.fields(value)]
    return value


def _row(finding: Finding, card: Card) -> list[Any]:
    line = finding.line - card.place.line
    return [finding.code, line, finding.column, finding.message, finding.fix, finding.seed]


def _known(row: list[Any], card: Card) -> CachedProof:
    """Read a cached row. Raises TypeError, ValueError or KeyError when the row is not in the form written here."""
    questions, skipped, found, unsealed = row
    if type(questions) is not int or type(skipped) is not bool or not isinstance(unsealed, str | None):
        raise TypeError("the counts are none")
    findings = []
    for code, line, column, message, fix, seed in found:
        if not (isinstance(message, str) and isinstance(fix, str) and (seed is None or type(seed) is int)):
            raise TypeError("the finding is none")
        severity: Severity = RULES[code].severity
        at = (card.place.path, card.place.line + int(line), int(column))
        findings.append(Finding(code, severity, *at, message, fix, card, seed))
    return CachedProof(questions, skipped, tuple(findings), unsealed)


def _read(path: Path) -> dict[str, list[Any]]:
    try:
        rows = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: row for key, row in rows.items() if isinstance(row, list)} if isinstance(rows, dict) else {}
