"""`quiz export`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from quiz.cli._context import home
from quiz.cli._search import find


@click.command("export", short_help="Write what is remembered as text.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--csv", "table", type=click.Choice(["reviews", "cards"]), help="A table for other programs, as CSV.")
@click.option("--search", default="", help="Only the cards that this search finds.")
def command(file: Path | None, table: str | None, search: str) -> None:
    """Write every event, one JSON object a line, to FILE or to the standard output; `quiz import` takes it in.

    FILE is written whole or not at all; what is no regular file, such as a pipe or a device, is written into.
    """
    from quiz.store.maintenance import csv, jsonl

    here = home()
    with here.open_store() as store:
        cards = set(find(here, store, (search,)).ids) if search else None
        if table is None:
            rows: Iterable[str] = (f"{line}\n" for line in jsonl.export_lines(store, cards))
        else:
            rows = csv.reviews(store, cards) if table == "reviews" else csv.cards(store, cards)
        if file is None:
            _write(sys.stdout, rows)
            return
        try:
            if file.exists() and not file.is_file():
                with _opened(file) as out:
                    _write(out, rows)
            else:
                _replace(file.resolve(), rows)
        except OSError as error:
            from quiz.errors import QuizError

            fix = "Name a place that can be written to."
            raise QuizError(f"it cannot be written ({error.strerror})", where=str(file), fix=fix) from error


def _replace(file: Path, rows: Iterable[str]) -> None:
    """Raises OSError; then what was there before is there still."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with _opened(part) as out:
            _write(out, rows)
        if file.exists():
            shutil.copymode(file, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _opened(path: Path) -> TextIO:
    # A text from a terminal may hold half a surrogate pair, which no encoding has.
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="")


def _write(out: TextIO, rows: Iterable[str]) -> None:
    for row in rows:
        out.write(row)
