"""The cache of proofs: a card that has not changed since an earlier run is not looked at again.

There is one file for each way of proving: the sources of the quiz that run and judge cards, and, where cards are run,
the torch, the device and the draws. In it a card is known by its content. A file in any other form is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import quiz
from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.mutate.making import NO_VARIANTS, Making
from quiz.deck.model import Card
from quiz.library.content import content
from quiz.settings.atomic import write_file
from quiz.worker.wire import Hello

FOLDER = "proven"
MOST = 20_000
"""The most cards remembered in a file; beyond that, the oldest are forgotten."""
MOST_FILES = 20
"""The most files; beyond that, those not written for longest are deleted."""
_JUDGING = ("answer", "ask", "check", "deck", "engine", "library", "text", "worker")


@dataclass(frozen=True, slots=True)
class CachedProof:
    """The proof of one card: its questions, whether it was skipped, its findings, and why its check is not sealed.

    `ms` are the milliseconds that its children took, None when nothing was run.
    """

    questions: int
    skipped: bool
    findings: tuple[Finding, ...]
    unsealed: str | None = None
    ms: float | None = None


def run_on(hello: Hello, draws: DrawSet, making: Making = NO_VARIANTS) -> list[object]:
    """What the proofs of cards depend on that are run on this torch."""
    about = [hello["torch"], hello["build"], hello["python"], hello["devices"], draws.count, draws.seed]
    about += [making.mutants, making.rewrites] if making.any else []
    return about + ([hello["unsound"]] if hello.get("unsound") else [])


FORM: Sequence[object] = ("form",)
"""What the findings depend on for which nothing is run: the cards alone."""


class Cache:
    """The cards proven before in this way; `folder` None keeps none."""

    def __init__(self, folder: Path | None, about: Sequence[object]) -> None:
        self._path = None if folder is None else folder / FOLDER / f"{_digest((list(about), sources()))}.json"
        self._rows: dict[str, list[Any]] = {} if self._path is None else _read(self._path)
        self._changed: dict[str, list[Any]] = {}

    @staticmethod
    def any_in(folder: Path | None) -> bool:
        """Whether anything was ever kept there."""
        return folder is not None and (folder / FOLDER).exists()

    def get(self, card: Card) -> CachedProof | None:
        row = self._rows.get(content(card))
        try:
            return None if row is None else _known(row, card)
        except (TypeError, ValueError, KeyError):
            return None

    def put(self, card: Card, known: CachedProof) -> None:
        """Remember a card, in memory only until `save` writes it."""
        rows = [_row(finding, card.place.line, _above(finding, card)) for finding in known.findings]
        ms = None if known.ms is None else round(known.ms, 1)
        self._put(content(card), [known.questions, known.skipped, rows, known.unsealed, ms])

    def between(self, key: object, cards: Sequence[Card]) -> tuple[Finding, ...] | None:
        """The findings between these cards that were put under this key; None when there are none known."""
        row = self._rows.get(_digest(key))
        try:
            if row is None:
                return None
            return tuple(_found(rest, path, 0, None if at < 0 else cards[at]) for path, at, rest in row)
        except (TypeError, ValueError, KeyError, IndexError):
            return None

    def put_between(self, key: object, cards: Sequence[Card], found: Sequence[Finding]) -> None:
        """Remember the findings between these cards. `key` is anything that says with `repr` what they depend on."""
        numbers = {id(card): at for at, card in enumerate(cards)}
        rows = [[one.path, -1 if one.card is None else numbers[id(one.card)], _row(one, 0)] for one in found]
        self._put(_digest(key), rows)

    def save(self) -> None:
        """Write the cache. If that fails, nothing is lost: the cards are proven again.

        What other processes have written since it was read stays: several may prove parts of the same decks at a time.
        """
        if self._path is None or not self._changed:
            return
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _alone(self._path.parent):
                written = _read(self._path)
                rows = {key: row for key, row in written.items() if key not in self._changed} | self._changed
                write_file(self._path, json.dumps(dict(list(rows.items())[-MOST:]), separators=(",", ":")))
                _prune(self._path.parent)
            self._changed = {}

    def _put(self, key: str, row: list[Any]) -> None:
        self._changed.pop(key, None)  # which makes it the newest
        self._rows[key] = self._changed[key] = row


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let other processes wait that would write there. Raises OSError where its lock cannot be made."""
    with folder.with_suffix(".lock").open("a") as file:
        if sys.platform == "win32":
            import portalocker

            portalocker.lock(file, portalocker.LOCK_EX)
        else:  # as portalocker calls it, whose import takes longer than all that is done under the lock
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def sources() -> str:
    """A digest of every source file that runs and judges a card: when it changes, no earlier proof counts."""
    package = str(Path(quiz.__file__).parent)
    total = hashlib.sha256()
    for room in _JUDGING:
        for path in _files(f"{package}/{room}"):
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (hundreds, at every check)
                total.update(path[len(package) :].encode() + b"\0" + file.read() + b"\0")
    return total.hexdigest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.name != "__pycache__" and entry.is_dir():
            yield from _files(entry.path)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _row(finding: Finding, first: int, field: str = "") -> list[Any]:
    line = field or finding.line - first
    return [finding.code, line, finding.column, finding.message, finding.fix, finding.seed]


def _above(finding: Finding, card: Card) -> str:
    """The field of the deck above the card at which the finding is, "" for a finding within the card."""
    at = finding.line, finding.column
    fields = (field for field, place in card.places.items() if (place.line, place.column) == at)
    return next(fields, "") if finding.line < card.place.line else ""


def _found(row: list[Any], path: str, first: int, card: Card | None) -> Finding:
    """Raises TypeError, ValueError or KeyError when the row is not in the form written here."""
    from quiz.check.rules.rule import RULES  # with all the rules: a check that finds nothing does without

    code, line, column, message, fix, seed = row
    texts = (code, path, message, fix)
    if not (all(isinstance(text, str) for text in texts) and (seed is None or type(seed) is int)):
        raise TypeError("the finding is none")
    line = card.places[line].line if isinstance(line, str) and card is not None else first + int(line)
    return Finding(code, RULES[code].severity, path, line, int(column), message, fix, card, seed)


def _known(row: list[Any], card: Card) -> CachedProof:
    """Read a cached row. Raises TypeError, ValueError or KeyError when the row is not in the form written here."""
    questions, skipped, found, unsealed, ms = row
    if type(questions) is not int or type(skipped) is not bool or not isinstance(unsealed, str | None):
        raise TypeError("the counts are none")
    if not isinstance(ms, float | int | None) or isinstance(ms, bool):
        raise TypeError("the time is none")
    findings = tuple(_found(one, card.place.path, card.place.line, card) for one in found)
    return CachedProof(questions, skipped, findings, unsealed, ms)


def _read(path: Path) -> dict[str, list[Any]]:
    try:
        rows = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: row for key, row in rows.items() if isinstance(row, list)} if isinstance(rows, dict) else {}


def _prune(folder: Path) -> None:
    """Raises OSError."""
    files = [path for path in folder.iterdir() if path.suffix == ".json"]
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)[:-MOST_FILES]:
        file.unlink(missing_ok=True)
