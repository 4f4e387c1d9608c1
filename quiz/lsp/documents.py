"""The open decks: each version is read at once; what is known of the cards stays while the text cannot be read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pygls.workspace import PositionCodec

from quiz.check.cache import Cache, CachedProof
from quiz.check.finding import Finding
from quiz.check.summary import Proven
from quiz.deck.model import Card
from quiz.library.content import content
from quiz.lsp.lines import TextLines
from quiz.lsp.outline import CardLines, Outline
from quiz.lsp.reading import DeckReader, Read


@dataclass(frozen=True)
class Version:
    """One version of a document: its lines and their outline, which need no YAML."""

    number: int
    text: str
    codec: PositionCodec

    @cached_property
    def lines(self) -> TextLines:
        return TextLines(self.text, self.codec)

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.lines.rows)

    def block(self, card: CardLines) -> str:
        """The lines of a card."""
        return "\n".join(self.lines.rows[card.first : card.end])


@dataclass
class OpenDeck:
    """An open deck: `now` is its newest version, `read` the newest that was read, `good` the newest that is a deck."""

    uri: str
    path: Path
    now: Version
    read: Read | None = None
    good: tuple[Read, Version] | None = None
    at_rest: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while the newest version has been read."""

    @property
    def current(self) -> Read | None:
        """What was read of the newest version; None before."""
        return self.read if self.read is not None and self.read.version == self.now.number else None

    def shown(self) -> Iterator[tuple[Card, int]]:
        """The cards that are as they were when the deck could be read last, and by how many lines they have moved."""
        if self.good is None:
            return
        read, version = self.good
        if version is self.now:
            yield from ((card, 0) for card in read.cards)
            return
        above, below = _alike(version.lines.rows, self.now.lines.rows)
        moved = len(self.now.lines.rows) - len(version.lines.rows)
        ends = [card.place.line - 1 for card in read.cards[1:]] + [len(version.lines.rows)]
        between = []
        for card, end in zip(read.cards, ends, strict=True):
            if end <= above:
                yield card, 0
            elif card.place.line - 1 >= len(version.lines.rows) - below:
                yield card, moved
            else:
                between.append(card)
        if len(between) > 1:  # else it is the one that is being written
            yield from self._unchanged(between, version)

    def _unchanged(self, cards: Sequence[Card], version: Version) -> Iterator[tuple[Card, int]]:
        """Those of these cards of an earlier version whose lines are still there, and by how many they have moved."""
        before = {card.first: card for card in version.outline.cards}
        now = {card.name: card for card in self.now.outline.cards}
        for card in cards:
            was, there = before.get(card.place.line - 1), now.get(card.name)
            if was is not None and there is not None and version.block(was) == self.now.block(there):
                yield card, there.first - was.first

    def card_at(self, line: int) -> tuple[Card | None, int]:
        """The card of a line, counted from 0, and by how many lines it has moved; an earlier form of it if it cannot be
        read now; None when there is none.
        """
        lines = self.now.outline.of_card(line)
        if lines is None or self.good is None:
            return None, 0
        for card, moved in self.shown():
            if card.place.line - 1 + moved == lines.first:
                return card, moved
        known = next((card for card in self.good[0].cards if card.name == lines.name), None)
        return known, 0 if known is None else lines.first + 1 - known.place.line


def _alike(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginnings, and how many of the others at their ends."""
    most = min(len(one), len(other))
    above = next((at for at in range(most) if one[at] != other[at]), most)
    below = next((at for at in range(most - above) if one[-1 - at] != other[-1 - at]), most - above)
    return above, below


class OpenDecks:
    """All open decks. `changed` is called with each whose newest version has been read."""

    def __init__(self, reader: DeckReader, changed: Callable[[OpenDeck], None]) -> None:
        self._reader, self._changed = reader, changed
        self._decks: dict[str, OpenDeck] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._known = Cache(None, ())

    def __iter__(self) -> Iterator[OpenDeck]:
        return iter(tuple(self._decks.values()))

    def get(self, uri: str) -> OpenDeck | None:
        return self._decks.get(uri)

    def put(self, uri: str, path: Path, now: Version) -> OpenDeck:
        """A document was opened, or has a new version, which is read now."""
        deck = self._decks.get(uri)
        if deck is None:
            deck = self._decks[uri] = OpenDeck(uri, path, now)
            self._follow(deck)
        else:
            deck.now = now
            if deck.at_rest.is_set():
                self._follow(deck)
        return deck

    def read_again(self) -> None:
        """Read every deck again, since one that others may name has changed."""
        for deck in self._decks.values():
            deck.read = None
            if deck.at_rest.is_set():
                self._follow(deck)

    def close(self, uri: str) -> None:
        deck = self._decks.pop(uri, None)
        if deck is not None:
            self._reader.thread.submit(self._reader.forget, deck.path)

    def learn(self, proven: Proven) -> None:
        """Keep what was found out of a card, for as long as it says the same."""
        self._known.put(proven.card, CachedProof(proven.questions, proven.skipped, proven.findings, proven.unsealed))

    def is_known(self, card: Card) -> bool:
        return self._known.get(card) is not None

    def findings(self, deck: OpenDeck) -> list[Finding]:
        """All that is known to be wrong in the newest version, which was read."""
        read = deck.current
        found = list(read.found) if read is not None else []
        for card, moved in deck.shown():
            found += (replace(one, line=one.line + moved) for one in self._of_card(card, deck))
        return found

    def _of_card(self, card: Card, deck: OpenDeck) -> tuple[Finding, ...]:
        known = self._known.get(card)
        if known is not None:
            return known.findings
        return deck.good[0].form.get(content(card), ()) if deck.good is not None else ()

    def _follow(self, deck: OpenDeck) -> None:
        deck.at_rest.clear()
        task = asyncio.get_running_loop().create_task(self._read(deck))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, deck: OpenDeck) -> None:
        """Read the newest version until there is no newer one; one that has become old meanwhile is dropped."""
        loop = asyncio.get_running_loop()
        try:
            while deck.current is None and self._decks.get(deck.uri) is deck:
                now = deck.now
                read = await loop.run_in_executor(
                    self._reader.thread, self._reader.read, deck.path, now.text, now.number
                )
                if deck.now is now:
                    deck.read = read
                    if read.deck is not None:
                        deck.good = read, now
                    self._changed(deck)
        finally:
            deck.at_rest.set()
