"""Which decks there are and their order; which of two decks with the same name counts.

A deck named by its path comes before the learner's own deck of that name, and that before the one that ships with
the quiz: the first shadows the others (`Deck.shadows`). Two of equal rank are refused. The cards of a deck that is
neither in the learner's folder nor shipped are foreign, until the learner trusts its exact content.
"""

from __future__ import annotations

import dataclasses
import heapq
import os
import re
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.deck.files import Stamp, read
from quiz.deck.model import Card, Deck
from quiz.errors import DeckError, NotFound, Problem
from quiz.text.suggest import did_you_mean

if TYPE_CHECKING:
    from quiz.library.cache import Kept
    from quiz.library.learning_path import Trail

_SUFFIXES = (".yaml", ".yml")
_DECK_LINE = re.compile(rb"""^deck:[ \t]+["']?([a-z0-9-]+)""", re.MULTILINE)
_ANY_KEY = re.compile(rb"^[A-Za-z_][\w-]*:", re.MULTILINE)
_OF_A_DECK = re.compile(rb"^(?:deck|cards)[ \t]*:", re.MULTILINE)
_OF_A_PATH = re.compile(rb"^path[ \t]*:", re.MULTILINE)
_HEAD_BYTES = 65536
_DEEPEST = 8
"""How many folders deep the learner's own decks may be: a deck may lie in a clone of a course."""
_NO_STAMP = Stamp(0, 0, 0, 0)


def shipped_folder() -> Path:
    """Where the shipped decks are: in the installed package, or in the checkout that it runs from."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent / "decks"


def in_learning_order(decks: Iterable[Deck]) -> list[Deck]:
    """Decks so that each comes after those it requires, otherwise by `order` (those without one last), then by name.

    A required deck that is not among them is ignored; a circle is broken at its first deck by order and name.
    """

    def rank(deck: Deck) -> tuple[bool, int, str]:
        return (deck.order == 0, deck.order, deck.name)

    waiting = {deck.name: deck for deck in decks}
    needs = {name: {need for need in deck.requires if need in waiting} for name, deck in waiting.items()}
    followers: dict[str, list[str]] = {}
    for name, mine in needs.items():
        for need in mine:
            followers.setdefault(need, []).append(name)
    ready = [(rank(deck), name) for name, deck in waiting.items() if not needs[name]]
    heapq.heapify(ready)
    ordered = []
    while waiting:
        name = heapq.heappop(ready)[1] if ready else min(waiting, key=lambda name: rank(waiting[name]))
        ordered.append(waiting.pop(name))
        for other in followers.get(name, ()):
            needs[other].discard(name)
            if other in waiting and not needs[other]:
                heapq.heappush(ready, (rank(waiting[other]), other))
    return ordered


class _LoadedFile(NamedTuple):
    """A deck as read from a file; `sha256` is that of the file's content."""

    stamp: Stamp
    deck: Deck
    sha256: str


