"""`quiz doctor`: check the installation."""

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
    from quiz.engine.client import Engine

ORPHANS_SHOWN = 10


@click.command("doctor", short_help="Check the installation.")
@click.option(
    "--rebuild", is_flag=True, help="Rebuild the table of cards from the log, and report whether they agreed."
)
@click.option("--clock", is_flag=True, help="Correct future dates left by a wrong clock; a backup is made first.")
@python_option
@device_option
@as_json
@click.pass_context
def command(ctx: click.Context, rebuild: bool, clock: bool, python: str, device: str, json_: bool) -> None:
    """Check the installation: folders, versions, the torch that judges answers, the confinement of card code, the
    database and the decks.

    An answer given while the clock was ahead holds back all later ones: they count for its day. --clock changes the
    dates of such events, in their order, the last of them to now. A machine that has imported them still has the old
    dates: restore a backup of this one there.

    Exits 1 when something has to be fixed, 5 when torch cannot be run.
    """
    from quiz.app.doctor import Repairs, examine

    here = home()
    interpreter = python or here.settings.python or sys.executable
    repairs = Repairs(rebuild, clock, here.settings.rollover)

    def engine() -> Engine:
        return here.engine(interpreter, device, keep=None)  # how torch starts is what is examined

    health = examine(here.places, here.library, interpreter, engine, now(), repairs)
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
    decks = f"{counted(health.decks, 'deck')} with {counted(health.cards, 'card')}{own}"
    yield f"decks      {decks}; {health.trusted:,} from elsewhere trusted"
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
    if torch.kept:
        size = f"{sum(kept['bytes'] for kept in torch.kept) / 2**20:.0f} MiB"
        yield f"           kept for the next command: {counted(len(torch.kept), 'engine')}, {size} (`quiz engine`)"
    if torch.confined:
        yield "confined   yes: decks from elsewhere may run"
    else:
        yield "confined   not fully: read a deck from elsewhere, then allow it by `quiz trust DECK`"
    yield from (f"  {name:12} {stops}" for name, stops in torch.layers)


def _memory(memory: DatabaseReport) -> Iterator[str]:
    if not memory.exists:
        yield "memory     no answers yet"
        return
    if memory.readable:
        state = "damaged" if memory.damage else "intact"
        yield f"memory     {state}: {counted(memory.events, 'event')} of {counted(memory.cards, 'card')}"
    else:
        yield "memory     it cannot be read (see below)"
    if memory.redated is not None:
        yield f"           dated to now: {counted(memory.redated, 'event')}"
    if memory.rebuilt is not None:
        yield f"           replayed: {'the table of cards agrees with the log' if memory.rebuilt else 'see below'}"
    if memory.backups:
        last = f"the last intact one of {memory.last_backup}" if memory.last_backup else "none of them intact"
        yield f"           {counted(memory.backups, 'backup')}, {last}"
    else:
        yield "           no backup yet: one is made when the quiz closes"
    if memory.orphans:
        shown = ", ".join(memory.orphans[:ORPHANS_SHOWN])
        more = f" and {len(memory.orphans) - ORPHANS_SHOWN:,} more" if len(memory.orphans) > ORPHANS_SHOWN else ""
        yield f"           no longer in a deck, history kept: {shown}{more}"
