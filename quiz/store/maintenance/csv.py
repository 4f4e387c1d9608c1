"""Exporting reviews and cards as CSV, for spreadsheets and other programs. Read-only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from quiz.schedule.day import day_text
from quiz.store.log.fold import COLUMNS
from quiz.store.reader import StoreReader

_DAYS = ("study_day", "last_day", "due_day", "first_day", "buried_until")
_PHASES = ("new", "learning", "review", "relearning")
_REVIEW = (
    "id", "card", "study_day", "at_ms", "rating", "phase", "interval_days", "days", "recall", "ms", "right", "belief",
    "text", "seed", "hints", "torch", "device", "digest",
)  # fmt: skip
_FROM_BODY = ("text", "seed", "hints", "torch", "device", "digest")
_CARD = tuple(name for name in COLUMNS if name != "last_event")


def reviews(store: StoreReader, cards: Collection[str] | None = None) -> Iterator[str]:
    """One line for each review not taken back, in the order of time, after a header; `recall` is from 0 to 1."""
    from sqlite_utils import Database

    sql = (
        "SELECT lower(hex(id)) AS id, revlog.card AS card, revlog.study_day AS study_day, at_ms, rating, phase,"
        " interval_days, days, recall, ms, right, belief, body FROM revlog JOIN event USING (id) ORDER BY revlog.id"
    )
    yield from _lines(_REVIEW, map(_review, store.query(Database, sql)), cards)


def cards(store: StoreReader, cards: Collection[str] | None = None) -> Iterator[str]:
    """One line for each card that has events, after a header; times are UTC milliseconds, days are dates."""
    from sqlite_utils import Database

    yield from _lines(_CARD, store.query(Database, f"SELECT {', '.join(_CARD)} FROM card ORDER BY card"), cards)


def _review(row: dict[str, Any]) -> dict[str, Any]:
    body = json.loads(row.pop("body"))
    return {**row, "phase": _PHASES[row["phase"]], **{name: body.get(name, "") for name in _FROM_BODY}}


def _lines(names: Collection[str], rows: Iterable[dict[str, Any]], cards: Collection[str] | None) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        if cards is None or row["card"] in cards:
            writer.writerow([_shown(name, row[name]) for name in names])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _shown(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if name in _DAYS:
        return day_text(value)
    # A spreadsheet would run a text that begins like a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