class Library:
    """The decks in the shipped folder, in the learner's own, and at any path given.

    A file is read again only when it has changed; a Library may be kept. It is not shared between threads. `trusted`
    are the sha256 (hex digits) of contents that may run though they are foreign. `kept` is the cache of parsed
    decks.
    """

    def __init__(
        self,
        own: Path | None = None,
        shipped: Path | None = None,
        trusted: Container[str] = frozenset(),
        kept: Kept | None = None,
    ) -> None:
        self.own = own
        self.shipped = shipped_folder() if shipped is None else shipped
        self._trusted = trusted
        self._kept = kept
        self._loaded: dict[Path, _LoadedFile] = {}
        self._followed: dict[Path, Path] = {}
        self._unsaved: dict[Path, str] = {}
        self._unreadable: dict[Path, tuple[Stamp, DeckError]] = {}

    def put_unsaved(self, path: Path, text: str | None) -> None:
        """Read this text instead of the file, which an editor holds open; the file again for None."""
        real = self._real(path)
        self._loaded.pop(real, None)
        self._unreadable.pop(real, None)
        if text is None:
            self._unsaved.pop(real, None)
        else:
            self._unsaved[real] = text

    def all(self, *, own: bool = True) -> tuple[list[Deck], list[Problem]]:
        """The shipped decks, with `own` also the learner's, in learning order; and what is wrong with any of them.

        A deck file with a mistake hides no other deck, and shadows none.
        """
        self._followed.clear()
        problems: list[Problem] = []
        ranks = [self._read(self._files(folder), problems) for folder in self._folders(own)]
        decks = _by_rank(ranks, problems)
        return in_learning_order(self._shadowing(deck) for deck in decks), sorted(problems)

    def trails(self) -> list[Trail]:
        """The learning paths through the shipped decks."""
        from quiz.library.learning_path import trails

        return trails(self.shipped, self._kept)

    def signs(self) -> tuple[object, ...]:
        """A value that changes whenever a deck file of the two folders does; no file is read for it."""
        found: list[object] = []
        for folder in self._folders(own=True):
            for path in self._files(folder):
                with suppress(OSError):
                    found.append((str(path), Stamp.of(path)))
        return tuple(found)

    def within(self, folder: Path) -> list[Deck]:
        """The readable decks of any folder, whether or not others can be read."""
        self._followed.clear()
        return in_learning_order(_by_rank([self._read(_files(folder), [])], []))

    def find(self, words: Sequence[str | Path]) -> list[Deck]:
        """The decks meant by names, by paths of files and by paths of folders, in learning order.

        Raises NotFound for a word that means none; DeckError, with the problems of all files, when there are any or
        two of equal rank have the same name.
        """
        self._followed.clear()
        given: list[Path] = []
        named: list[Path] = []
        for word in words:
            files = [] if _is_path(word) else self._named(str(word))
            named += files
            if not files:
                given += self._at(word)
        problems: list[Problem] = []
        decks = _by_rank([self._read(given, problems), self._read(named, problems)], problems)
        if problems:
            raise DeckError(problems)
        return in_learning_order(self._shadowing(deck) for deck in decks)

    def find_card(self, card_id: str, decks: Iterable[Deck] | None = None) -> Card:
        """The card "deck/name", among `decks` where they are given. Raises NotFound, and what `find` raises."""
        deck_name, slash, name = card_id.partition("/")
        if not slash:
            raise NotFound(f"{card_id!r} names no card", fix="Write deck/card, such as gather/gather-rule.")
        if decks is None:
            decks = self.find([deck_name])
        known = {deck.name: deck for deck in decks}
        if deck_name not in known:
            raise _no_deck(deck_name, known)
        cards = {card.name: card for card in known[deck_name].cards}
        if name not in cards:
            fix = did_you_mean(name, cards, f"`quiz browse deck:{deck_name}` lists its cards.")
            raise NotFound(f"the deck {deck_name} has no card {name!r}", fix=fix)
        return cards[name]

    def _folders(self, own: bool) -> list[Path]:
        """The folders by rank."""
        return [self.own, self.shipped] if own and self.own is not None else [self.shipped]

    def _files(self, folder: Path) -> list[Path]:
        """The deck files of one of the two folders; for the learner's own also those in its subfolders."""
        return _files_within(folder, _DEEPEST) if folder == self.own else _files(folder)

    def _named(self, name: str) -> list[Path]:
        """The files of the deck of that name in the first folder that has it; only the head of each file is read."""
        for folder in self._folders(own=True):
            found = [path for path in self._files(folder) if self._name_in(path) == name]
            if found:
                return found
        return []

    def _at(self, word: str | Path) -> list[Path]:
        """The deck files that a path means. Raises NotFound when there are none."""
        path = Path(word)
        try:
            folder, there = word != "" and path.is_dir(), word != "" and path.exists()
        except (OSError, ValueError):
            folder = there = False
        if folder:
            files = self._files(path)
            if not files:
                raise NotFound(
                    f"there is no deck in the folder {path}", fix="A deck is a file that ends in .yaml or .yml."
                )
            return files
        if there or (self._unsaved and self._real(path) in self._unsaved):
            return [path]
        if _is_path(word):
            near = did_you_mean(path.name, (file.name for file in _files(path.parent)), "Check the path.")
            raise NotFound(f"there is no file {path}", fix=near)
        files = [file for folder in self._folders(own=True) for file in self._files(folder)]
        raise _no_deck(str(word), map(self._name_in, files))

    def _shadowing(self, deck: Deck) -> Deck:
        """The deck, with the path of the one that it shadows: one of its name in a folder of lower rank."""
        real = self._real(Path(deck.path))
        folders = self._folders(own=True)
        homes = [self._follow(folder) for folder in folders]
        rank = next((rank for rank, home in enumerate(homes) if home in real.parents), -1)
        for path in (path for folder in folders[rank + 1 :] for path in self._files(folder)):
            if self._name_in(path) == deck.name and self._real(path) != real:
                return dataclasses.replace(deck, shadows=str(path))
        return deck

    def _read(self, paths: Iterable[Path], problems: list[Problem]) -> list[Deck]:
        """Load files, each once; what is wrong with any of them is added to `problems`."""
        decks: dict[Path, Deck] = {}
        for path in paths:
            real = self._real(path)
            if real in decks:
                continue
            try:
                decks[real] = self._load(path, real)
            except DeckError as error:
                problems += (problem for problem in error.problems if problem not in problems)
            except NotFound as error:
                problems.append(Problem(str(path), 0, 0, error.what, error.fix))
        return list(decks.values())

    def _load(self, path: Path, real: Path) -> Deck:
        loaded = self._entry(path, real)
        # Asked each time: trust may have been given, or taken back, since the file was read.
        if self._at_home(path, real) or loaded.sha256 in self._trusted:
            return loaded.deck
        from quiz.library.cache import as_foreign

        cards = tuple(map(as_foreign, loaded.deck.cards))
        return dataclasses.replace(loaded.deck, cards=cards)

    def _entry(self, path: Path, real: Path) -> _LoadedFile:
        """Raises DeckError, NotFound."""
        try:
            stamp = _NO_STAMP if real in self._unsaved else Stamp.of(path)
        except (OSError, ValueError):
            return self._parsed(path, _NO_STAMP)  # reading says why
        loaded = self._loaded.get(real)
        if loaded is not None and loaded.stamp == stamp and loaded.deck.path == str(path):
            return loaded
        failed, error = self._unreadable.get(real, (None, None))
        if error is not None and failed == stamp and error.problems[0].path == str(path):
            raise error
        kept = self._kept.get(path, stamp) if self._kept is not None and real not in self._unsaved else None
        try:
            loaded = _LoadedFile(stamp, *kept) if kept is not None else self._parsed(path, stamp)
        except DeckError as error:
            self._unreadable[real] = stamp, error
            raise
        self._loaded[real] = loaded
        return loaded

    def _parsed(self, path: Path, stamp: Stamp) -> _LoadedFile:
        """Raises DeckError, NotFound."""
        from hashlib import sha256

        from quiz.deck import yaml_nodes
        from quiz.library.load import load

        unsaved = self._unsaved.get(self._real(path)) if self._unsaved else None
        if unsaved is not None:
            content = unsaved.encode("utf-8", "surrogatepass")
            return _LoadedFile(stamp, load(path, unsaved), sha256(content).hexdigest())
        content = read(path)
        loaded = _LoadedFile(stamp, load(path, yaml_nodes.decode(content, str(path))), sha256(content).hexdigest())
        if self._kept is not None:
            self._kept.put(path, stamp, loaded.sha256, loaded.deck)
        return loaded

    def _at_home(self, path: Path, real: Path) -> bool:
        """Whether a file is shipped or the learner's own, directly or as a link."""
        homes = [self._follow(home) for home in (self.own, self.shipped) if home is not None]
        places = (real.parent, self._follow(path.parent))
        return any(place == home or home in place.parents for place in places for home in homes)

    def _name_in(self, path: Path) -> str:
        """The name that a deck file gives itself: from the deck if it was read, else from the head of the file."""
        loaded = self._loaded.get(self._real(path))
        with suppress(OSError):
            if loaded is not None and loaded.stamp in (_NO_STAMP, Stamp.of(path)):
                return loaded.deck.name
        return _name_in(path)

    def _real(self, path: Path) -> Path:
        """The file that a link leads to."""
        return path.resolve() if path.is_symlink() else self._follow(path.parent) / path.name

    def _follow(self, folder: Path) -> Path:
        """The folder that a link leads to, looked up once per look at the decks."""
        if folder not in self._followed:
            self._followed[folder] = folder.resolve()
        return self._followed[folder]


