"""`quiz sync`: merge your histories on several machines, through a folder that all of them reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quiz.cli._context import as_json, home, print_json
from quiz.errors import QuizError

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.sync.words import SyncOutcome


@click.command("sync", short_help="Sync with your other machines.")
@click.argument("folder", required=False, metavar="DIR", type=click.Path(path_type=Path))
@click.option("--git", is_flag=True, help="DIR is a working copy of git: commit, merge and push too.")
@click.option("--status", is_flag=True, help="Only show what was synced, and what is waiting.")
@click.option("--afresh", is_flag=True, help="Read everything in DIR again, and write all that it lacks.")
@click.option("--beside", is_flag=True, hidden=True, help="Beside a session: little at once, and nothing is asked.")
@as_json
@click.pass_context
def command(
    ctx: click.Context, folder: Path | None, git: bool, status: bool, afresh: bool, beside: bool, json_: bool
) -> None:
    """Exchange your history with your other machines through DIR, a folder that all of them reach: of Syncthing or
    Dropbox, a working copy of git, a USB stick.

    Each machine writes only its own files there, and reads those of the others; all end with the same history,
    whatever the order. Without DIR it is the folder of the setting `sync`; with that set, it is also done at the
    beginning and the end of each session.
    """
    here = home()
    settings = here.settings
    if folder is None:
        if not settings.sync:
            raise QuizError("no folder is named", fix="`quiz sync DIR`, or `quiz options sync DIR` for every session.")
        folder, git = Path(settings.sync), git or settings.sync_git
    path = folder.expanduser().absolute()
    if status:
        _status(here, path, json_)
        return
    from quiz.app.syncing import sync

    if beside:
        import os

        if hasattr(os, "nice"):
            os.nice(5)
    outcome = sync(
        here, path, git=git or (settings.sync_git and str(path) == settings.sync), afresh=afresh, beside=beside
    )
    if json_:
        print_json(_plain(outcome))
        ctx.exit(outcome.error.exit_code if outcome.error else int(bool(outcome.done.faults)))
    from quiz.sync.words import sentences

    done = outcome.done
    if outcome.error is None or done.taken.new or done.sent:
        for sentence in sentences(outcome):
            click.echo(sentence)
    if outcome.error is not None:
        raise outcome.error
    ctx.exit(int(bool(done.faults)))


def _plain(outcome: SyncOutcome) -> dict[str, Any]:
    from quiz.sync.words import said

    done = outcome.done
    return {
        "new": done.taken.new,
        "known": done.taken.known,
        "cards": len(done.taken.cards),
        "sent": done.sent,
        "machines": sorted(done.machines),
        "both": list(outcome.both),
        "waiting": done.waiting,
        "faults": done.faults,
        "notes": done.notes,
        "renamed": done.renamed,
        "error": str(outcome.error or ""),
        "said": said(outcome),
    }


def _status(here: Home, path: Path, json_: bool) -> None:
    from quiz.app.syncing import status

    found = status(here, path)
    if json_:
        print_json(found)
        return
    from quiz.text.durations import duration
    from quiz.text.numbers import counted

    now_ms = here.now().at_ms

    def ago(at_ms: int) -> str:
        return f"{duration((now_ms - at_ms) / 1000, whole_minutes=True)} ago"

    synced = ago(found["synced_ms"]) if found["synced_ms"] is not None else "never"
    click.echo(f"{found['folder']}: last synced {synced}. This machine is {found['machine']}.")
    for machine, row in sorted(found["machines"].items()):
        whose = "  (this machine)" if machine == found["machine"] else ""
        events = f"{counted(row['events'], 'event')} in {counted(row['segments'], 'segment')}"
        last = f", the last {ago(row['last_ms'])}" if row["last_ms"] else ""
        click.echo(f"  {machine}  {events}{last}{whose}")
    click.echo(f"To be written: {counted(found['lacks'], 'event')}; to be read: {counted(found['unread'], 'segment')}.")
    for text in (found["said"], found["trouble"]):
        if text:
            click.echo(text)
