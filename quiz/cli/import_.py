"""`quiz import`: merge the history of another machine."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from quiz.cli._context import as_json, home, now, print_json


@click.command("import", short_help="Merge the history of another machine.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_json
def command(file: Path, json_: bool) -> None:
    """Merge the events of FILE (`-`: the standard input), as `quiz export` writes them, into the history here.

    Events that are here already are skipped: a file may be imported any number of times, and two machines may exchange
    their histories both ways. Everything is imported or nothing; if anything is new, a backup is made first.
    """
    from quiz.errors import NotFound, QuizError
    from quiz.store.connection import backup_files
    from quiz.store.maintenance import jsonl

    here = home()
    try:
        opened = nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")
    except FileNotFoundError:
        raise NotFound("there is no such file", where=str(file), fix="`quiz export FILE` writes one.") from None
    except OSError as error:
        raise QuizError(f"it cannot be read ({error.strerror})", where=str(file)) from error
    with opened as lines, here.open_store() as store:
        events_before = store.count()

        def keep() -> None:
            if events_before:
                place = backup_files.place(here.places.db, backup_files.BEFORE_IMPORT, backup_files.stamp(now()))
                store.copy_to(place, thorough=False)

        merged = jsonl.import_lines(store, lines, str(file), now(), keep)
    if json_:
        print_json({"new": merged.new, "known": merged.known, "cards": merged.cards})
        return
    from quiz.text.numbers import counted, plural

    imported = f"{counted(merged.new, 'event')} of {counted(merged.cards, 'card')} imported"
    click.echo(f"{imported}; {merged.known:,} {plural(merged.known, 'was', 'were')} here already.")
