"""What commands share: common options, the opened home, the time, JSON output."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.schedule.memory import Moment

as_json = click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")


def whole_path(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """A relative path of an interpreter made absolute from the folder where the command runs: workers run elsewhere."""
    from pathlib import Path

    from quiz.settings.paths import interpreter_path

    return interpreter_path(value, Path())


def _from_root(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """`quiz --python PATH review` means the same as `quiz review --python PATH`."""
    return whole_path(ctx, option, value) or str(ctx.find_root().params.get("python") or "")


device_option = click.option(
    "--device",
    default="",
    metavar="NAME",
    help="auto, cpu, cuda, cuda:N or mps; auto uses a GPU if there is one and the card allows it.",
)
python_option = click.option(
    "--python",
    default="",
    metavar="PATH",
    callback=_from_root,
    help="An interpreter that has torch; by default this one.",
)


def home(*, trusting: bool = False) -> Home:
    """The settings and decks of this command; warnings go to stderr. With `trusting`, the foreign decks named there may
    run. Raises ConfigError.
    """
    from quiz.app.home import Home

    return Home(os.environ, trusting=trusting, warn=_warn)


def _warn(warning: str) -> None:
    click.echo(f"quiz: {warning}", err=True)


def now() -> Moment:
    """The time by the clock, or by QUIZ_NOW. Raises ConfigError when QUIZ_NOW is not a time."""
    from quiz.settings import clock

    return clock.now(os.environ)


def print_json(value: Any) -> None:
    """One JSON document on one line, flushed: the reader may be waiting for it."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, or a terminal with few characters: JSON has escapes
        text = json.dumps(value)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