def _by_rank(ranks: Sequence[Sequence[Deck]], problems: list[Problem]) -> list[Deck]:
    """One deck of each name, from the first rank that has it; two of one rank are a problem, and neither is taken."""
    chosen: dict[str, Deck] = {}
    for decks in ranks:
        here: dict[str, list[Deck]] = {}
        for deck in decks:
            if deck.name not in chosen:
                here.setdefault(deck.name, []).append(deck)
        for name, alike in here.items():
            if len(alike) == 1:
                chosen[name] = alike[0]
                continue
            first, *others = sorted(deck.path for deck in alike)
            fix = "Rename one of the two, or name the file that you mean by its path."
            problems += (Problem(path, 0, 0, f"the deck {name} is also in {first}", fix) for path in others)
    return list(chosen.values())


def _files(folder: Path) -> list[Path]:
    """The deck files of a folder; [] when it cannot be listed. Hidden files (of editors) are ignored."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if _is_deck(entry))
    except (OSError, ValueError):
        return []
    return [folder / name for name in names]


def _files_within(folder: Path, deepest: int) -> list[Path]:
    """The deck files of a folder, and in its subfolders the files that look like decks; links are not followed.

    A clone of a course contains other YAML too, and hidden folders.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False), _is_deck(entry)) for entry in entries)
    except (OSError, ValueError):
        return []
    files = [folder / name for name, _, is_deck in found if is_deck]
    for name, is_folder, _ in found:
        if is_folder and name[0] != "." and deepest:
            files += [path for path in _files_within(folder / name, deepest - 1) if not _is_other_yaml(path)]
    return files


def _is_deck(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(_SUFFIXES) and entry.name[0] != "." and entry.is_file()


def _is_other_yaml(path: Path) -> bool:
    """Whether a file has keys, and not those of a deck: a learning path, or the settings of another program."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False  # reading it says why
    return bool(_ANY_KEY.search(head)) and not (_OF_A_DECK.search(head) and not _OF_A_PATH.search(head))


def _is_path(word: str | Path) -> bool:
    if isinstance(word, Path):
        return True
    return os.sep in word or "/" in word or word.endswith(_SUFFIXES) or word in (".", "..") or "\0" in word


def _name_in(path: Path) -> str:
    """The name that a deck file gives itself, read from its first bytes only; the file's name when it gives none."""
    try:
        with path.open("rb") as file:
            found = _DECK_LINE.search(file.read(_HEAD_BYTES))
    except OSError:
        found = None
    return found[1].decode() if found else path.stem


def _no_deck(name: str, known: Iterable[str]) -> NotFound:
    return NotFound(
        f"there is no deck {name!r}", fix=did_you_mean(name, known, "`quiz decks` lists the decks there are.")
    )
