"""`quiz browse`: list the cards that a search finds."""

from __future__ import annotations

import click

from quiz.cli._context import as_json, home, print_json
from quiz.cli._print import terminal_width
from quiz.cli._search import SEARCH_HELP, SearchCommand, plain, search_argument
from quiz.text.cells import cell_width, padded
from quiz.text.terminal import line as one_line

LEAST_PROMPT = 20


@click.command("browse", cls=SearchCommand, short_help="List the cards that a search finds.", epilog=SEARCH_HELP)
@search_argument(required=False)
@click.option("--limit", type=click.IntRange(1), help="List at most N cards.")
@as_json
def command(words: tuple[str, ...], limit: int | None, json_: bool) -> None:
    """List the cards that SEARCH finds, or all cards, with their state today."""
    from quiz.app.cards import find
    from quiz.collection.rows import SUMMARY, due_text

    here = home()
    with here.open_store() as store:
        found = find(here, store, words)
        listed = found.lines(store, limit)
    if json_:
        print_json({"found": len(found.ids), "cards": [plain(row) for row in listed]})
        return
    if not found.ids:
        click.echo("No cards match.")
        return
    names = [one_line(row.card) for row in listed]
    wide = max(4, *map(cell_width, names))
    room = max(LEAST_PROMPT, terminal_width() - wide - 45)
    click.echo(f"{'card':{wide}}  {'state':<10} {'due':>9} {'ivl':>6} {'recall':>6} {'lapses':>6}  {SUMMARY}")
    for name, row in zip(names, listed, strict=True):
        state = row.hidden or row.state
        recall = "-" if row.recall is None else f"{row.recall:.0%}"
        mark = (f"[flag {row.flag}] " if row.flag else "") + (f"[{row.aside}] " if row.aside else "")
        summary = "(no longer in a deck)" if row.orphan else row.summary
        head = f"{padded(name, wide)}  {state:<10} {due_text(row):>9} {f'{row.interval}d':>6} {recall:>6}"
        click.echo(f"{head} {row.lapses:>6}  {one_line(mark + summary, room)}")
    if len(found.ids) > len(listed):
        click.echo(f"and {len(found.ids) - len(listed):,} more")
