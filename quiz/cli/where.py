"""`quiz where`: print the paths of your files."""

from __future__ import annotations

import os

import click

from quiz.cli._context import as_json, print_json


@click.command("where", short_help="Where your files are.")
@as_json
def command(json_: bool) -> None:
    """Print the paths of the database, your own decks, the settings and the cache."""
    from quiz.library.decks import shipped_folder
    from quiz.settings.paths import places

    found = places(os.environ)
    rows = {
        "database": str(found.db),
        "decks": str(found.decks),
        "shipped": str(shipped_folder()),
        "config": str(found.config_file),
        "cache": str(found.cache),
    }
    if json_:
        print_json(rows)
        return
    for name, path in rows.items():
        click.echo(f"{name:10} {path}")
