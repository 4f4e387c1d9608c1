"""Reading a deck file: the Deck, or every mistake in it at once. Nothing in the file is run."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from pathlib import Path

from quiz.ask import kinds
from quiz.deck import yaml_nodes
from quiz.deck.fields import unfit_to_draw
from quiz.deck.files import read
from quiz.deck.format import CARD, DECIDING, DECK
from quiz.deck.model import FORMAT, Card, Deck, Place
from quiz.deck.reading import Field, Reading, Values, read_map
from quiz.deck.yaml_nodes import Node
from quiz.errors import DeckError, Problem
from quiz.library.digest import digest
from quiz.text.suggest import did_you_mean, listed, quoted


def load(path: Path | str, text: str | None = None) -> Deck:
    """Read a deck file (or `text`, as if it were that file).

    Raises DeckError with all the problems of the file, in its order; NotFound when there is no such file.
    """
    where = str(path)
    root, problems = yaml_nodes.parse(yaml_nodes.decode(read(Path(path)), where) if text is None else text, where)
    reading = Reading(where, problems)
    deck = _deck(root, reading)
    if deck is None or reading.problems:
        raise DeckError(reading.problems)
    return deck


def _deck(root: Node | None, reading: Reading) -> Deck | None:
    if root is None or (root.kind == "scalar" and not root.text.strip()):
        fix = f"Begin it with `format: {FORMAT}` and `deck: name`."
        reading.problems.append(Problem(reading.path, 0, 0, "the file holds no deck", fix))
        return None
    other = _other_format(root)
    if other is not None:
        what = f"the deck has format {quoted(other.text)}, and this quiz reads format {FORMAT}"
        reading.fault(other, what, "Update quiz to read it.")
        return None
    below = dict.fromkeys(CARD, "It belongs to a card, below `cards`.")
    values = read_map(root, DECK, reading, owner="a deck", elsewhere=below)
    if values is None:
        return None
    cards = [card for card in (_values(node, reading) for node in values["cards"] or ()) if card is not None]
    _check_between(values, cards)
    bodies = [_body(card) for card in cards]
    if reading.problems:
        return None
    return Deck(
        name=values["deck"],
        title=values["title"],
        about=values["about"],
        path=reading.path,
        cards=_both_ways([_card(card, body, values) for card, body in zip(cards, bodies, strict=True)]),
        requires=values["requires"],
        tags=values["tags"],
        order=values["order"],
        places=values.places,
    )


def _other_format(root: Node) -> Node | None:
    """The format number of a deck that is not of ours: then nothing else in the file can be judged."""
    for key, value in root.pairs:
        if key.text == "format" and value.text.isdecimal() and value.text != str(FORMAT):
            return value
    return None


def _values(node: Node, reading: Reading) -> Values | None:
    """The fields of one card, including those of its kind when the kind is known."""
    word = next((value for key, value in node.pairs if key.text == "ask"), None)
    kind = word.text if word is not None and word.text in kinds.names() else ""
    owner = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} card" if kind else "a card"
    table = _table(kind)
    strange = any(key.text not in table for key, _ in node.pairs)
    elsewhere = _elsewhere() if kind and strange else {}
    values = read_map(node, table, reading, owner=owner, elsewhere=elsewhere, strict=bool(kind))
    if values is None:
        reading.take_uses()
        return None
    if word is not None and word.kind == "scalar" and word.text and not kind:
        fix = did_you_mean(word.text, kinds.names(), f"The kinds there are: {listed(kinds.names(), 'and')}.")
        values.fault("ask", f"there is no kind {quoted(word.text)}", fix)
    _check_dollars(values)
    return values


def _table(kind: str) -> Mapping[str, Field]:
    return {**CARD, **kinds.kind(kind).FIELDS} if kind else CARD


def _elsewhere() -> dict[str, str]:
    """For every key of every map, where it belongs."""
    places = dict.fromkeys(DECK, "It belongs at the top of the deck, for all its cards.")
    owners: dict[str, list[str]] = {}
    for name in kinds.names():
        for key in kinds.kind(name).FIELDS:
            owners.setdefault(key, []).append(f"ask: {name}")
    return {**places, **{key: f"It belongs to {listed(names)}." for key, names in owners.items()}}


def _check_dollars(card: Values) -> None:
    """Check that every `$name` in the card's texts is drawn; each unknown one is reported once."""
    uses = card.reading.take_uses()
    drawn = {key.text for key, _ in card.nodes["draw"].pairs} if card.stated("draw") else set()
    if any(map(unfit_to_draw, drawn)):
        return
    for name, (node, offset) in uses.items():
        if name not in drawn:
            otherwise = f"Add `{name}` to `draw`, or write `$$` for a dollar."
            fix = did_you_mean(f"${name}", [f"${known}" for known in drawn], otherwise)
            card.reading.fault(node, f"`${name}` is not drawn", fix, offset=offset)


