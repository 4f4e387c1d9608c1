"""`quiz export`: write your history as text, or tables as CSV."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from quiz.cli._context import home


@click.command("export", short_help="Write your history as text.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--csv", "table", type=click.Choice(["reviews", "cards"]), help="A table for other programs, as CSV.")
@click.option("--search", default="", help="Only the cards that this search finds.")
def command(file: Path | None, table: str | None, search: str) -> None:
    """Write every event, one JSON object a line, to FILE or to the standard output; `quiz import` reads it.

    FILE is replaced as a whole or not at all; a pipe or a device is written to directly.
    """
    from quiz.app.cards import find
    from quiz.settings.atomic import replace_file
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
                with file.open("wb") as out:
                    _write_bytes(out, rows)
            else:
                with replace_file(file) as out:
                    _write_bytes(out, rows)
        except OSError as error:
            from quiz.errors import QuizError

            fix = "Name a place that can be written to."
            raise QuizError(f"it cannot be written ({error.strerror})", where=str(file), fix=fix) from error


def _write_bytes(out: BinaryIO, rows: Iterable[str]) -> None:
    # A text from a terminal may contain half a surrogate pair, which no encoding has.
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)
    try:
        _write(text, rows)
    finally:
        text.detach()


def _write(out: TextIO, rows: Iterable[str]) -> None:
    for row in rows:
        out.write(row)
