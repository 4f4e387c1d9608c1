"""`quiz export`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

import click

from quiz.cli._found import find
from quiz.cli._open import home


@click.command("export", short_help="Write what is remembered as text.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--csv", "table", type=click.Choice(["reviews", "cards"]), help="A table for other programs, as CSV.")
@click.option("--search", default="", help="Only the cards that this search finds.")
def command(file: Path | None, table: str | None, search: str) -> None:
    """Write every event, one JSON object a line, to FILE or to the standard output; `quiz import` takes it in.

    FILE is written whole or not at all.
    """
    from quiz.store import tables, transfer

    here = home()
    with here.open_store() as store:
        cards = set(find(here, store, (search,)).ids) if search else None
        if table is None:
            rows: Iterable[str] = (f"{line}\n" for line in transfer.export_lines(store, cards))
        else:
            rows = tables.reviews(store, cards) if table == "reviews" else tables.cards(store, cards)
        if file is None:
            with nullcontext(sys.stdout) as out:
                _write(out, rows)
        else:
            part = file.with_name(f".{file.name}.part")
            try:
                with part.open("w", encoding="utf-8", newline="") as out:
                    _write(out, rows)
                part.replace(file)
            except OSError as error:
                from quiz.errors import QuizError

                mend = "Name a place that can be written to."
                raise QuizError(f"it cannot be written ({error.strerror})", where=str(file), mend=mend) from error
            finally:
                part.unlink(missing_ok=True)


def _write(out: TextIO, rows: Iterable[str]) -> None:
    for row in rows:
        out.write(row)
