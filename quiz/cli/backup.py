"""`quiz backup`: copy the database, or list the backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quiz.cli._context import as_json, home, now, print_json


@click.command("backup", short_help="Copy the database to a file.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--list", "list_", is_flag=True, help="List the backups.")
@as_json
def command(path: Path | None, list_: bool, json_: bool) -> None:
    """Copy the database, with your whole history, to PATH (a new file or a folder) or to the folder of backups.

    The copy is verified.

    The quiz also makes backups by itself, at most one per hour of use: it keeps all of today's, then one a day, then
    one a month. `quiz restore` restores one.
    """
    from quiz.store.connection import backup_files

    here = home()
    if list_:
        known = [
            {"path": str(one.path), "at": one.stamp, "reason": one.reason, "bytes": one.path.stat().st_size}
            for one in backup_files.backups(here.places.db)
        ]
        _tell_all(known, json_)
        return
    _there(here.places.db)
    with here.open_store() as store:
        at = backup_files.stamp(now())
        if path is None:
            path = backup_files.place(here.places.db, "manual", at)
        elif path.is_dir():
            path = path / f"quiz.{at}.db"
        facts = store.copy_to(path.absolute())
    if json_:
        print_json({"path": str(path), "events": facts.events, "bytes": path.stat().st_size})
    else:
        from quiz.text.numbers import counted

        click.echo(f"{path}: {counted(facts.events, 'event')}, verified.")


def _there(database: Path) -> None:
    from quiz.errors import NotFound

    if not database.exists():
        fix = "`quiz review` starts your first review."
        raise NotFound("there is nothing to back up yet", where=str(database), fix=fix)


def _tell_all(known: list[dict[str, Any]], json_: bool) -> None:
    if json_:
        print_json(known)
        return
    for one in known:
        click.echo(f"{one['at']:22} {one['reason']:20} {one['bytes'] / 1e6:8.1f} MB  {one['path']}")
    if not known:
        click.echo("No backups yet.")
