"""`quiz card`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from quiz.cli._context import as_json, home, now, print_json
from quiz.cli._search import SEARCH_HELP, SearchCommand, plain, search_argument
from quiz.errors import NotFound
from quiz.text.numbers import counted
from quiz.text.suggest import did_you_mean
from quiz.text.terminal import clean
from quiz.text.terminal import line as one_line

if TYPE_CHECKING:
    from quiz.collection.card_info import CardInfo
    from quiz.deck.model import Card


@click.command("card", cls=SearchCommand, short_help="Show all that is remembered of a card.", epilog=SEARCH_HELP)
@search_argument(required=True)
@as_json
def command(words: tuple[str, ...], json_: bool) -> None:
    """Show all that is remembered of a card (deck/card), or of each that SEARCH finds: how it stands, when each rating
    brings it back, its history.

    Cards that are in no deck any more can be shown too. With --json, one object for a card, a list for a search.
    """
    from quiz.app.cards import find
    from quiz.collection.card_info import card_info

    here = home()
    with here.open_store() as store:
        known = find(here, store, ())
        single = store.aliases().get(words[0], words[0]) if len(words) == 1 and "/" in words[0] else ""
        if single and single not in known.ids and not re.search(r"[\s:*\"()]", single):
            raise _no_card(words[0], known.ids)
        ids = (single,) if single in known.ids else find(here, store, words).ids
        if not ids:
            raise _no_card(" ".join(words), known.ids)
        rows, options_of = store.rows(ids), known.rules.options_of
        moment, clock, aside = known.moment, now(), known.unaskable
        told = [
            card_info(
                one,
                rows.get(one),
                store.events(one),
                store.beliefs(one),
                moment,
                options_of(one),
                clock,
                aside.get(one, ""),
                one in known.buried_siblings,
            )
            for one in ids
        ]
    cards = [known.cards.get(one.card) for one in told]
    if json_:
        found = [{**plain(one), "orphan": card is None, **_about(card)} for one, card in zip(told, cards, strict=True)]
        print_json(found[0] if ids == (single,) else found)
        return
    for number, (one, card) in enumerate(zip(told, cards, strict=True)):
        if number:
            click.echo()
        for text in _lines(one, card):
            click.echo(clean(text))


def _no_card(word: str, known: Sequence[str]) -> NotFound:
    fix = did_you_mean(word, known, "`quiz browse SEARCH` looks for cards.")
    return NotFound("no such card", where=word, fix=fix)


def _about(card: Card | None) -> dict[str, object]:
    if card is None:
        return {}
    return {"prompt": card.prompt, "ask": card.ask, "tags": card.tags, "place": str(card.place)}


def _lines(told: CardInfo, card: Card | None) -> Iterator[str]:
    yield told.card
    if card is None:
        yield "In no deck any more; what is remembered is kept."
    else:
        yield f"{card.ask}: {one_line(card.prompt)}"
        yield f"{card.place}" + (f"; tags {', '.join(card.tags)}" if card.tags else "")
    yield ""
    flag = f", flag {told.flag}" if told.flag else ""
    from quiz.collection.rows import hidden_text

    hidden = f", {hidden_text(told.hidden)}" if told.hidden else ""
    yield f"state       {told.state}{hidden}{flag}"
    if told.aside:
        yield f"put aside   {told.aside}"
    if told.reps:
        yield f"due         {told.due}" + (f", interval {counted(told.interval, 'day')}" if told.interval else "")
        yield f"memory      stability {told.stability} days, difficulty {told.difficulty} of 10"
        yield f"recall      {told.recall:.0%} today"
        often = f"{counted(told.reps, 'time')}, {counted(told.lapses, 'lapse')}"
        yield f"answered    {often}, first {told.first_day}, last {told.last_day}"
    yield "next        " + ", ".join(f"{name.capitalize()} {wait}" for name, wait in told.waits.items())
    for belief, count in told.beliefs:
        yield f"belief      {one_line(belief)} ({counted(count, 'time')})"
    if told.history:
        yield ""
    for one in told.history:
        undone = " (undone)" if one.undone else ""
        typed = f"  {one_line(one.text, 50)}" if one.text else ""
        took = f"{one.seconds:6.1f} s" if one.seconds else f"{'':8}"
        yield f"{one.day}  {one.what:<9} {took}{typed}{undone}".rstrip()
