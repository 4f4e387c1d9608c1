"""Completing: fields, words of a fixed set, names of torch, drawn values, ids of cards and names of decks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lsprotocol import types

from quiz.ask import kinds
from quiz.check.prove.torch_names import Vocabulary
from quiz.deck.model import Deck
from quiz.errors import EngineError
from quiz.lsp.documents import OpenDeck
from quiz.lsp.fields import choices, field_at, table_at
from quiz.lsp.outline import Outline, Spot
from quiz.lsp.workbench import Workbench

_PATIENCE_S = 3.0
"""How long a completion waits for torch, which may be loading."""
_DOTTED = re.compile(r"((?:[A-Za-z_]\w*\.)+)(\w*)$")
_DOLLAR = re.compile(r"\$\{?(\w*)$")
_WORD = re.compile(r"[\w./-]*$")
_IMPORTED = re.compile(
    r"^\s*import (torch[\w.]*) as (\w+)|^\s*from (torch[\w.]*) import (\w+)(?: as (\w+))?", re.MULTILINE
)
_CUSTOMARY = {"F": "torch.nn.functional", "nn": "torch.nn"}
_Kind = types.CompletionItemKind


async def completion(workbench: Workbench, params: types.CompletionParams) -> types.CompletionList:
    """What may stand under the cursor."""
    deck = workbench.decks.get(params.text_document.uri)
    if deck is None:
        return types.CompletionList(False, [])
    line, column = deck.now.lines.from_client(params.position)
    outline, row = deck.now.outline, deck.now.lines.rows[line][:column]
    spot = outline.spot(line, column)
    if dollar := _DOLLAR.search(row):
        names = _drawn(outline, spot)
        return types.CompletionList(False, list(_items(deck, params.position, dollar[1], names, _Kind.Variable)))
    if dotted := _DOTTED.search(row):
        names, all_there = await _names_of_torch(workbench, deck, dotted[1][:-1])
        return types.CompletionList(
            not all_there, list(_items(deck, params.position, dotted[2], names, _Kind.Function))
        )
    word = _WORD.search(row)
    assert word is not None
    table = table_at(outline, spot) if spot.begun else None
    if table is not None:
        there = outline.fields(spot)
        fields = {f"{name}: ": field.about for name, field in table.items() if name not in there or name == word[0]}
        return types.CompletionList(False, list(_items(deck, params.position, word[0], fields, _Kind.Field)))
    words = await _values(workbench, deck, spot)
    return types.CompletionList(False, list(_items(deck, params.position, word[0], words, _Kind.Value)))


def _items(
    deck: OpenDeck, at: types.Position, typed: str, words: dict[str, str], kind: _Kind
) -> Iterator[types.CompletionItem]:
    """Each word that begins as what was typed, to be put in its place."""
    line, column = deck.now.lines.from_client(at)
    span = deck.now.lines.span(line, column - len(typed), column)
    for word, about in words.items():
        if word.casefold().startswith(typed.casefold()):
            edit = types.TextEdit(span, word)
            yield types.CompletionItem(word.strip(": "), kind=kind, detail=about or None, text_edit=edit)


def _drawn(outline: Outline, spot: Spot) -> dict[str, str]:
    card = outline.of_card(spot.card_line) if spot.card_line is not None else None
    return dict.fromkeys(outline.keys_below("draw", card), "drawn") if card is not None else {}


async def _values(workbench: Workbench, deck: OpenDeck, spot: Spot) -> dict[str, str]:
    """The words that the value of a field may be."""
    if spot.field == "ask" and spot.card_line is not None:
        return {name: (kinds.kind(name).__doc__ or "").partition("\n")[0] for name in kinds.names()}
    if spot.field in ("requires", "siblings"):
        decks = await workbench.all_decks(deck.path)
        others = [one for one in decks if one.path != str(deck.path)]
        if spot.field == "requires":
            return {one.name: one.title for one in others}
        return {**_own_ids(deck.now.outline, spot), **_other_ids(others)}
    field = field_at(deck.now.outline, spot)
    return dict.fromkeys(choices(field.reader), "") if field is not None else {}


def _own_ids(outline: Outline, spot: Spot) -> dict[str, str]:
    return {
        card.name: outline.value("ask", card) for card in outline.cards if card.name and card.first != spot.card_line
    }


def _other_ids(decks: Iterable[Deck]) -> dict[str, str]:
    return {card.id: " ".join(card.prompt.split())[:60] for deck in decks for card in deck.cards}


async def _names_of_torch(workbench: Workbench, deck: OpenDeck, owner: str) -> tuple[dict[str, str], bool]:
    """The names that `owner.` may be followed by, and whether they are all: torch may still be loading."""
    words: Vocabulary | None = None
    waited = True
    with suppress(EngineError):
        try:
            words = await asyncio.wait_for(workbench.words(), _PATIENCE_S)
        except TimeoutError:
            waited = False
    if words is None:
        return {}, waited
    module = _module(owner, deck.now.text)
    if module in words.modules:
        names = words.modules[module]
    elif owner.partition(".")[0] == "torch" or module.startswith("torch."):
        names = frozenset()
    else:
        names = words.methods
    return dict.fromkeys(sorted(names, key=_rank), module if module in words.modules else ""), True


def _module(owner: str, text: str) -> str:
    """The module that a name stands for, by the imports of the deck and by custom."""
    known = dict(_CUSTOMARY)
    for plain, name, module, member, other in _IMPORTED.findall(text):
        known[name or other or member] = plain or f"{module}.{member}"
    head, dot, rest = owner.partition(".")
    return known.get(head, head) + dot + rest


def _rank(name: str) -> tuple[bool, str]:
    return name.startswith("_"), name
