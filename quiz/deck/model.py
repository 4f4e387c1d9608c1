"""The data model of a deck: Deck, Card, Misconception, Place. Nothing here runs code or is the truth of a card."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
DEFAULT_BUDGET_S = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a deck file; lines and columns count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Misconception:
    """A belief, and the code whose outcome it predicts, or the exception class that it predicts.

    With `code`, `raises` is "maybe" if that code may raise what the belief predicts, else "". `holds` is "sometimes" if
    the belief is true on some draws, else "".
    """

    belief: str
    code: str
    raises: str
    place: Place
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card, with the defaults of its deck applied.

    `body` has the fields of its kind (see `quiz/ask/`). `draw` is in the order of the file; a later expression may
    use an earlier name. `torch` is a release specifier such as ">=2.6,<2.15". `budget` is in seconds. `digest`
    changes when what is asked, judged or explained changes, and only then (see `quiz/library/digest.py`). `ignore`
    maps the rules of `quiz check` that are not to be applied to the reason why, "" when none is given. `places` says
    where each field that the file gives begins; line n of a block after `|` is n - 1 lines below. `siblings` go both
    ways within a deck.
    """

    deck: str
    name: str
    ask: str
    prompt: str
    body: Any
    place: Place
    places: dict[str, Place]
    digest: str
    setup: str = ""
    draw: tuple[tuple[str, str], ...] = ()
    require: str = ""
    hints: tuple[str, ...] = ()
    explain: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    devices: tuple[str, ...] = ("cpu",)
    torch: str = ""
    siblings: tuple[str, ...] = ()
    """Names of cards of the same deck, and `deck/name` of cards of others."""
    covers: tuple[str, ...] = ()
    was: str = ""
    ignore: dict[str, str] = field(default_factory=dict)
    budget: float = DEFAULT_BUDGET_S
    foreign: bool = False
    """Whether its deck is neither shipped nor the learner's own nor trusted, so that it may run only when confined. Set
    by the library.
    """

    @property
    def id(self) -> str:
        """The card's permanent name: `deck/name`."""
        return f"{self.deck}/{self.name}"

    @property
    def sibling_ids(self) -> frozenset[str]:
        """The permanent names of its siblings; of those of other decks some may not be there."""
        return frozenset(name if "/" in name else f"{self.deck}/{name}" for name in self.siblings)


@dataclass(frozen=True, slots=True)
class Deck:
    name: str
    title: str
    about: str
    path: str
    cards: tuple[Card, ...]
    requires: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    order: int = 0
    """Its place in the learning order among the shipped decks; 0 when the file does not say."""
    shadows: str = ""
    """The path of the deck of the same name that this one shadows; set by the library."""
    places: dict[str, Place] = field(default_factory=dict)
    """Where each field that the file gives begins."""
