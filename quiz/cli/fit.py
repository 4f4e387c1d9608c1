"""`quiz fit`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, home, now, print_json

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.schedule.optimize.fit import Fit
    from quiz.schedule.optimize.workload import Workload
    from quiz.store.store import Store


@click.command("fit", short_help="Fit the schedule to your own memory.")
@click.option("--force", is_flag=True, help="Also with fewer reviews than a fit needs to be reliable.")
@click.option("--undo", is_flag=True, help="Take the last fit back: the weights before it count again.")
@click.option("--workload", is_flag=True, help="Fit nothing; show what each desired retention costs and brings.")
@as_json
def command(force: bool, undo: bool, workload: bool, json_: bool) -> None:
    """Fit the weights of FSRS to your own reviews, so that it foretells better when you forget.

    The fit is tried on your earlier reviews and judged by the later ones; it is kept only where it foretells those
    better than the present weights. It counts from the next answer of each card on; no due date is moved.

    --workload simulates a year for desired retentions from 80% to 97%: hours a day against cards remembered. You
    choose; the setting is `retention` in config.toml.
    """
    if undo + workload + force > 1:
        raise click.UsageError("--force, --undo and --workload exclude one another.")
    here = home()
    with here.open_store() as store:
        if undo:
            _undo(here, store, json_)
        elif workload:
            _workload(here, store, json_)
        else:
            _fit(here, store, force, json_)


def _fit(here: Home, store: Store, force: bool, json_: bool) -> None:
    from quiz.collection.snapshot import rules_of
    from quiz.errors import QuizError
    from quiz.schedule.optimize import fit
    from quiz.store.log.events import EventKind
    from quiz.store.queries.reviews import History

    history = History(store)
    reviews = history.count()
    if reviews < fit.ENOUGH and not force:
        raise QuizError(
            f"a fit needs {fit.ENOUGH:,} reviews, and there are {reviews:,}: with fewer, fitted weights are worse as"
            " often as better",
            fix="The published weights serve well until then. `quiz fit --force` tries all the same.",
        )
    rust = fit.optimizer()
    options = rules_of(here.settings, store).options
    with _Progress() as progress:
        progress.told("reading the reviews", 0.0)
        answers = ((row.card, row.day, row.phase, row.rating) for row in history.answers())
        found = fit.fit(fit.sequences(answers), options.weights, rust, progress.told)
    if found.better:
        losses = [found.before.log_loss, found.after.log_loss]
        body = {"weights": list(found.weights), "reviews": found.reviews, "log_loss": losses}
        store.note(EventKind.WEIGHTS, body, now(), options=options)
    if json_:
        print_json({"accepted": found.better, **asdict(found)})
        return
    for line in _told(found):
        click.echo(line)


def _told(found: Fit) -> list[str]:
    from quiz.text.plots.canvas import Paper
    from quiz.text.plots.table import table

    losses = (("present weights", found.before), ("fitted weights", found.after))
    rows = [(name, f"{loss.log_loss:.4f}", f"{loss.rmse:.4f}") for name, loss in losses]
    head = (f"{found.judged:,} later reviews", "log loss", "RMSE (bins)")
    lines = [f"Fitted to {found.reviews:,} reviews.", *table(head, rows, Paper())]
    if not found.better:
        return [*lines, "The fit foretells no better than the present weights, which stay."]
    return [
        *lines,
        f"The fit is better, and is used from now on: {', '.join(f'{weight:g}' for weight in found.weights)}",
        "No due date was moved. `quiz fit --undo` takes it back.",
    ]


def _undo(here: Home, store: Store, json_: bool) -> None:
    from quiz.store.log.events import EventKind

    fits = store.standing(EventKind.WEIGHTS)
    if fits:
        store.take_back(fits[-1].id, now(), here.settings.rollover)
    if json_:
        print_json({"undone": fits[-1].id if fits else None})
    elif not fits:
        click.echo("There is no fit to take back: the published weights are in use.")
    else:
        back = "the fit before it counts" if len(fits) > 1 else "the published weights count"
        click.echo(f"The fit is taken back: {back} again, from the next answer of each card on.")


def _workload(here: Home, store: Store, json_: bool) -> None:
    from quiz.app.history import scene_of
    from quiz.schedule.optimize.fit import optimizer
    from quiz.schedule.optimize.workload import Pace, workloads

    rust = optimizer()
    scene = scene_of(here, store)
    pace = Pace(scene.history.pace(), len(scene.ids), here.settings.new_per_day, here.settings.reviews_per_day)
    rows = workloads(pace, scene.options, rust)
    if json_:
        print_json(
            {"cards": len(scene.ids), "retention": scene.options.retention, "rows": [asdict(row) for row in rows]}
        )
        return
    for line in _workload_table(rows, len(scene.ids), scene.options.retention):
        click.echo(line)


def _workload_table(rows: tuple[Workload, ...], cards: int, present: float) -> list[str]:
    from quiz.text.plots.canvas import Paper
    from quiz.text.plots.table import table

    head = ("retention", "hours a day", "answers a day", "cards remembered")
    body = [
        (
            f"{row.retention:.0%}" + (" (yours)" if abs(row.retention - present) < 0.001 else ""),
            f"{row.hours_a_day:.2f}",
            f"{row.reviews_a_day:.0f}",
            f"{row.remembered:,.0f} of {cards:,}",
        )
        for row in rows
    ]
    return [
        "A year of learning these decks from the first, simulated with your weights, ratings and pace:",
        *table(head, body, Paper()),
        "What an hour is worth is yours to say. The setting is `retention` in config.toml.",
    ]


class _Progress:
    """A bar on stderr, where that is a terminal; nothing of it is left behind."""

    def __enter__(self) -> _Progress:
        return self

    def told(self, what: str, done: float) -> None:
        if sys.stderr.isatty():
            bar = "#" * round(done * 20)
            click.echo(f"\r\x1b[K[{bar:20}] {what}", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)
