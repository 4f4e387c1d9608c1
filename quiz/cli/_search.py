"""What the commands over many cards share: the search argument, and one action on all cards found."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from quiz.cli._context import as_json, home, print_json
from quiz.text.numbers import counted, plural
from quiz.text.terminal import clean

if TYPE_CHECKING:
    from quiz.store.log.events import EventKind

SHOWN = 10
_KEPT = "\0"
SEARCH_HELP = """SEARCH is as in Anki: words, deck:gather, tag:x, id:*rule*,
kind:write, is:new|learn|review|due|suspended|buried|leech|orphan, flag:1, prop:s|d|r|ivl|lapses|reps|due with
= != < <= > >= (d and r from 0 to 1), rated:7[:1], introduced:7, belief:*copy*; side by side, or, -,
parentheses. A card's whole id is that card."""


class SearchCommand(click.Command):
    """A command for which `-is:new` is not an option: a word of one dash and several letters belongs to the search."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_KEPT + arg if re.match("-[^-].", arg) else arg for arg in args])


def search_argument(*, required: bool) -> Callable[[Any], Any]:
    """The words of a search."""

    def freed(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word.removeprefix(_KEPT) for word in words)

    shown = "SEARCH..." if required else "[SEARCH]..."
    return click.argument("words", metavar=shown, nargs=-1, required=required, callback=freed)


def bulk(name: str, help_: str, did: str, *before: Callable[[Any], Any]) -> Callable[[Any], click.Command]:
    """A command that does one thing to every card of a search."""

    def make(body: Callable[..., tuple[EventKind, dict[str, Any]]]) -> click.Command:
        def command(words: tuple[str, ...], dry_run: bool, json_: bool, **more: Any) -> None:
            kind, said = body(**more)
            _do(kind, said, words, did.format(**more), dry_run, json_)

        command.__doc__ = f"{body.__doc__}\n\n    {SEARCH_HELP}"
        decorated: Any = as_json(command)
        decorated = click.option("--dry-run", is_flag=True, help="Only print which cards it would be.")(decorated)
        decorated = search_argument(required=True)(decorated)
        for one in before:
            decorated = one(decorated)
        return click.command(name, cls=SearchCommand, short_help=help_)(decorated)

    return make


def _do(kind: EventKind, body: dict[str, Any], words: Sequence[str], did: str, dry_run: bool, json_: bool) -> None:
    from quiz.app.cards import find
    from quiz.errors import NotFound

    if not "".join(words).strip():
        raise click.UsageError("An empty search would mean every card; write `deck:*` for that.")
    here = home()
    with here.open_store() as store:
        found = find(here, store, words)
        if not found.ids:
            raise NotFound("no cards match", where=" ".join(words), fix="`quiz browse SEARCH` shows which cards do.")
        if dry_run:
            cards = list(found.ids)
        else:
            cards = store.act_all(kind, found.ids, body, found.moment, options=found.rules.options)
    if json_:
        print_json({"done": str(kind), "cards": cards, "found": len(found.ids), "dry_run": dry_run})
        return
    if dry_run:
        click.echo(f"{counted(len(cards), 'card')} would be {did}:")
        for card in cards[:SHOWN]:
            click.echo(f"  {clean(card)}")
        if len(cards) > SHOWN:
            click.echo(f"  and {len(cards) - SHOWN} more")
        return
    already = len(found.ids) - len(cards)
    rest = f"; {already} already {plural(already, 'was', 'were')}" if already else ""
    click.echo(f"{counted(len(cards), 'card')} {did}{rest}." + (" `quiz undo` undoes it." if cards else ""))


def plain(row: Any) -> dict[str, Any]:
    """A dataclass as plain JSON values."""
    return dataclasses.asdict(row)
