"""`quiz doctor`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, device_option, home, now, print_json, python_option
from quiz.text.numbers import counted
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.app.doctor import DatabaseReport, Health, Torch

ORPHANS_SHOWN = 10


@click.command("doctor", short_help="Look whether all is well here.")
@click.option(
    "--rebuild", is_flag=True, help="Make the table of cards anew from the log, and tell whether they agreed."
)
@click.option("--clock", is_flag=True, help="Date to now what a wrong clock has dated later; a backup is made before.")
@python_option
@device_option
@as_json
@click.pass_context
def command(ctx: click.Context, rebuild: bool, clock: bool, python: str, device: str, json_: bool) -> None:
    """Look whether all is well: folders, versions, the torch that answers come from, what confines card code, the
    database and the decks.

    An answer given while the clock was ahead holds back all that come after it: they count for its day. --clock dates
    such events anew, in their order, the last of them to now. Another machine that has taken them in knows them as they
    were: put a backup of this one in its place.

    Exits 1 when something has to be mended, 5 when torch cannot be run.
    """
    from quiz.app.doctor import Repairs, examine

    here = home()
    interpreter = python or here.settings.python or sys.executable
    mends = Repairs(rebuild, clock, here.settings.rollover)
    health = examine(here.places, here.library, interpreter, lambda: here.engine(interpreter, device), now(), mends)
    if json_:
        print_json(health.wire())
    else:
        for line in _lines(health):
            click.echo(clean(line))
    ctx.exit(health.exit_code)


def _lines(health: Health) -> Iterator[str]:
    versions = dict(health.versions)
    yield f"quiz       {versions.pop('quiz')} on Python {versions.pop('python')}, SQLite {versions.pop('sqlite')}"
    yield f"           {', '.join(f'{name} {version}' for name, version in versions.items())}"
    yield from (f"{name:10} {path}" for name, path in health.paths.items())
    yield ""
    yield from _torch(health.torch, health.engine_fails)
    yield ""
    own = f", {health.own} of them your own" if health.own else ""
    yield f"decks      {health.decks} decks with {health.cards:,} cards{own}; {health.trusted} from elsewhere trusted"
    yield from _memory(health.memory)
    yield ""
    yield from (f"note: {note}" for note in health.notes)
    if not health.wrong:
        yield "Otherwise all is well." if health.notes else "All is well."
    yield from (f"wrong: {problem}" for problem in health.wrong)


def _torch(torch: Torch, fails: bool) -> Iterator[str]:
    yield f"torch      run by {torch.interpreter}"
    if fails and not torch.torch:
        yield "           it cannot be run (see below)"
        return
    build = f" for {torch.build}" if torch.build else ""
    yield f"           torch {torch.torch}{build}, Python {torch.python}, on {', '.join(torch.devices)}"
    yield f"start      {torch.strategy}: ready in {torch.ready_s:.1f} s, an answer in {torch.answer_ms:.0f} ms"
    if torch.confined:
        yield "confined   yes: decks from elsewhere may run"
    else:
        yield "confined   not wholly: a deck from elsewhere runs once you have read it and said `quiz trust DECK`"
    yield from (f"  {name:12} {stops}" for name, stops in torch.layers)


def _memory(memory: DatabaseReport) -> Iterator[str]:
    if not memory.exists:
        yield "memory     no answer yet"
        return
    if memory.readable:
        state = "damaged" if memory.damage else "whole"
        yield f"memory     {state}: {counted(memory.events, 'event')} of {counted(memory.cards, 'card')}"
    else:
        yield "memory     it cannot be read (see below)"
    if memory.redated is not None:
        yield f"           dated to now: {counted(memory.redated, 'event')}"
    if memory.rebuilt is not None:
        yield f"           replayed: {'the table of cards agrees with the log' if memory.rebuilt else 'see below'}"
    if memory.backups:
        last = f"the last that is whole of {memory.last_backup}" if memory.last_backup else "none of them whole"
        yield f"           {counted(memory.backups, 'backup')}, {last}"
    else:
        yield "           no backup yet: one is made when the quiz closes"
    if memory.orphans:
        shown = ", ".join(memory.orphans[:ORPHANS_SHOWN])
        more = f" and {len(memory.orphans) - ORPHANS_SHOWN} more" if len(memory.orphans) > ORPHANS_SHOWN else ""
        yield f"           in no deck any more, kept: {shown}{more}"
