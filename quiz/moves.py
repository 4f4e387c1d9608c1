"""What goes into a session and what comes out of it: events and effects, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from quiz.answer.verdict import Verdict
from quiz.ask._question import Broken, Given, Question
from quiz.deck.model import Card
from quiz.schedule.memory import Rating
from quiz.store.cards import CardRow
from quiz.store.events import Kind, Review

# What a driver is told to do.


@dataclass(frozen=True, slots=True)
class Draw:
    """Pose the card by this seed; hand back Posed or Unposed."""

    card: Card
    seed: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Hand back Judged."""

    question: Question
    given: Given


@dataclass(frozen=True, slots=True)
class Save:
    """Record the review, in the place of the event `replaces` where one is named; hand back Saved or Refused."""

    review: Review
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Suspend, bury or flag; hand back Acted."""

    kind: Kind
    card: str
    body: dict[str, int]


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo the last thing done today; hand back TakenBack."""


Effect: TypeAlias = Draw | Judge | Save | Act | TakeBack


# What a driver tells.


@dataclass(frozen=True, slots=True)
class Begin:
    pass


@dataclass(frozen=True, slots=True)
class Posed:
    """`torch` is the release that the truth was found by."""

    question: Question
    torch: str


@dataclass(frozen=True, slots=True)
class Unposed:
    card: str
    broken: Broken


@dataclass(frozen=True, slots=True)
class Submit:
    """`ms` is how long the question was before the learner."""

    given: Given
    ms: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    verdict: Verdict
    ms: int


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Hint:
    pass


@dataclass(frozen=True, slots=True)
class Rate:
    """None takes the suggested rating."""

    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Amend:
    """Rate the answer before this one otherwise."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Saved:
    event_id: str
    row: CardRow


@dataclass(frozen=True, slots=True)
class Refused:
    """The card changed elsewhere since it was shown; `row` is how it is now."""

    message: str
    row: CardRow | None


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A Save, an Act or a TakeBack could not be carried out, and nothing was written; it may be asked for again."""

    message: str


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Suspend:
    pass


@dataclass(frozen=True, slots=True)
class Bury:
    pass


@dataclass(frozen=True, slots=True)
class Flag:
    """0 takes the flag away."""

    flag: int


@dataclass(frozen=True, slots=True)
class Acted:
    event_id: str
    row: CardRow


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`card` "" means that there was nothing to take back."""

    card: str = ""
    kind: str = ""
    row: CardRow | None = None


Event: TypeAlias = (
    Begin
    | Posed
    | Unposed
    | Submit
    | GiveUp
    | Judged
    | Hint
    | Rate
    | Amend
    | Saved
    | Refused
    | Unsaved
    | Skip
    | Suspend
    | Bury
    | Flag
    | Acted
    | Undo
    | TakenBack
)
