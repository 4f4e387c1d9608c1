"""What the features of the server stand on: the open decks, their proofs, and torch's answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pygls.workspace import PositionCodec

from quiz.app.home import Home
from quiz.check.draw_set import DrawSet
from quiz.check.finding import Finding
from quiz.check.prove.torch_names import Vocabulary, vocabulary_talk
from quiz.check.run_plan import RunPlan
from quiz.check.runner import untrusted
from quiz.check.summary import Proven
from quiz.deck.model import Card, Deck
from quiz.errors import EngineError
from quiz.library.content import content
from quiz.lsp.answers import Answers, answers
from quiz.lsp.documents import OpenDeck, OpenDecks, Version
from quiz.lsp.reading import DeckReader, is_deck
from quiz.lsp.references import deck_name
from quiz.lsp.torch_thread import TorchThread

REST_S = 0.25
"""How long nobody types before cards are proven: half a line of code need not be."""
MOST_ANSWERS = 2000
"""Answers of torch that are kept; beyond that, the oldest are asked for again."""
Found = TypeVar("Found")


class Workbench:
    """Lives on the event loop. `publish` is called with a deck whose findings have changed, `warn` with a sentence.

    `codec` counts columns as the client does; with `edits_by_version` it takes edits that name the version they are of.
    """

    def __init__(
        self,
        home: Home,
        codec: PositionCodec,
        edits_by_version: bool,
        publish: Callable[[OpenDeck], None],
        warn: Callable[[str], None],
    ) -> None:
        self.codec, self.edits_by_version = codec, edits_by_version
        self._loop = asyncio.get_running_loop()
        self._plan = RunPlan(DrawSet(), folder=home.places.cache)
        self._publish, self._warn = publish, warn
        self._reader = DeckReader(home, self._plan)
        self.decks = OpenDecks(self._reader, self._has_read)
        self._torch = TorchThread(home, self._plan, self._loop, self._has_proven, self._has_refused, self._has_failed)
        self._untrusted: dict[str, list[Finding]] = {}
        self._answers: dict[str, asyncio.Task[Answers]] = {}
        self._words: asyncio.Task[Vocabulary | None] | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._seen: set[str] = set()
        self._failure = ""

    def put(self, uri: str, path: Path, number: int, text: str) -> OpenDeck | None:
        """A document was opened, or has a new version; None for one that is no deck."""
        if self.decks.get(uri) is None and not is_deck(path, text, self._reader.homes):
            return None
        if self.decks.get(uri) is None:
            self._torch.load()
        else:
            self._torch.pause()  # whoever types needs the processors; the rest is proven when nobody does
        return self.decks.put(uri, path, Version(number, text, self.codec))

    def findings(self, deck: OpenDeck) -> list[Finding]:
        """All that is known to be wrong with a deck."""
        return [*self._untrusted.get(str(deck.path), ()), *self.decks.findings(deck)]

    async def settled(self, uri: str) -> OpenDeck | None:
        """An open deck whose newest version has been read; None for what is no deck."""
        deck = self.decks.get(uri)
        if deck is not None:
            await deck.at_rest.wait()
        return deck

    async def answers(self, card: Card) -> Answers:
        """What torch gives for a card. Raises Broken, EngineError."""
        key = content(card)
        task = self._answers.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._answers[key] = self._loop.create_task(
                self._torch.ask(card, lambda permit: answers(card, permit))
            )
            while len(self._answers) > MOST_ANSWERS:
                self._answers.pop(next(iter(self._answers)))
        return await asyncio.shield(task)

    async def words(self) -> Vocabulary | None:
        """The names in this torch; None when they cannot be found out. Raises EngineError."""
        if self._words is None or (self._words.done() and self._words.exception() is not None):
            talk = lambda hello: vocabulary_talk(hello, self._plan.folder)  # noqa: E731
            self._words = self._loop.create_task(self._torch.run(talk))
        return await asyncio.shield(self._words)

    async def texts(self, near: Path) -> list[tuple[Version, str, str]]:
        """The text, the address and the name of every deck that a document may name; that of an open one as it is."""
        found = [(deck.now, deck.uri, own.name) for deck in self.decks if (own := deck_name(deck.now)) is not None]
        opened = {str(deck.path) for deck in self.decks}
        for deck in await self.all_decks(near):
            path = Path(deck.path).absolute()
            if deck.path not in opened:
                with suppress(OSError, UnicodeDecodeError):  # gone since it was looked up
                    found.append((Version(0, path.read_text("utf-8"), self.codec), path.as_uri(), deck.name))
        return found

    def saved_ids(self, uri: str) -> frozenset[str] | None:
        """The ids of the cards in the file of an open deck; None when it is not open, or in no file."""
        deck = self.decks.get(uri)
        try:
            saved = Version(0, deck.path.read_text("utf-8"), self.codec) if deck is not None else None
        except (OSError, UnicodeDecodeError):
            return frozenset()
        return None if saved is None else frozenset(card.name for card in saved.outline.cards)

    async def all_decks(self, near: Path) -> list[Deck]:
        """Every deck that a document may name."""
        return await self.off_loop(lambda: self._reader.all(near))

    async def off_loop(self, work: Callable[[], Found]) -> Found:
        """The result of some work with decks, done on the thread that owns them."""
        return await self._loop.run_in_executor(self._reader.thread, work)

    def close(self) -> None:
        """End the threads and the engines."""
        self._torch.close()
        self._reader.close()

    def _has_read(self, deck: OpenDeck) -> None:
        self._publish(deck)
        if self._resting is not None:
            self._resting.cancel()
        self._resting = self._loop.call_later(REST_S, self._prove, deck)

    def _prove(self, newest: OpenDeck) -> None:
        """Prove what is not known: the cards that have changed first, then the others of that deck, then all others."""
        decks = [newest, *(deck for deck in self.decks if deck is not newest)]
        cards = {content(card): card for deck in decks for card, _ in deck.shown() if not self.decks.is_known(card)}
        changed = [card for key, card in cards.items() if key not in self._seen]
        others = [card for key, card in cards.items() if key in self._seen]
        self._seen |= cards.keys()
        if cards:
            self._torch.prove([*changed, *others])

    def _has_proven(self, proven: Proven) -> None:
        self.decks.learn(proven)
        self._publish_all(proven.card.place.path)

    def _has_refused(self, cards: Sequence[Card]) -> None:
        for finding in untrusted(cards):
            self._untrusted[finding.path] = [finding]
            self._publish_all(finding.path)

    def _has_failed(self, error: EngineError) -> None:
        if str(error) != self._failure:  # once, and not at each key
            self._failure = str(error)
            self._warn(f"quiz: {error}")

    def _publish_all(self, path: str) -> None:
        for deck in self.decks:
            if str(deck.path) == path and deck.current is not None:
                self._publish(deck)