def _check_between(deck: Values, cards: list[Values]) -> None:
    """Check what must be true between the cards of a deck: ids, siblings, and former ids."""
    first: dict[str, int] = {}
    for card in cards:
        name = card["id"]
        if name and name in first:
            what = f"`{name}` is the id of another card, in line {first[name]}"
            card.fault("id", what, "Give this card a name of its own.")
        elif name:
            first[name] = card.node.line
    past: set[str] = set()
    for card in cards:
        if card["was"] in first:
            fix = "Delete this `was`, which is for an id that is gone."
            card.fault("was", f"the card `{card['was']}` is still here", fix)
        elif card["was"] in past:
            fix = "Delete one of the two: a past goes to one card."
            card.fault("was", f"another card was `{card['was']}` too", fix)
        elif card["was"]:
            past.add(card["was"])
    _check_not_itself(deck, "requires", deck["deck"], "a deck cannot require itself")
    _check_siblings(deck, deck["deck"], first)
    for card in cards:
        _check_siblings(card, deck["deck"], first)
        _check_not_itself(card, "siblings", card["id"], "a card cannot be its own sibling")


def _check_siblings(holder: Values, deck: str | None, ids: Collection[str]) -> None:
    """Check the siblings of this deck; whether those of other decks are there is for `quiz check` to say."""
    for item, name in enumerate(holder["siblings"]):
        owner, slash, rest = name.rpartition("/")
        if slash and owner == deck:
            holder.fault("siblings", f"`{name}` is of this deck", f"Write `{rest}`.", item=item)
        elif not slash and name not in ids:
            fix = did_you_mean(name, ids, "Name a card of this deck by its id, one of another as deck/id.")
            holder.fault("siblings", f"no card here has the id `{name}`", fix, item=item)


def _check_not_itself(holder: Values, key: str, own: str | None, what: str) -> None:
    for item, name in enumerate(holder[key]):
        if name == own:
            holder.fault(key, what, f"Delete `{name}` here.", item=item)


def _body(card: Values) -> object:
    """What the kind makes of its fields; None, to be thrown away, when one of them could not be read."""
    if card["ask"] not in kinds.names():
        return None
    kind = kinds.kind(card["ask"])
    return kind.body(card) if card.faulty.isdisjoint(kind.FIELDS) else None


def _places(card: Values, deck: Values) -> dict[str, Place]:
    """Where the card's fields are, those it has from its deck among them, and each of its draws: "draw.NAME"."""
    shared = {key: place for key, place in deck.places.items() if key in ("setup", "torch")}
    draws = card.nodes["draw"].pairs if card.stated("draw") else ()
    return {**shared, **card.places, **{f"draw.{key.text}": card.reading.place(node) for key, node in draws}}


def _card(values: Values, body: object, deck: Values) -> Card:
    kind, table = values["ask"], _table(values["ask"])
    deciding = {key: values[key] for key in (*DECIDING, *kinds.kind(kind).FIELDS) if values[key] != table[key].default}
    usual = tuple(name for name in deck["siblings"] if name != values["id"])
    return Card(
        deck=deck["deck"],
        name=values["id"],
        ask=kind,
        prompt=values["prompt"],
        body=body,
        place=values.place,
        places=_places(values, deck),
        digest=digest({"ask": kind, "setup": deck["setup"], **deciding}),
        setup=deck["setup"],
        draw=values["draw"],
        require=values["require"],
        hints=values["hints"],
        explain=values["explain"],
        source=values["source"],
        tags=tuple(dict.fromkeys((*deck["tags"], *values["tags"]))),
        devices=values["devices"] if values.stated("devices") else deck["devices"],
        torch=",".join(part for part in (deck["torch"], values["torch"]) if part),
        siblings=values["siblings"] if values.stated("siblings") else usual,
        covers=values["covers"],
        was=values["was"],
        ignore=values["ignore"],
        budget=values["budget"],
    )


def _both_ways(cards: list[Card]) -> tuple[Card, ...]:
    """The cards with siblings named from both sides: a card named by another is kept from it as well."""
    named: dict[str, dict[str, None]] = {card.name: dict.fromkeys(card.siblings) for card in cards}
    for card in cards:
        for name in card.siblings:
            if name in named:
                named[name].setdefault(card.name)
    return tuple(dataclasses.replace(card, siblings=tuple(named[card.name])) for card in cards)
