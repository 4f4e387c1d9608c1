"""`quiz engine`: what is known of the engines that wait, and ending them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import click

from quiz.cli._context import as_json, print_json


@click.command("engine", short_help="Say which engines wait, or stop them.")
@click.argument("action", type=click.Choice(["status", "stop"]), default="status")
@as_json
def command(action: str, json_: bool) -> None:
    """Say which engines wait for the next command, since when, and what memory they take; or stop them.

    `try`, `check`, `ask` and `grade` leave the torch that they have started, before it has seen any code, for the next
    command, which is then answered at once. It ends by itself after five minutes without one, or as many seconds as
    QUIZ_KEEP says, and when torch or the quiz is another than it was. None is kept with QUIZ_KEEP=0, nor where CI is
    set.

    stop ends all of them at once. A command that is served by one starts its own.
    """
    from quiz.engine.fork.kept_engine import kept_engines, stop_engines
    from quiz.engine.fork.kept_folder import folder_path
    from quiz.errors import QuizError

    try:
        if action == "stop":
            count = stop_engines()
            if json_:
                print_json({"stopped": count})
            else:
                click.echo(f"stopped: {count}" if count else "No engine waits.")
            return
        engines = list(kept_engines())
    except PermissionError as error:
        raise QuizError(
            "the folder of engines that wait is another user's, or open to others, so none is used",
            where=str(folder_path()),
            fix="Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
        ) from error
    if json_:
        print_json({"folder": str(folder_path()), "engines": engines})
        return
    for line in _lines(engines, os.environ):
        click.echo(line)


def _lines(engines: list[dict[str, Any]], environ: Mapping[str, str]) -> Iterator[str]:
    from quiz.engine.keeping import keeping

    if not engines:
        yield "No engine waits."
    for engine in engines:
        yield _line(engine)
    if not keeping(environ, leave=True).use:
        yield "None is kept or used here: " + ("QUIZ_KEEP=0." if not environ.get("CI") else "CI is set.")


def _line(engine: Mapping[str, Any]) -> str:
    from quiz.text.durations import duration
    from quiz.text.numbers import counted
    from quiz.text.terminal import clean

    since = duration(engine["age_s"])
    twin = ", the twin of a check" if engine["hash_seed"] else ""
    left = f"serves {counted(engine['clients'], 'command')}"
    if not engine["clients"]:
        left = f"ends in {duration(engine['left_s'])}"
    about = f"torch {engine['torch']} of {engine['python']}{twin}"
    return clean(f"{engine['pid']:>8}  {about}: for {since}, {engine['bytes'] / 2**20:.0f} MiB, {left}")
