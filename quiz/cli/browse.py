"""`quiz browse`."""

from __future__ import annotations

import shutil

import click

from quiz.cli._context import as_json, home, print_json
from quiz.cli._search import SEARCH_HELP, SearchCommand, plain, search_argument
from quiz.text.terminal import line as one_line

LEAST_PROMPT = 20


@click.command("browse", cls=SearchCommand, short_help="List the cards that a search finds.", epilog=SEARCH_HELP)
@search_argument(required=False)
@click.option("--limit", type=click.IntRange(1), help="No more than so many.")
@as_json
def command(words: tuple[str, ...], limit: int | None, json_: bool) -> None:
    """List the cards that SEARCH finds, all cards where there is none, with how they stand today."""
    from quiz.app.cards import find
    from quiz.collection.rows import due_text

    here = home()
    with here.open_store() as store:
        found = find(here, store, words)
        listed = found.lines(store, limit)
    if json_:
        print_json({"found": len(found.ids), "cards": [plain(row) for row in listed]})
        return
    if not found.ids:
        click.echo("No card is like that.")
        return
    wide = max(4, *(len(row.card) for row in listed))
    room = max(LEAST_PROMPT, shutil.get_terminal_size().columns - wide - 43)
    click.echo(f"{'card':{wide}}  {'state':<10} {'due':>9} {'ivl':>6} {'recall':>6} {'lapses':>6}  prompt")
    for row in listed:
        state = row.hidden or row.state
        recall = "-" if row.recall is None else f"{row.recall:.0%}"
        mark = (f"[flag {row.flag}] " if row.flag else "") + (f"[{row.aside}] " if row.aside else "")
        prompt = "(in no deck any more)" if row.orphan else row.prompt
        head = f"{one_line(row.card):{wide}}  {state:<10} {due_text(row):>9} {f'{row.interval}d':>6} {recall:>6}"
        click.echo(f"{head} {row.lapses:>6}  {one_line(mark + prompt, room)}")
    if len(found.ids) > len(listed):
        click.echo(f"and {len(found.ids) - len(listed):,} more")
