"""`quiz fit`: fit the schedule to your own memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, home, now, print_json
from quiz.cli._print import print_lines
from quiz.cli._progress import ProgressBar
from quiz.text.numbers import counted

if TYPE_CHECKING:
    from rich.text import Text

    from quiz.app.home import Home
    from quiz.schedule.optimize.fit import Fit
    from quiz.schedule.optimize.workload import Workload
    from quiz.store.store import Store


@click.command("fit", short_help="Fit the schedule to your own memory.")
@click.option("--force", is_flag=True, help="Fit even with too few reviews for a reliable result.")
@click.option("--undo", is_flag=True, help="Undo the last fit: the weights before it are used again.")
@click.option("--workload", is_flag=True, help="Fit nothing; show what each target retention costs and gives.")
@as_json
def command(force: bool, undo: bool, workload: bool, json_: bool) -> None:
    """Fit the weights of FSRS to your own reviews, to predict better when you forget.

    The weights are fitted to your earlier reviews and tested on the later ones; they are used only if they predict
    those better than the present weights. They apply from the next answer to each card; no due date is moved.

    --workload simulates a year for target retentions from 80% to 97%: hours a day against cards remembered. The setting
    is `retention` (`quiz options retention 0.92`).
    """
    if undo + workload + force > 1:
        raise click.UsageError("--force, --undo and --workload exclude each other.")
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
            fix="Use the published weights until then, or try anyway: `quiz fit --force`.",
        )
    rust = fit.optimizer()
    options = rules_of(here.settings, store).options
    with ProgressBar() as progress:
        progress.show("reading the reviews", 0, 1)
        answers = ((row.card, row.day, row.phase, row.rating) for row in history.answers())
        found = fit.fit(fit.sequences(answers), options.weights, rust, lambda what, done: progress.show(what, done, 1))
    if found.better:
        losses = [found.before.log_loss, found.after.log_loss]
        body = {"weights": list(found.weights), "reviews": found.reviews, "log_loss": losses}
        store.note(EventKind.WEIGHTS, body, now(), options=options)
    if json_:
        print_json({"accepted": found.better, **asdict(found)})
        return
    print_lines(_lines(found))


def _lines(found: Fit) -> Iterator[Text]:
    from quiz.text.plots.canvas import Canvas, styled
    from quiz.text.plots.table import table

    losses = (("present weights", found.before), ("fitted weights", found.after))
    rows = [(name, f"{loss.log_loss:.4f}", f"{loss.rmse:.4f}") for name, loss in losses]
    head = (counted(found.judged, "later review"), "log loss", "RMSE (bins)")
    yield styled(f"Fitted to {counted(found.reviews, 'review')}.")
    yield from table(head, rows, Canvas())
    if not found.better:
        yield styled("The fitted weights predict no better than the present ones, which stay in use.")
        return
    yield styled(f"The fitted weights are better and in use: {', '.join(f'{weight:g}' for weight in found.weights)}")
    yield styled("No due date was moved. `quiz fit --undo` undoes the fit.")


def _undo(here: Home, store: Store, json_: bool) -> None:
    from quiz.store.log.events import EventKind

    fits = store.standing(EventKind.WEIGHTS)
    if fits:
        store.take_back(fits[-1].id, now(), here.settings.rollover)
    if json_:
        print_json({"undone": fits[-1].id if fits else None})
    elif not fits:
        click.echo("There is no fit to undo: the published weights are in use.")
    else:
        back = "the fit before it is" if len(fits) > 1 else "the published weights are"
        click.echo(f"Fit undone: {back} in use again, from the next answer to each card.")


def _workload(here: Home, store: Store, json_: bool) -> None:
    from quiz.app.history import stats_context
    from quiz.schedule.optimize.fit import optimizer
    from quiz.schedule.optimize.workload import Pace, workloads

    rust = optimizer()
    context = stats_context(here, store)
    pace = Pace(context.history.pace(), len(context.ids), here.settings.new_per_day, here.settings.reviews_per_day)
    rows = workloads(pace, context.options, rust)
    if json_:
        print_json(
            {"cards": len(context.ids), "retention": context.options.retention, "rows": [asdict(row) for row in rows]}
        )
        return
    print_lines(_workload_lines(rows, len(context.ids), context.options.retention))


def _workload_lines(rows: tuple[Workload, ...], cards: int, present: float) -> Iterator[Text]:
    from quiz.text.plots.canvas import Canvas, styled
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
    yield styled("A year of learning these decks from the start, simulated with your weights, ratings and pace:")
    yield from table(head, body, Canvas())
    yield styled("Choose what an hour is worth to you: `quiz options retention 0.92`.")
