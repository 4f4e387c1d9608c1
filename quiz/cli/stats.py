"""`quiz stats`."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from quiz.cli._complete import deck_names, panel_names
from quiz.cli._context import as_json, home, print_json

if TYPE_CHECKING:
    from quiz.text.plots.canvas import Paper

YEAR = 365
LONGEST = 36_500
_WIDEST = 100


@click.command("stats", short_help="How you are doing: retention, forecast, streak and more.")
@click.argument("panels", nargs=-1, metavar="[PANEL]...", shell_complete=panel_names)
@click.option(
    "--deck",
    "decks",
    multiple=True,
    metavar="DECK",
    help="Only this deck; may be given several times.",
    shell_complete=deck_names,
)
@click.option(
    "--days", type=click.IntRange(1, LONGEST), help=f"Look at the last so many days; {YEAR} where neither is given."
)
@click.option("--all", "whole", is_flag=True, help="Look at all that was ever answered.")
@as_json
def command(panels: tuple[str, ...], decks: tuple[str, ...], days: int | None, whole: bool, json_: bool) -> None:
    """How you are doing. Without a PANEL all are shown: today, streak, forecast, calendar, reviews, cards, intervals,
    stability, difficulty, retrievability, retention, hours, ratings, decks, beliefs, calibration.

    Mature is a card whose interval is 21 days or more. True retention counts the first answer of a day to a card that
    is out of its learning steps.
    """
    if days is not None and whole:
        raise click.UsageError("--days and --all exclude each other.")
    from quiz.stats.panels import PANELS, counted, drawn, wire

    for name in panels:
        if name not in PANELS:
            from quiz.text.suggest import did_you_mean

            fix = did_you_mean(name, list(PANELS), f"The panels are {', '.join(PANELS)}.")
            raise click.UsageError(f"There is no panel {name!r}. {fix}")
    from quiz.app.history import scene_of
    from quiz.schedule.day import day_text

    here = home()
    with here.open_store() as store:
        scene = scene_of(here, store, decks, None if whole else days or YEAR)
        if not json_ and not scene.studied:
            click.echo("No answer yet: there is nothing to count. `quiz` begins your first review.")
            return
        shown = counted(scene, panels or PANELS)
        period = {"from": day_text(scene.begins), "to": day_text(scene.today)}
    if json_:
        print_json({**period, "decks": list(scene.decks), "panels": wire(shown)})
        return
    for line in drawn(shown, _paper()):
        click.echo(line)


def _paper() -> Paper:
    from quiz.text.plots.canvas import Paper

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    unicode_ = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    width = shutil.get_terminal_size((80, 24)).columns
    return Paper(max(min(width, _WIDEST), 40), colour, unicode_)
