"""`quiz restore`: replace the database by a backup."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.cli._context import as_json, home, now, print_json


@click.command("restore", short_help="Restore a backup of the database.")
@click.argument("backup", metavar="PATH|latest")
@as_json
def command(backup: str, json_: bool) -> None:
    """Replace the database by a backup: `latest`, a file, or a name that `quiz backup --list` shows.

    The backup is verified first, and the present database is kept aside. `latest` is the newest intact backup;
    damaged newer ones are named. Exits 4 when the quiz is open elsewhere.
    """
    from quiz.store.connection.backup_files import folder_of
    from quiz.store.maintenance.restore import latest, restore

    here = home()
    database = here.places.db.absolute()
    source = Path(backup)
    passed: dict[str, str] = {}
    if backup == "latest":
        source = latest(database, lambda path, why: passed.update({str(path): why.what}))
    elif not source.exists() and (folder_of(database) / backup).exists():
        source = folder_of(database) / backup
    done = restore(database, source, now())
    aside = str(done.aside) if done.aside else None
    if json_:
        print_json({"source": str(done.source), "events": done.facts.events, "aside": aside, "passed_over": passed})
        return
    for path, why in passed.items():
        click.echo(f"Skipped: {path}: {why}.")
    from quiz.text.numbers import counted

    click.echo(f"Restored {done.source}: {counted(done.facts.events, 'event')}.")
    if aside:
        click.echo(f"The database it replaced is kept: {aside}")
