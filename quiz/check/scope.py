"""Which cards to prove: the words of a command line resolved to cards, and the mistakes in their files."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path

from quiz.check.shard import part_of, parts
from quiz.check.survey import Survey
from quiz.deck.model import Card, Deck
from quiz.errors import DeckError, NotFound, Problem
from quiz.library.decks import Library
from quiz.library.find_cards import card_at


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards in the order of their decks, and the problems of files that could not be read as decks.

    `decks` are those named as a whole.
    """

    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    decks: tuple[Deck, ...] = ()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each required deck, the names of the decks that it requires."""
    compared: tuple[Card, ...] = ()
    """The cards, in their order, among others of the same decks or of other shards, which are not proven here."""
    elsewhere: frozenset[str] = frozenset()
    """The ids of the cards of other decks, when a card names one as its sibling."""

    def survey(self) -> Survey:
        present = self.elsewhere.union(card.id for card in self.compared or self.cards)
        return Survey(self.cards, self.decks, self._known(), self.compared or self.cards, present)

    def shard(self, number: int, count: int, times: Mapping[str, float] | None = None) -> Scope:
        """One of `count` parts, counted from 1; each card, deck and file is in exactly one of them.

        With `times`, milliseconds by the ids of cards, the parts take about equally long, and the part of a card
        depends on the others; else it does not. Cards are compared with those of every part, so that each finding is
        reported by exactly one.
        """
        mine = [part == number for part in parts(self.cards, count, times or {})]
        return replace(
            self,
            cards=tuple(compress(self.cards, mine)),
            problems=tuple(one for one in self.problems if part_of(Path(one.path).name, count) == number),
            decks=tuple(deck for deck in self.decks if part_of(deck.name, count) == number),
            others=self._known(),
            compared=self.compared or self.cards,
        )

    def _known(self) -> dict[str, tuple[str, ...]]:
        return {**self.others, **{deck.name: deck.requires for deck in self.decks}}


def scope(library: Library, words: Sequence[str]) -> Scope:
    """The cards meant by paths, deck names, `deck/card` and `path/to/deck.yaml/card`; every deck for no words.

    A file with mistakes does not keep others from being proven. Raises NotFound for a word that means nothing.
    """
    if not words:
        decks, problems = library.all()
        return Scope(_cards(decks), tuple(problems), tuple(decks))
    meant: list[Deck] = []
    cards: list[Card] = []
    faults: set[Problem] = set()
    singles = [word for word in words if _names_card(word)]
    for word in singles:
        try:
            cards.append(card_at(library, word))
        except DeckError as error:
            faults.update(error.problems)
    whole = [word for word in words if word not in singles]
    if whole:
        found, wrong = _decks(library, whole)
        cards += _cards(found)
        meant += found
        faults.update(wrong)
    homes = dict.fromkeys(card.place.path for card in cards)
    compared = [card for path in homes for deck in library.find([path]) for card in deck.cards] if singles else cards
    others, near = _required(library, meant), _siblings(library, cards)
    return Scope(_once(cards), tuple(sorted(faults)), tuple(meant), others, _once(compared), near)


def named(library: Library, card: Card) -> str:
    """How to name this card on a command line: `deck/card`, or with the path of a deck not found by its name."""
    above = Path(card.place.path).resolve().parents
    homes = [home.resolve() for home in (library.own, library.shipped) if home is not None]
    return card.id if any(home in above for home in homes) else shlex.quote(f"{card.place.path}/{card.name}")


def _names_card(word: str) -> bool:
    where, _, name = word.rpartition("/")
    return bool(where and name) and Path(name).suffix not in (".yaml", ".yml") and not Path(word).exists()


def _decks(library: Library, words: Sequence[str]) -> tuple[list[Deck], Sequence[Problem]]:
    """The readable decks among those named, and the problems of the others."""
    try:
        return library.find(words), ()
    except DeckError as error:
        # One file's mistakes fail the whole look-up, so the others are asked for file by file.
        decks = {deck.path: deck for word in words for deck in _readable(library, word)}
        doubtful = {problem.path for problem in error.problems}
        return [deck for path, deck in decks.items() if path not in doubtful], error.problems


def _readable(library: Library, word: str) -> list[Deck]:
    if Path(word).is_dir():
        return library.within(Path(word))
    try:
        return library.find([word])
    except (DeckError, NotFound):
        return []


def _required(library: Library, decks: Sequence[Deck]) -> dict[str, tuple[str, ...]]:
    """The other decks to know of, when a named deck requires one that is not named."""
    here = {deck.name for deck in decks}
    if all(here.issuperset(deck.requires) for deck in decks):
        return {}
    return {deck.name: deck.requires for deck in _all(library, [deck.path for deck in decks])}


def _siblings(library: Library, cards: Sequence[Card]) -> frozenset[str]:
    """The ids of all cards there are, when one of these has a sibling that is not among them."""
    if {card.id for card in cards}.issuperset(name for card in cards for name in card.sibling_ids):
        return frozenset()
    return frozenset(card.id for card in _cards(_all(library, [card.place.path for card in cards])))


def _all(library: Library, paths: Iterable[str]) -> list[Deck]:
    """The decks of the library, and those in the folders of these files."""
    folders: dict[Path, Path] = {}
    for path in map(Path, paths):
        folder = path.resolve().parent
        # Under another spelling of its path a file would be parsed once more.
        folders.setdefault(folder, path.parent if path.parent.resolve() == folder else folder)
    return [*library.all()[0], *(deck for folder in folders.values() for deck in library.within(folder))]


def _once(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple({(card.place.path, card.name): card for card in cards}.values())


def _cards(decks: Iterable[Deck]) -> tuple[Card, ...]:
    return tuple(card for deck in decks for card in deck.cards)
