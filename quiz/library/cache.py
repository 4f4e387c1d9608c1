"""Cache of parsed decks in the cache folder: reading YAML takes longer than all else at the start.

The key of a deck is its path, the stamp of its file, and the sources that read it. A cache file in any other form is
ignored. Only plain values are kept, and no code is loaded from them: a record names a dataclass of
`quiz/deck/model.py` or of `quiz/ask/`. A card's texts are unpacked when they are first asked for.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import marshal
import os
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from quiz.deck.files import Stamp
from quiz.deck.model import Card, Deck, Place
from quiz.library.content import content
from quiz.settings.atomic import write_file

FOLDER = "decks"
MOST = 200
"""The most files kept; beyond that, those not written for longest are deleted."""
SETTLED_NS = 2_000_000_000
"""A file changed within this time could change again without a new stamp: it is not cached yet."""
_HEAD = b"quiz deck 3\n"
_READING = ("answer", "ask", "deck", "library")
_AT_ONCE = ("deck", "name", "ask", "digest", "siblings", "was")
_LATER = tuple(part.name for part in dataclasses.fields(Card) if part.name not in (*_AT_ONCE, "foreign", "place"))
_OF_DECK = tuple(part.name for part in dataclasses.fields(Deck) if part.name not in ("path", "cards"))


class Kept:
    """The cache in `folder`, which is made when the first deck is put there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def get(self, path: Path, stamp: Stamp) -> tuple[Deck, str] | None:
        """The deck in this file under this stamp, and the sha256 of its content; None when it is not cached."""
        found = self.values(path, stamp)
        if found is None:
            return None
        sha256, about, cards = found
        values = dict(zip(_OF_DECK, _unpacked(about, str(path)), strict=True))
        return Deck(path=str(path), cards=tuple([_card(str(path), *card) for card in cards]), **values), sha256

    def put(self, path: Path, stamp: Stamp, sha256: str, deck: Deck) -> None:
        """Cache a deck that was read after the stamp was taken. A failure to write is ignored."""
        with suppress(TypeError):
            self.put_values(path, stamp, plain_values(sha256, deck))

    def values(self, path: Path, stamp: Stamp) -> tuple[Any, ...] | None:
        """The plain values cached for this file under this stamp, or built into the package; None without any."""
        try:
            kept = self._file(path).read_bytes()
        except (OSError, ValueError):
            kept = b""
        head = _head(path, stamp)
        payload = memoryview(kept)[len(head) + 4 :]
        if kept.startswith(head) and kept[len(head) : len(head) + 4] == _sum(payload):
            found: tuple[Any, ...] = marshal.loads(payload)
            return found
        from quiz.library.parsed import parsed  # which only the first start needs

        built = parsed(path)
        if built is not None:
            self.put_values(path, stamp, built)
        return built

    def put_values(self, path: Path, stamp: Stamp, values: tuple[Any, ...]) -> None:
        """Cache plain values that were read after the stamp was taken. A failure to write is ignored."""
        if time.time_ns() - stamp.changed_ns < SETTLED_NS:
            return
        payload = marshal.dumps(values)
        file = self._file(path)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(file, _head(path, stamp) + _sum(payload) + payload)
            self._prune()
        except OSError:
            return

    def _file(self, path: Path) -> Path:
        """The cache file of a path. Two paths may share one, which is rare; then the last deck put there counts."""
        return self._folder / f"{path.stem[:40]}-{zlib.crc32(os.fsencode(path)):08x}"

    def _prune(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) > MOST:
            for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)[: len(files) - MOST]:
                file.unlink(missing_ok=True)


def plain_values(sha256: str, deck: Deck) -> tuple[str, object, list[object]]:
    """A deck as plain values, whose places do not name its path. Raises TypeError when one cannot be kept."""
    about = _packed(tuple(getattr(deck, name) for name in _OF_DECK), deck.path)
    return sha256, about, [_taken_apart(card, deck.path) for card in deck.cards]


class _KeptCard(Card):
    """A card whose texts are still packed; reading any of them unpacks all. `known_content` is what `content` gives."""

    __slots__ = ("_packed", "_path", "_position", "known_content")
    _packed: bytes
    _path: str
    _position: tuple[int, int]
    known_content: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Card):
            return NotImplemented
        return all(getattr(self, part.name) == getattr(other, part.name) for part in dataclasses.fields(Card))

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        if name == "place":
            object.__setattr__(self, name, Place(self._path, *self._position))
            return object.__getattribute__(self, name)
        if name not in _LATER:
            raise AttributeError(name)
        if packed := self._packed:
            values = _unpacked(marshal.loads(packed), self._path)
            for later, value in zip(_LATER, values, strict=True):
                object.__setattr__(self, later, value)
            object.__setattr__(self, "_packed", b"")
        return object.__getattribute__(self, name)


# A frozen dataclass can only be filled this way; this runs a thousand times at every start.
_SLOTS = (*_AT_ONCE, "known_content", "_position", "foreign", "_packed", "_path")
_PUT = tuple(getattr(_KeptCard, name).__set__ for name in _SLOTS)


def _card(path: str, at_once: tuple[Any, ...], packed: bytes) -> Card:
    card = object.__new__(_KeptCard)
    for put, value in zip(_PUT, (*at_once, False, packed, path), strict=True):
        put(card, value)
    return card


def as_foreign(card: Card) -> Card:
    """The card, marked as foreign. The texts of a cached card stay packed: most of them are never asked for."""
    packed = getattr(card, "_packed", b"")
    if not packed or not isinstance(card, _KeptCard):
        return dataclasses.replace(card, foreign=True)
    made = object.__new__(_KeptCard)
    for name, put in zip(_SLOTS, _PUT, strict=True):
        put(made, True if name == "foreign" else getattr(card, name))
    return made


def _taken_apart(card: Card, path: str) -> tuple[tuple[Any, ...], bytes]:
    """The parts of a card as plain values. Raises TypeError when it contains something that cannot be kept."""
    at_once = tuple(getattr(card, name) for name in _AT_ONCE)
    at_once += (content(card), (card.place.line, card.place.column))
    return at_once, marshal.dumps(_packed(tuple(getattr(card, name) for name in _LATER), path))


def _packed(value: Any, path: str) -> Any:
    """Plain values as they are; a dataclass as a list: its name, its fields. Raises TypeError for anything else."""
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


def _head(path: Path, stamp: Stamp) -> bytes:
    """What must be equal for a cached deck to be used, compared in full: a hash would have to be computed."""
    return _HEAD + marshal.dumps((os.fsencode(path), tuple(stamp), _sources()))


def _sum(payload: bytes | memoryview) -> bytes:
    return zlib.crc32(payload).to_bytes(4)


@cache
def _sources() -> bytes:
    """What reads a deck: the files of the quiz and of PyYAML with their times, and this Python."""
    known: list[tuple[str, int, int]] = [(sys.version, marshal.version, 0)]
    for name in _files():
        with suppress(OSError):
            state = os.stat(name)  # noqa: PTH116 (a hundred files at every start)
            known.append((name, state.st_mtime_ns, state.st_size))
    return marshal.dumps(known)


def _files() -> Iterator[str]:
    folders = [str(Path(__file__).parents[1] / room) for room in _READING]
    for folder in folders:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.path)
        yield from (entry.path for entry in entries if entry.name.endswith(".py"))
        folders += [entry.path for entry in entries if entry.is_dir() and entry.name != "__pycache__"]
    yaml = importlib.util.find_spec("yaml")
    if yaml is not None and yaml.origin:
        yield yaml.origin
