"""`quiz new`: begin a deck, or add a card to one."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quiz.cli._complete import deck_names, kind_names
from quiz.cli._context import home


@click.group(short_help="Begin a deck or a card.")
def command() -> None:
    """Begin a deck, or add a card to one: working examples that pass `quiz check`, to be overwritten."""


@command.command("deck")
@click.argument("path")
@click.option("--title", default="", help="The title; by default the name.")
@click.option("--kind", default="predict", show_default=True, help="The kind of its first card.")
def new_deck(path: str, title: str, kind: str) -> None:
    """Write a new deck of one card.

    PATH is a file that ends in .yaml, or the name of a deck in your own folder (`quiz where`). A deck that exists is
    left alone, and the name of a shipped deck is refused. Editors find the format in deck.schema.json, which is written
    next to the deck.
    """
    from quiz.errors import QuizError
    from quiz.library import scaffold
    from quiz.library.json_schema import FILE
    from quiz.library.load import load

    here = home()
    places = here.places
    own = "/" not in path and os.sep not in path and not path.endswith((".yaml", ".yml"))
    target = places.decks / f"{path}.yaml" if own else Path(path)
    name = target.stem.lower().replace("_", "-").replace(" ", "-")
    text = scaffold.deck(name, _quoted(title or target.stem), kind, FILE)
    load(target, text)  # the name may not be allowed
    shipped = {deck.name: deck for deck in here.library.all(own=False)[0]}
    if name in shipped:
        what = f"a deck of that name ships with the quiz, and yours would hide its {len(shipped[name].cards)} cards"
        raise QuizError(what, where=shipped[name].path, fix=f"Give yours another name, such as my-{name}.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise QuizError(
            f"{target} is already there", fix="Name another file, or `quiz new card` for one more card."
        ) from None
    except OSError as error:
        raise QuizError(
            f"the deck cannot be written: {error.strerror}",
            where=str(target),
            fix="Name a folder that you may write to.",
        ) from None
    _write_schema(target.with_name(FILE))
    click.echo(f"{target}\nprove it: quiz check {path if own else target}")


@command.command("card")
@click.argument("deck", shell_complete=deck_names)
@click.argument("kind", shell_complete=kind_names)
@click.option("--id", "name", default="", help="The id of the card; by default new-KIND.")
def new_card(deck: str, kind: str, name: str) -> None:
    """Add a card of KIND (predict, print, choose, fill, write, fix, arrange) to DECK, a name or the path of its file.

    It is added after the last card; the rest of the file, comments included, stays as it is.
    """
    from quiz.errors import QuizError
    from quiz.library import scaffold
    from quiz.library.edit import write

    here = home()
    (found, *others) = here.library.find([deck])
    if others:
        raise QuizError(f"{deck} means {len(others) + 1} decks", fix="Name one of them.")
    path = Path(found.path)
    text, name = scaffold.added(path, kind, name)
    write(path, text)
    click.echo(f"{path}: {name}\nprove it: quiz check {deck}/{name}")


def _write_schema(path: Path) -> None:
    """Write the schema of this release next to a deck, so that its first line is valid on every machine. Raises
    QuizError.

    A file of that name that is not a schema of decks is left alone.
    """
    import json

    from quiz.library.edit import write
    from quiz.library.json_schema import ID, schema

    if path.exists():
        try:
            known = json.loads(path.read_bytes()).get("$id") == ID
        except (OSError, ValueError, AttributeError):
            known = False
        if not known:
            return
    write(path, json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")


def _quoted(title: str) -> str:
    import json

    return json.dumps(title, ensure_ascii=False)
