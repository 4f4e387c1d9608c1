"""The view of a session: its stage, and everything that a user interface shows at that moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from quiz.schedule.policy import DeckCounts

if TYPE_CHECKING:
    from quiz.answer.verdict import Verdict
    from quiz.ask.question import Given, Question
    from quiz.deck.model import Card
    from quiz.schedule.memory import Rating, State


class Stage(StrEnum):
    DRAWING = "drawing"
    ASKING = "asking"
    JUDGING = "judging"
    ANSWERED = "answered"
    SAVING = "saving"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SessionTally:
    """Counts of this session; `ms` is the time spent on questions."""

    reviewed: int = 0
    right: int = 0
    hints: int = 0
    ms: int = 0


@dataclass(frozen=True, slots=True)
class NextCards:
    """What comes after the session: the cards in their steps today, when the first is due (UTC ms), and later days.

    `deferred` reviews are due already, and wait because the limit of the day is reached. `buried_siblings` of the
    cards of `tomorrow` are due already too, and wait because a sibling was asked today. `new_beyond` new cards would
    be asked if today's limit were higher; `along_path` says that they were asked for by their names, or by a path's.
    `new_waiting` of those new cards wait because a sibling was asked today.
    """

    steps: int
    first_ms: int | None
    tomorrow: int
    next_day: int | None
    next_count: int
    deferred: int = 0
    buried_siblings: int = 0
    new_beyond: int = 0
    along_path: bool = False
    new_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Leech:
    """The consequence of rating the present card Again: it is suspended as a leech.

    `lapses` includes the coming one; `beliefs` are those that its answers have shown, with how often.
    """

    lapses: int
    beliefs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything to show. `notice` is a sentence or two about the last event, "" for nothing.

    `state` is the card's state in the schedule, None for a new one. At the stage ASKING, `given` is an answer that
    was handed back, or taken back by an undo; "" for none. `retrying` says that torch took too long and is asked
    once more. `disputed` is about the last verdict, which may be that of the card before. `cram` says that nothing
    is recorded; `waits` is empty then. `leech` comes with the verdict.
    """

    stage: Stage
    card: Card | None = None
    state: State | None = None
    flag: int = 0
    retrying: bool = False
    question: Question | None = None
    hints: tuple[str, ...] = ()
    given: Given = ""
    verdict: Verdict | None = None
    suggested: Rating | None = None
    waits: dict[Rating, str] = field(default_factory=dict)
    notice: str = ""
    remaining: DeckCounts = field(default_factory=DeckCounts)
    tally: SessionTally = field(default_factory=SessionTally)
    put_aside: tuple[tuple[str, str], ...] = ()
    leech: Leech | None = None
    disputed: bool = False
    cram: bool = False

    @property
    def new(self) -> bool:
        """Whether the card was never answered."""
        return self.state is None

    @property
    def hints_left(self) -> int:
        """How many hints the question still has."""
        return len(self.question.hints) - len(self.hints) if self.question is not None else 0
