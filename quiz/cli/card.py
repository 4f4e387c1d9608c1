"""`quiz card`: show the state and history of cards."""

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
    from quiz.schedule.memory import Rating


@click.command("card", cls=SearchCommand, short_help="Show the state and history of a card.", epilog=SEARCH_HELP)
@search_argument(required=True)
@as_json
def command(words: tuple[str, ...], json_: bool) -> None:
    """Show the state and history of a card (deck/card), or of each card that SEARCH finds, and when each rating would
    bring it back.

    Cards that are no longer in a deck can be shown too. With --json, one object for a card, a list for a search.
    """
    from quiz.app.cards import find
    from quiz.collection.card_info import card_info
    from quiz.store.unrated import unrated_answers

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
        unrated = unrated_answers(store)
        infos = [
            card_info(
                card,
                rows.get(card),
                store.events(card),
                store.beliefs(card),
                moment,
                options_of(card),
                clock,
                aside.get(card, ""),
                card in known.buried_siblings,
            )
            for card in ids
        ]
    shown = [(info, known.cards.get(info.card)) for info in infos]
    if json_:
        found = [
            {**plain(info), "unrated": info.card in unrated, "orphan": card is None, **_about(card)}
            for info, card in shown
        ]
        print_json(found[0] if ids == (single,) else found)
        return
    for number, (info, card) in enumerate(shown):
        if number:
            click.echo()
        for text in _lines(info, card, unrated.get(info.card)):
            click.echo(clean(text))


def _no_card(word: str, known: Sequence[str]) -> NotFound:
    fix = did_you_mean(word, known, "`quiz browse SEARCH` looks for cards.")
    return NotFound("no such card", where=word, fix=fix)


def _about(card: Card | None) -> dict[str, object]:
    if card is None:
        return {}
    return {"prompt": card.prompt, "ask": card.ask, "tags": card.tags, "place": str(card.place)}


def _lines(info: CardInfo, card: Card | None, unrated: Rating | None) -> Iterator[str]:
    from quiz.deck import placeholders

    yield info.card
    if card is None:
        yield "No longer in a deck; its history is kept."
    else:
        yield f"{card.ask}: {one_line(placeholders.as_names(card.prompt))}"
        yield f"{card.place}" + (f"; tags {', '.join(card.tags)}" if card.tags else "")
    yield ""
    from quiz.collection.rows import hidden_text

    flag = f", flag {info.flag}" if info.flag else ""
    hidden = f", {hidden_text(info.hidden)}" if info.hidden else ""
    yield f"state       {info.state}{hidden}{flag}"
    if unrated is not None:
        rating = unrated.name.capitalize()
        yield f"unrated     an answer waits for its rating: {rating}, once the process that asked has ended"
    if info.aside:
        yield f"skipped     {info.aside}"
    if info.reps:
        yield f"due         {info.due}" + (f", interval {counted(info.interval, 'day')}" if info.interval else "")
        yield f"memory      stability {info.stability} days, difficulty {info.difficulty} of 10"
        yield f"recall      {info.recall:.0%} today"
        often = f"{counted(info.reps, 'time')}, {counted(info.lapses, 'lapse')}"
        yield f"answered    {often}, first {info.first_day}, last {info.last_day}"
    yield "next        " + ", ".join(f"{name.capitalize()} {wait}" for name, wait in info.waits.items())
    for belief, count in info.beliefs:
        yield f"belief      {one_line(belief)} ({counted(count, 'time')})"
    if info.history:
        yield ""
    for entry in info.history:
        undone = " (undone)" if entry.undone else ""
        typed = f"  {one_line(entry.text, 50)}" if entry.text else ""
        took = f"{entry.seconds:6.1f} s" if entry.seconds else f"{'':8}"
        yield f"{entry.day}  {entry.what:<9} {took}{typed}{undone}".rstrip()
