"""Renaming a card or a deck: its learners keep their history by `was`, and whoever names it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from quiz.lsp.documents import Version
from quiz.lsp.outline import CardLines
from quiz.lsp.references import deck_name, mention_at, mentions
from quiz.lsp.workbench import Workbench

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 80


def prepare_rename(workbench: Workbench, params: types.PrepareRenameParams) -> types.Range | None:
    """What would be renamed: an id of a card, without the deck before it, or the name of a deck."""
    deck = workbench.decks.get(params.text_document.uri)
    if deck is None:
        return None
    mention = mention_at(deck.now, *deck.now.lines.from_client(params.position))
    if mention is None or mention.field == "was":
        return None
    begin = mention.end - len(mention.name.rpartition("/")[2])
    return deck.now.lines.span(mention.line, begin, mention.end)


async def rename(workbench: Workbench, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits of this deck and of all others that name it. Raises JsonRpcInvalidParams for a name that cannot be."""
    deck = workbench.decks.get(params.text_document.uri)
    mention = mention_at(deck.now, *deck.now.lines.from_client(params.position)) if deck is not None else None
    if deck is None or mention is None or mention.field == "was":
        return None
    new = params.new_name.strip()
    if not _NAME.fullmatch(new) or len(new) > _LONGEST:
        raise JsonRpcInvalidParams("a name is of small letters, digits and single hyphens, such as gather-rule")
    own = deck_name(deck.now)
    texts = {name: (uri, version) for version, uri, name in await workbench.texts(deck.path)}
    if own is not None:
        texts[own.name] = deck.uri, deck.now
    where, _, card = mention.name.rpartition("/")
    if mention.field in ("deck", "requires"):
        return _workspace(workbench, _deck_renamed(texts, mention.name, new))
    where = where or (own.name if own is not None else "")
    if where not in texts:
        raise JsonRpcInvalidParams(f"there is no deck {where!r}")
    return _workspace(workbench, _card_renamed(workbench, texts, where, card, new))


_Texts = dict[str, tuple[str, Version]]
_Edit = tuple[str, Version, types.TextEdit]


def _card_renamed(workbench: Workbench, texts: _Texts, where: str, old: str, new: str) -> Iterator[_Edit]:
    uri, version = texts[where]
    cards = {card.name: card for card in version.outline.cards}
    if old not in cards:
        raise JsonRpcInvalidParams(f"the deck {where!r} has no card {old!r}")
    if new in cards and new != old:
        raise JsonRpcInvalidParams(f"the deck {where!r} has a card {new!r} already")
    yield uri, version, _replaced(version, cards[old].name_line, cards[old].name_at, old, new)
    saved = workbench.saved_ids(uri)
    for edit in _with_past(version, cards[old], old, new, keeps=saved is not None and old not in saved):
        yield uri, version, edit
    for name, (uri, version) in texts.items():
        for one in mentions(version):
            if one.field == "siblings" and one.name in (f"{where}/{old}", *([old] if name == where else [])):
                yield uri, version, _replaced(version, one.line, one.end - len(old), old, new)


def _with_past(version: Version, card: CardLines, old: str, new: str, *, keeps: bool) -> Iterator[types.TextEdit]:
    """The edits of `was`: the id that learners know it by, which is the one in the saved file; none if it is `new`."""
    was = version.outline.field_lines("was", card)[:1]
    past = next((one for one in mentions(version) if was and one.line == was[0]), None)
    if past is not None and past.name == new:
        yield types.TextEdit(
            types.Range(version.lines.to_client(past.line, 0), version.lines.to_client(past.line + 1, 0)), ""
        )
    elif past is not None and not keeps:
        yield types.TextEdit(version.lines.span(past.line, past.begin, past.end), old)
    elif past is None and not keeps:
        yield _was_below(version, card, old)


def _was_below(version: Version, card: CardLines, old: str) -> types.TextEdit:
    """The edit that writes `was` below the id, or behind it within { }."""
    row = version.lines.rows[card.name_line]
    end = card.name_at + len(card.name)
    end += row[end : end + 1] in ("'", '"') and row[end : end + 1] != ""
    key = re.search(r"""["']?id["']? *: *["']?$""", row[: card.name_at])
    assert key is not None
    if "{" in row[: key.start()]:
        at = version.lines.to_client(card.name_line, end)
        return types.TextEdit(types.Range(at, at), f", was: {old}")
    at = version.lines.to_client(card.name_line, len(row))
    return types.TextEdit(types.Range(at, at), f"\n{' ' * key.start()}was: {old}")


def _deck_renamed(texts: _Texts, old: str, new: str) -> Iterator[_Edit]:
    """Each card keeps its past under the deck's former name; whoever requires the deck, or names its cards, follows."""
    if old not in texts:
        raise JsonRpcInvalidParams(f"there is no deck {old!r}")
    if new in texts and new != old:
        raise JsonRpcInvalidParams(f"there is a deck {new!r} already")
    uri, version = texts[old]
    for card in version.outline.cards:
        for edit in _with_past(version, card, f"{old}/{card.name}", "", keeps=not card.name):
            yield uri, version, edit
    for uri, version in texts.values():
        for one in mentions(version):
            of_deck = one.field in ("requires", "deck") and one.name == old
            if of_deck or (one.field == "siblings" and one.name.startswith(f"{old}/")):
                yield uri, version, _replaced(version, one.line, one.begin, old, new)


def _replaced(version: Version, line: int, begin: int, old: str, new: str) -> types.TextEdit:
    return types.TextEdit(version.lines.span(line, begin, begin + len(old)), new)


def _workspace(workbench: Workbench, edits: Iterator[_Edit]) -> types.WorkspaceEdit:
    """The edits by document, each with its version where it is open."""
    by_uri: dict[str, tuple[int | None, list[types.TextEdit]]] = {}
    for uri, version, edit in edits:
        number = version.number if workbench.decks.get(uri) is not None else None
        by_uri.setdefault(uri, (number, []))[1].append(edit)
    if not workbench.edits_by_version:
        return types.WorkspaceEdit({uri: edits for uri, (_, edits) in by_uri.items()})
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = [
        types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, number), list(edits))
        for uri, (number, edits) in by_uri.items()
    ]
    return types.WorkspaceEdit(document_changes=changes)
