"""Going to the definition of a card or a deck, and the list of the cards of a deck."""

from __future__ import annotations

from lsprotocol import types

from quiz.lsp.documents import OpenDeck, Version
from quiz.lsp.references import Mention, deck_name, mention_at
from quiz.lsp.workbench import Workbench


async def definition(workbench: Workbench, params: types.DefinitionParams) -> types.Location | None:
    """Where the card or the deck under the cursor is written."""
    deck = workbench.decks.get(params.text_document.uri)
    if deck is None:
        return None
    mention = mention_at(deck.now, *deck.now.lines.from_client(params.position))
    if mention is None:
        return None
    own = deck_name(deck.now)
    where, slash, card = mention.name.rpartition("/")
    if mention.field in ("deck", "requires"):
        where, card = mention.name, ""
    if (not slash and mention.field not in ("deck", "requires")) or (own is not None and own.name == where):
        return _in(deck.uri, deck.now, card)
    return await _elsewhere(workbench, deck, where, card)


async def _elsewhere(workbench: Workbench, deck: OpenDeck, where: str, card: str) -> types.Location | None:
    for version, uri, name in await workbench.texts(deck.path):
        if name == where:
            return _in(uri, version, card)
    return None


def _in(uri: str, version: Version, card: str) -> types.Location | None:
    """The place of a card in this text; of the deck's own name for ""."""
    if not card:
        own = deck_name(version)
        return _location(uri, version, own) if own is not None else None
    for one in version.outline.cards:
        if one.name == card:
            return types.Location(uri, version.lines.span(one.name_line, one.name_at, one.name_at + len(card)))
    return None


def _location(uri: str, version: Version, mention: Mention) -> types.Location:
    return types.Location(uri, version.lines.span(mention.line, mention.begin, mention.end))


def symbols(workbench: Workbench, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The cards of a deck, each with its kind."""
    deck = workbench.decks.get(params.text_document.uri)
    if deck is None:
        return []
    found = []
    for card in deck.now.outline.cards:
        last = card.end - 1
        whole = types.Range(
            deck.now.lines.to_client(card.first, 0), deck.now.lines.to_client(last, len(deck.now.lines.rows[last]))
        )
        name = deck.now.lines.span(card.name_line, card.name_at, card.name_at + len(card.name))
        kind = deck.now.outline.value("ask", card)
        found.append(types.DocumentSymbol(card.name or "?", types.SymbolKind.Object, whole, name, detail=kind))
    return found
