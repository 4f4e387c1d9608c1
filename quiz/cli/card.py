"""`quiz card`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from quiz.cli._found import find, plain
from quiz.cli._open import as_json, home, print_json
from quiz.display import clean
from quiz.display import line as one_line

if TYPE_CHECKING:
    from quiz.deck.model import Card
    from quiz.dossier import Dossier


@click.command("card", short_help="Show all that is remembered of one card.")
@click.argument("card")
@as_json
def command(card: str, json_: bool) -> None:
    """Show all that is remembered of CARD (deck/card): how it stands, when each rating brings it back, its history.

    Cards that are in no deck any more can be shown too.
    """
    from quiz.deck.nearest import did_you_mean
    from quiz.dossier import dossier
    from quiz.errors import NotFound

    here = home()
    with here.open_store() as store:
        known = find(here, store, ())
        card_id = store.aliases().get(card, card)
        if card_id not in known.ids:
            mend = did_you_mean(card, known.ids, "`quiz browse WORD` looks for cards.")
            raise NotFound("no such card", where=card, mend=mend)
        row = store.rows([card_id]).get(card_id)
        options = known.rules.options_of(card_id)
        told = dossier(card_id, row, store.events(card_id), store.beliefs(card_id), known.moment, options)
    there = known.cards.get(card_id)
    if json_:
        about = (
            {"prompt": there.prompt, "ask": there.ask, "tags": there.tags, "place": str(there.place)} if there else {}
        )
        print_json({**plain(told), "orphan": there is None, **about})
        return
    for text in _lines(told, there):
        click.echo(clean(text))


def _about(card: Card | None) -> dict[str, object]:
    if card is None:
        return {}
    return {"prompt": card.prompt, "ask": card.ask, "tags": card.tags, "place": str(card.place)}


def _lines(told: Dossier, card: Card | None) -> Iterator[str]:
    yield told.card
    if card is None:
        yield "In no deck any more; what is remembered is kept."
    else:
        yield f"{card.ask}: {one_line(card.prompt)}"
        yield f"{card.place}" + (f"; tags {', '.join(card.tags)}" if card.tags else "")
    yield ""
    flag = f", flag {told.flag}" if told.flag else ""
    hidden = f", {told.hidden}" if told.hidden else ""
    yield f"state       {told.state}{hidden}{flag}"
    if told.reps:
        yield f"due         {told.due}" + (f", interval {told.interval} days" if told.interval else "")
        yield f"memory      stability {told.stability} days, difficulty {told.difficulty} of 10"
        yield f"recall      {told.recall:.0%} today"
        yield f"answered    {told.reps} times, {told.lapses} lapses, first {told.first_day}, last {told.last_day}"
    yield "next        " + ", ".join(f"{name.capitalize()} {wait}" for name, wait in told.waits.items())
    for belief, count in told.beliefs:
        yield f"belief      {one_line(belief)} ({count} times)"
    if told.history:
        yield ""
    for one in told.history:
        undone = " (undone)" if one.undone else ""
        typed = f"  {one_line(one.text, 50)}" if one.text else ""
        took = f"{one.seconds:6.1f} s" if one.seconds else f"{'':8}"
        yield f"{one.day}  {one.what:<9} {took}{typed}{undone}".rstrip()
