"""`quiz stats`: how you are doing, panel by panel."""

from __future__ import annotations

import click

from quiz.cli._complete import deck_names, panel_names
from quiz.cli._context import as_json, home, print_json
from quiz.cli._print import canvas, print_lines

YEAR = 365
LONGEST = 36_500


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
@click.option("--days", type=click.IntRange(1, LONGEST), help=f"Look at the last N days; by default {YEAR}.")
@click.option("--all", "whole", is_flag=True, help="Look at all answers.")
@as_json
def command(panels: tuple[str, ...], decks: tuple[str, ...], days: int | None, whole: bool, json_: bool) -> None:
    """How you are doing. Without a PANEL all are shown: today, streak, forecast, calendar, reviews, cards, intervals,
    stability, difficulty, retrievability, retention, hours, ratings, decks, beliefs, calibration.

    Mature is a card whose interval is 21 days or more. True retention counts the first answer of a day to a card that
    has left its learning steps.
    """
    if days is not None and whole:
        raise click.UsageError("--days and --all exclude each other.")
    from quiz.stats.panels import PANELS, count_panels, drawn, wire

    for name in panels:
        if name not in PANELS:
            from quiz.text.suggest import did_you_mean

            fix = did_you_mean(name, list(PANELS), f"The panels are {', '.join(PANELS)}.")
            raise click.UsageError(f"There is no panel {name!r}. {fix}")
    from quiz.app.history import stats_context
    from quiz.schedule.day import day_text

    here = home()
    with here.open_store() as store:
        context = stats_context(here, store, decks, None if whole else days or YEAR)
        if not json_ and not context.studied:
            click.echo("No answers yet, so there is nothing to count. `quiz` begins your first review.")
            return
        shown = count_panels(context, panels or PANELS)
        period = {"from": day_text(context.begins), "to": day_text(context.today)}
    if json_:
        print_json({**period, "decks": list(context.decks), "panels": wire(shown)})
        return
    print_lines(drawn(shown, canvas()))
