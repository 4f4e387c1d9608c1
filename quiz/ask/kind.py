"""The protocol of a kind of question: the functions that each file of `kinds/` has."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias, TypeVar

from quiz.answer.verdict import Status, Verdict
from quiz.ask.answer_form import AnswerForm
from quiz.ask.question import Given, Question
from quiz.deck.model import Card, Place
from quiz.engine.job import Job
from quiz.engine.protocol import Reply, Result

T = TypeVar("T")
Dialogue: TypeAlias = Generator[Job, Reply, T]
"""A generator that yields jobs and is sent replies; blocking and asyncio drivers run the same ones."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """The question shows nothing: with the reason; the next attempt is made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer that `check` gives and the verdict that must follow; `place` is its place in the file.

    `diagnosis` is the belief, or the why of a wrong program, that the verdict must name.
    """

    given: Given
    status: Status
    diagnosis: str = ""
    place: Place | None = None


class FlawKind(StrEnum):
    """What can be wrong with a question that can be asked all the same."""

    CLAIM = "claim"
    """The author's claim about the truth differs from torch."""
    IDLE = "idle"
    """A wrong belief gives the right answer."""
    TWIN = "twin"
    """Two wrong beliefs give the same answer, so that it does not show which one the learner has."""
    NO_MISCONCEPTION = "no_misconception"
    """No wrong answer is known, so none can be corrected."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that the author of a question should correct; no `place` means the card as a whole."""

    sort: FlawKind
    what: str
    fix: str
    place: Place | None = None


class Kind(Protocol):
    """A kind of question: a module of this package with these names. `RUNS` says that judging runs the answer."""

    FIELDS: Any
    RUNS: bool

    def body(self, values: Any) -> Any: ...

    def plan(self, card: Card, seed: int, first: int) -> Job:
        """The job that draws the question and finds its truth; attempts before `first` are skipped."""

    def pose(self, card: Card, seed: int, result: Result) -> Question | Redraw:
        """Make the question from the job's result. Raises Broken."""

    def entry(self, question: Question) -> AnswerForm:
        """The form of the answer."""

    def read(self, question: Question, given: Given) -> Any:
        """The answer, or Unreadable."""

    def judge(self, question: Question, answer: Any) -> Dialogue[Verdict]:
        """Yields the jobs that run the answer; none when the truth is known already. Raises Broken."""

    def truth(self, question: Question) -> str:
        """A right answer, for display."""

    def whys(self, question: Question) -> Sequence[tuple[str, str]]:
        """The explanation of each option, by its letter, whatever was chosen; none when there are no options."""

    def program(self, question: Question, given: Given | None) -> str:
        """The code that is run, as one text: with this answer, if answers are run, or with a right one for None."""

    def proofs(self, question: Question) -> Sequence[Proof]:
        """Right answers, known wrong ones and unreadable ones, as a learner could give them."""

    def flaws(self, question: Question) -> Sequence[Flaw]:
        """False claims and beliefs that reveal nothing, which no answer would bring to light."""
