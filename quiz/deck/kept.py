"""Decks as they were once parsed, kept in the cache folder: reading YAML takes longer than all else at the start.

A deck is known by its path, by its content, and by the sources that read it; with any other, and where a file is not
what was written, there is none. Nothing but plain values is kept, and no code is loaded from them: a record names a
dataclass of `quiz/deck/model.py` or of `quiz/ask/`. A card's own text is unpacked when it is first asked for.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from quiz.deck.model import Card, Deck, Place

FOLDER = "decks"
MOST = 200
"""Files that are kept; beyond, those not written for longest are deleted."""
_HEAD = b"quiz deck 1\n"
_READING = ("answer", "ask", "deck")
_AT_ONCE = ("deck", "name", "ask", "digest", "siblings", "was")
_LATER = tuple(part.name for part in dataclasses.fields(Card) if part.name not in (*_AT_ONCE, "foreign"))
_OF_DECK = tuple(part.name for part in dataclasses.fields(Deck) if part.name not in ("path", "cards"))


class Kept:
    """The decks kept in `folder`, which is made when the first one is put there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def get(self, path: Path, content: bytes) -> Deck | None:
        """The deck that this content of this file is, None where it is not known."""
        try:
            kept = self._file(path).read_bytes()
        except (OSError, ValueError):
            return None
        head = _head(path, content)
        payload = kept[len(head) + 16 :]
        if not kept.startswith(head) or kept[len(head) : len(head) + 16] != _sum(payload):
            return None
        about, cards = marshal.loads(payload)
        values = dict(zip(_OF_DECK, _unpacked(about, str(path)), strict=True))
        return Deck(path=str(path), cards=tuple(_card(str(path), *card) for card in cards), **values)

    def put(self, path: Path, content: bytes, deck: Deck) -> None:
        """Keep a deck. Nothing is lost where that cannot be done: it is parsed again."""
        try:
            about = _packed(tuple(getattr(deck, name) for name in _OF_DECK), deck.path)
            cards = [_taken_apart(card, deck.path) for card in deck.cards]
        except TypeError:
            return
        payload = marshal.dumps((about, cards))
        file = self._file(path)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = file.with_name(f"{file.name}.{os.getpid()}")
            draft.write_bytes(_head(path, content) + _sum(payload) + payload)
            draft.replace(file)
            self._prune()
        except OSError:
            return

    def _file(self, path: Path) -> Path:
        return self._folder / f"{path.stem[:40]}-{sha256(os.fsencode(path)).hexdigest()[:16]}"

    def _prune(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) > MOST:
            for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)[: len(files) - MOST]:
                file.unlink(missing_ok=True)


class _KeptCard(Card):
    """A card whose texts are still packed; whoever asks for one has all of them unpacked."""

    __slots__ = ("_packed", "_path")
    _packed: bytes
    _path: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Card):
            return NotImplemented
        return all(getattr(self, part.name) == getattr(other, part.name) for part in dataclasses.fields(Card))

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(name)
        if packed := self._packed:
            values = _unpacked(marshal.loads(packed), self._path)
            for later, value in zip(_LATER, values, strict=True):
                object.__setattr__(self, later, value)
            object.__setattr__(self, "_packed", b"")
        return object.__getattribute__(self, name)


def _card(path: str, at_once: tuple[Any, ...], packed: bytes) -> Card:
    card = object.__new__(_KeptCard)
    put = object.__setattr__
    for name, value in zip(_AT_ONCE, at_once, strict=True):
        put(card, name, value)
    put(card, "foreign", False)
    put(card, "_packed", packed)
    put(card, "_path", path)
    return card


def _taken_apart(card: Card, path: str) -> tuple[tuple[Any, ...], bytes]:
    """Raises TypeError where a card holds what cannot be kept."""
    at_once = tuple(getattr(card, name) for name in _AT_ONCE)
    return at_once, marshal.dumps(_packed(tuple(getattr(card, name) for name in _LATER), path))


def _packed(value: Any, path: str) -> Any:
    """Plain values as they are; a list is a record: what it is, and its parts. Raises TypeError for anything else."""
    if isinstance(value, Place) and value.path == path:
        return [value.line, value.column]
    if isinstance(value, Enum):
        return [_name(type(value)), value.value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_name(type(value)), *(_packed(getattr(value, part.name), path) for part in dataclasses.fields(value))]
    if type(value) is tuple:
        return tuple(_packed(item, path) for item in value)
    if type(value) is dict:
        return {_packed(key, path): _packed(item, path) for key, item in value.items()}
    if type(value) in (str, int, float, bool, type(None)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def _unpacked(value: Any, path: str) -> Any:
    kind = type(value)
    if kind is list:
        if type(value[0]) is int:
            return Place(path, *value)
        return _class(value[0])(*(_unpacked(item, path) for item in value[1:]))
    if kind is tuple:
        return tuple([_unpacked(item, path) for item in value])
    if kind is dict:
        return {key: _unpacked(item, path) for key, item in value.items()}
    return value


def _name(kind: type) -> str:
    name = f"{kind.__module__}:{kind.__qualname__}"
    if _class(name) is not kind:
        raise TypeError(f"a {name} cannot be kept")
    return name


@cache
def _class(name: str) -> type:
    module, _, kind = name.partition(":")
    if not module.startswith(("quiz.deck.", "quiz.ask.", "quiz.answer.")):
        raise TypeError(f"a {name} cannot be kept")
    found = getattr(importlib.import_module(module), kind, None)
    if not isinstance(found, type) or not (dataclasses.is_dataclass(found) or issubclass(found, Enum)):
        raise TypeError(f"a {name} cannot be kept")
    return found


def _head(path: Path, content: bytes) -> bytes:
    known = blake2b(_sources() + os.fsencode(path) + b"\0", digest_size=32)
    known.update(content)
    return _HEAD + known.digest()


def _sum(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=16).digest()


@cache
def _sources() -> bytes:
    """By what a deck is read: the files of the quiz and of PyYAML, known by their times, and this Python."""
    known = blake2b(f"{sys.version}\0{marshal.version}".encode(), digest_size=32)
    for name in _files():
        with suppress(OSError):
            state = os.stat(name)  # noqa: PTH116 (a hundred files at every start)
            known.update(f"{name}\0{state.st_mtime_ns}\0{state.st_size}\0".encode("utf-8", "surrogateescape"))
    return known.digest()


def _files() -> Iterator[str]:
    package = Path(__file__).parents[1]
    for room in _READING:
        with os.scandir(package / room) as entries:
            yield from sorted(entry.path for entry in entries if entry.name.endswith(".py"))
    yaml = importlib.util.find_spec("yaml")
    if yaml is not None and yaml.origin:
        yield yaml.origin
