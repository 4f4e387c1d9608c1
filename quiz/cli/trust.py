"""`quiz trust`: let decks from elsewhere run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, now, print_json
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.settings.trusted import Trust


@click.command("trust", short_help="Let decks from elsewhere run.")
@click.argument("decks", nargs=-1, metavar="[DECK.yaml] ...")
@click.option("--list", "list_", is_flag=True, help="List the decks that you trust.")
@click.option("--forget", metavar="DECK", help="Stop trusting a deck: its path, name or first digits of content.")
@as_json
def command(decks: tuple[str, ...], list_: bool, forget: str | None, json_: bool) -> None:
    """Trust deck files from elsewhere in their present content: their code may then run, even unconfined.

    Read a deck before you trust it. A deck that changes has to be trusted again. Shipped decks and those in your own
    folder need no trust, and none is needed if `quiz doctor` says that code is confined.
    """
    import os

    from quiz.errors import NotFound
    from quiz.settings.paths import places
    from quiz.settings.trusted import TrustList

    if not decks and not list_ and forget is None:
        raise click.UsageError("Name a deck file to trust, or give --list or --forget.")
    known = TrustList(places(os.environ).trusted)
    if forget is not None:
        gone = known.forget(_absolute(forget)) or known.forget(forget)
        if not gone:
            raise NotFound(f"no deck {forget!r} is trusted", fix="`quiz trust --list` lists those that are.")
        _tell([("no longer trusted", trust) for trust in gone], json_)
    if decks:
        given = [_read(path) for path in decks]  # all of them first: a misspelt one must not leave half of them done
        for trust in given:
            known.add(trust)
        _tell([("trusted", trust) for trust in given], json_)
    if list_:
        _tell([(_standing(trust), trust) for trust in known.all()], json_)


def _read(path: str) -> Trust:
    """The deck file, read. Raises NotFound, DeckError: a file that is not a deck cannot be trusted."""
    from quiz.deck import yaml_nodes
    from quiz.deck.files import read
    from quiz.library.load import load
    from quiz.schedule.day import day_text, study_day
    from quiz.settings.trusted import Trust, fingerprint

    content = read(Path(path))
    deck = load(path, yaml_nodes.decode(content, path))
    return Trust(fingerprint(content), deck.name, _absolute(path), day_text(study_day(now(), 0)))


def _standing(trust: Trust) -> str:
    from quiz.settings.trusted import fingerprint

    try:
        content = Path(trust.path).read_bytes()
    except (OSError, ValueError):
        return "gone"
    return "trusted" if fingerprint(content) == trust.sha256 else "changed since"


def _absolute(path: str) -> str:
    return str(Path(path).absolute())


def _tell(rows: list[tuple[str, Trust]], json_: bool) -> None:
    if json_:
        print_json(
            [{"state": state, "deck": t.deck, "path": t.path, "sha256": t.sha256, "day": t.day} for state, t in rows]
        )
        return
    for state, trust in rows:
        click.echo(clean(f"{state:17} {trust.deck:12} {trust.sha256[:12]}  {trust.day}  {trust.path}"))
    if not rows:
        click.echo("No deck from elsewhere is trusted.")
