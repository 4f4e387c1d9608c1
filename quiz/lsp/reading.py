"""Reading an open document as a deck, off the event loop: the cards, and what `quiz check` finds without a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from quiz.app.check_engines import check_engines
from quiz.app.home import Home
from quiz.check.cache import FORM, Cache
from quiz.check.card_prover import CardProver
from quiz.check.finding import Finding
from quiz.check.run_plan import RunPlan
from quiz.check.runner import of_files
from quiz.check.scope import scope
from quiz.deck.model import Card, Deck
from quiz.errors import DeckError, NotFound
from quiz.library.content import content

_OF_A_DECK = re.compile(r"^(?:deck|cards)[ \t]*:", re.MULTILINE)
_OF_A_PATH = re.compile(r"^path[ \t]*:", re.MULTILINE)
_NAMES_SCHEMA = re.compile(r"\A#[^\n]*deck\.schema\.json")


@dataclass(frozen=True, slots=True)
class Read:
    """One version of a document, read. `deck` is None when it cannot be; `found` are the findings on the file and
    between cards, `form` those of each card that need no run, by its content; `keys` are the contents of the cards.
    """

    version: int
    text: str
    deck: Deck | None
    found: tuple[Finding, ...]
    form: dict[str, tuple[Finding, ...]]
    keys: tuple[str, ...]

    @property
    def cards(self) -> Sequence[Card]:
        return self.deck.cards if self.deck is not None else ()


def is_deck(path: Path, text: str, homes: Sequence[Path]) -> bool:
    """Whether a document is a deck: by its keys, by the schema that it names, or by the folder of decks it is in."""
    if path.suffix not in (".yaml", ".yml") or _OF_A_PATH.search(text):
        return False
    keys = _OF_A_DECK.search(text) or _NAMES_SCHEMA.search(text)
    return bool(keys) or any(home in path.resolve().parents for home in homes)


class DeckReader:
    """Reads decks on a thread of its own, which owns the library."""

    def __init__(self, home: Home, plan: RunPlan) -> None:
        self.library = home.library
        self.homes = [folder.resolve() for folder in (home.library.own, home.library.shipped) if folder is not None]
        self.thread = ThreadPoolExecutor(1, "decks")
        self._plan = plan
        self._torch, _ = check_engines(home)  # never started: nothing is run here
        self._form = Cache(None, FORM)

    def read(self, path: Path, text: str, version: int) -> Read:
        """Read a version of a document; what is wrong with it is in the result."""
        self.library.put_unsaved(path, text)
        wanted = scope(self.library, [str(path)])
        found = tuple(one for one in of_files(wanted, self._form, self._plan) if one.path == str(path))
        deck = next((deck for deck in wanted.decks if deck.path == str(path)), None)
        cards = deck.cards if deck is not None else ()
        prover = CardProver(cards, self._torch, self._plan, form=self._form)
        keys = tuple(map(content, cards))
        form = {key: proven.findings for key, proven in zip(keys, prover.prove(cards), strict=True)}
        return Read(version, text, deck, found, form, keys)

    def forget(self, path: Path) -> None:
        """The document is closed: the file counts again."""
        self.library.put_unsaved(path, None)

    def all(self, near: Path) -> list[Deck]:
        """Every deck there is for this document: those of the library, and those beside it."""
        decks, _ = self.library.all()
        paths = {deck.path for deck in decks}
        beside = [deck for deck in self.library.within(near.parent) if deck.path not in paths]
        try:
            mine = self.library.find([str(near)])
        except (DeckError, NotFound):
            mine = []
        return list({deck.path: deck for deck in (*decks, *beside, *mine)}.values())

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)
