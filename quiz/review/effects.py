"""The effects that a session asks its driver for: one frozen class each. `carry_out` has one function for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from quiz.ask.question import Given, Question
from quiz.collection.collection import Collection
from quiz.deck.model import Card
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind, Review


@dataclass(frozen=True, slots=True)
class Draw:
    """Pose the card by this seed; hand back QuestionPosed or QuestionFailed."""

    card: Card
    seed: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Judge the answer; hand back Judged."""

    question: Question
    given: Given


@dataclass(frozen=True, slots=True)
class Save:
    """Record the review under the options of its deck; hand back Saved or Refused.

    It replaces the event `replaces` if one is named.
    """

    review: Review
    options: Options
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class KeepAnswer:
    """Keep the answer at the verdict, should the process die before it is rated; None forgets it. Hand back Noted."""

    review: Review | None


@dataclass(frozen=True, slots=True)
class Act:
    """Suspend, bury, flag, reset or dispute; hand back Acted."""

    kind: EventKind
    card: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo the last thing done today; hand back TakenBack."""


@dataclass(frozen=True, slots=True)
class Retract:
    """Undo this event of the log; hand back TakenBack."""

    event_id: str


@dataclass(frozen=True, slots=True)
class Look:
    """Read the card's row; hand back Seen."""

    card: str


@dataclass(frozen=True, slots=True)
class Deal:
    """Select the cards of these decks, or of this path; hand back Dealt with the same `stay`."""

    collection: Collection
    decks: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    stay: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """Store that this engine cannot ask these cards, given by id and digest, and why; hand back Noted.

    It applies to today only, unless it is `lasting`.
    """

    engine: str
    cards: Mapping[str, str]
    reason: str = ""
    lasting: bool = False


EngineEffect: TypeAlias = Draw | Judge
"""The effects that are dialogues with the engine."""
StoreEffect: TypeAlias = Save | KeepAnswer | Act | TakeBack | Retract | Look | Deal | SetAside
"""The effects that the store carries out, in one transaction at most."""
Effect: TypeAlias = EngineEffect | StoreEffect
