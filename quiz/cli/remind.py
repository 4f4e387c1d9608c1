"""`quiz remind`: say what is due, each day at a time of your own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, home, print_json
from quiz.errors import QuizError

if TYPE_CHECKING:
    from quiz.remind.timer import DayTime, ReminderJob, ReminderTimer


def _times(ctx: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[DayTime, ...]:
    if not value:
        return ()
    from quiz.remind.timer import day_time

    found = []
    for text in value:
        time = day_time(text)
        if time is None:
            raise click.BadParameter(
                f"{text!r} is no time of day: write it as 08:00, from 00:00 to 23:59.", ctx, option
            )
        found.append(time)
    return tuple(sorted(set(found)))


@click.command("remind", short_help="Say each day what is due.")
@click.option(
    "--at", "times", multiple=True, metavar="HH:MM", callback=_times, help="Remind each day at this time; repeatable."
)
@click.option("--by", type=click.Choice(["systemd", "launchd", "cron"]), help="By this, not by what the platform has.")
@click.option("--remove", is_flag=True, help="Remind no longer.")
@click.option("--status", is_flag=True, help="Say whether a reminder is set, for when and by what.")
@click.option(
    "--notify", "notify_", is_flag=True, help="Show a notification, if anything is due; what the timer calls."
)
@click.option("--yes", is_flag=True, help="Write or delete without asking.")
@as_json
def command(
    times: tuple[DayTime, ...], by: str | None, remove: bool, status: bool, notify_: bool, yes: bool, json_: bool
) -> None:
    """Say how many cards are left for today, and how long they will take; or have that said each day, by --at.

    --at writes a timer of systemd (Linux) or an agent of launchd (macOS) for your user, and elsewhere prints a line for
    cron. What will be written is shown first. The notification is shown by the desktop (notify-send, osascript), and
    where there is none by your terminals.
    """
    if sum((bool(times), remove, status, notify_)) > 1:
        raise click.UsageError("--at, --remove, --status and --notify are four different things: give one.")
    if times:
        _set(times, by or "", yes)
    elif remove:
        _remove(yes)
    elif status:
        _status(json_)
    else:
        _say(notify_, json_)


def _say(notify_: bool, json_: bool) -> None:
    from quiz.app.reminding import day_ahead

    ahead = day_ahead(home())
    if json_:
        counts = ahead.counts
        each = {"new": counts.new, "learning": counts.learning, "due": counts.due}
        print_json({"cards": counts.total, **each, "seconds": round(ahead.ms / 1000), "said": ahead.sentence})
    else:
        click.echo(ahead.sentence)
    if notify_ and ahead.counts.total:
        from quiz.remind.notify import notify

        notify("quiz", ahead.sentence, os.environ)


def _set(times: tuple[DayTime, ...], by: str, yes: bool) -> None:
    from quiz.app.reminding import timer_of
    from quiz.remind.timer import reminder_job

    job = reminder_job(sys.executable, os.environ)
    timer = timer_of(os.environ, by)
    if timer is None:
        _print_cron(job, times, asked=by == "cron")
        return
    files, commands = timer.files(job, times), timer.starting()
    for path, text in files.items():
        click.echo(f"{path}{' (replaced)' if path.exists() else ''}:")
        click.echo("".join(f"  {row}\n" for row in text.splitlines()))
    click.echo("".join(f"$ {' '.join(command)}\n" for command in commands))
    if _agreed("Write this and run the commands?", yes):
        _write(files)
        _run(commands, "The files are written, but the reminder is not on.")
        click.echo(f"You are reminded each day at {_listed(times)}; `quiz remind --remove` ends that.")


def _print_cron(job: ReminderJob, times: tuple[DayTime, ...], *, asked: bool) -> None:
    from quiz.remind.cron import cron_lines

    if not asked:
        click.echo("Neither systemd nor launchd runs here for this user, so nothing is written.", err=True)
    click.echo("Add this to the table of cron (`crontab -e`):", err=True)
    for row in cron_lines(job, times):
        click.echo(row)


def _remove(yes: bool) -> None:
    from quiz.app.reminding import timers
    from quiz.remind.cron import MARK, cron_state

    found = [(each, there) for each in timers(os.environ) if (there := [p for p in each.paths() if p.exists()])]
    for timer, paths in found:
        click.echo("".join(f"{path} (deleted)\n" for path in paths))
        click.echo("".join(f"$ {' '.join(command)}\n" for command in (*timer.stopping(), *timer.stopped())))
        if _agreed("Delete this and run the commands?", yes):
            _delete(timer, paths)
    if cron_state(os.environ) is not None:
        click.echo(f"A line of cron is set too: delete what ends with `{MARK}` (`crontab -e`).")
    elif not found:
        click.echo("No reminder is set.")


def _delete(timer: ReminderTimer, paths: list[Path]) -> None:
    """Delete the files, whatever the system says of the reminder. Raises QuizError."""
    from quiz.remind.timer import do

    said = []
    for command in timer.stopping():
        try:
            do(command, os.environ)
        except QuizError as error:  # such as for a timer that was never started
            said.append(error.what)
    for path in paths:
        path.unlink(missing_ok=True)
    if said:
        click.echo(f"quiz: {'; '.join(said)}", err=True)
    else:
        _run(timer.stopped(), "The files are deleted.")
    click.echo("You are reminded no longer.")


def _status(json_: bool) -> None:
    from quiz.app.reminding import timers
    from quiz.remind.cron import cron_state

    states = {each.name: state for each in timers(os.environ) if (state := each.state()) is not None}
    if cron := cron_state(os.environ):
        states["cron"] = cron
    if json_:
        print_json(
            {
                name: {"at": [str(time) for time in state.times], "active": state.is_active, "next": state.next}
                for name, state in states.items()
            }
        )
        return
    for name, state in states.items():
        at = f"at {_listed(state.times)}" if state.times else "at times that were changed by hand"
        upcoming = f"; next {state.next}" if state.next else ""
        off = "" if state.is_active else f". It is not on: `quiz remind {_again(state.times)}` sets it again"
        click.echo(f"Each day {at}, by {name}{upcoming}{off}.")
    if not states:
        click.echo("No reminder is set. `quiz remind --at 08:00` sets one.")


def _again(times: tuple[DayTime, ...]) -> str:
    return " ".join(f"--at {time}" for time in times) or "--at 08:00"


def _listed(times: tuple[DayTime, ...]) -> str:
    *first, last = map(str, times)
    return f"{', '.join(first)} and {last}" if first else last


def _agreed(question: str, yes: bool) -> bool:
    """Whether the learner agrees. Raises QuizError where nobody is there to be asked."""
    try:
        agreed = yes or click.confirm(question, default=False)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise QuizError("nobody is there to agree, so nothing is changed", fix="With --yes nothing is asked.") from None
    if not agreed:
        click.echo("Nothing is changed.")
    return agreed


def _write(files: Mapping[Path, str]) -> None:
    from quiz.settings.atomic import write_file

    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)


def _run(commands: list[list[str]], so_far: str) -> None:
    from quiz.remind.timer import do

    for command in commands:
        try:
            do(command, os.environ)
        except QuizError as error:
            raise QuizError(error.what, fix=f"{so_far} Run it again once that is mended; --remove clears it.") from None
