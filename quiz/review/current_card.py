"""The state that the parts of a session share: the view, and what is known of the card on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quiz.ask.question import Given, Question
from quiz.review.events import Seen
from quiz.review.view import Stage, View
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import Review
from quiz.store.log.fold import CardRow


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question and the answer given, kept so that an undo can open it again.

    `torch` is the release that found the truth; `tries` counts the answers to this question, this one included.
    """

    question: Question
    given: Given
    hints: tuple[str, ...]
    torch: str
    tries: int


@dataclass(frozen=True, slots=True)
class VerdictEvidence:
    """What an author needs to look into a verdict; `dispute` is the id of its dispute, "" for none."""

    card: str
    body: Mapping[str, object]
    dispute: str = ""


class CurrentCard:
    """The view of a session with the data of its card.

    `seen` is the card's row when it was shown, `torch` the release that found the truth, `ms` the time to the
    answer, `tries` how many answers the question had, the coming one included. `marks` are the flags and disputes
    since the verdict, by their ids in the log. `evidence` is about the last verdict and kept until the next one.
    """

    def __init__(self, view: View) -> None:
        self.view = view
        self.seen: Seen | None = None
        self.torch = ""
        self.ms = 0
        self.tries = 1
        self.marks: list[str] = []
        self.evidence: VerdictEvidence | None = None

    def show(self, **changes: object) -> None:
        """Change these fields of the view."""
        self.view = replace(self.view, **changes)  # type: ignore[arg-type]

    def is_at(self, card: str, stage: Stage) -> bool:
        """Whether this card is on the screen at this stage."""
        return self.view.stage is stage and self.view.card is not None and self.view.card.id == card

    def update_row(self, card: str, row: CardRow | None) -> None:
        """Take over a row whose question has not changed: the question of the card stays."""
        if self.seen is not None and self.seen.card == card:
            self.seen = replace(self.seen, row=row)
            self.show(flag=row.flag if row is not None else 0)

    def review(self, rating: Rating | None, moment: Moment) -> Review | None:
        """The review from this rating of the answer on the screen; None when no answer waits for a rating."""
        view = self.view
        if view.stage is not Stage.ANSWERED or view.question is None or view.verdict is None or view.suggested is None:
            return None
        row = self.seen.row if self.seen is not None else None
        return Review(
            card=view.question.card.id,
            rating=rating or view.suggested,
            moment=moment,
            expects=row.last_event if row is not None else None,
            suggested=view.suggested,
            verdict=str(view.verdict.status),
            text=as_text(view.given),
            ms=self.ms,
            seed=view.question.seed,
            hints=len(view.hints),
            tries=self.tries,
            belief=view.verdict.belief,
            torch=self.torch,
            device=view.question.device,
            digest=view.question.card.digest,
        )

    def keep_evidence(self) -> None:
        """Record what an author needs to look into the verdict on the screen."""
        question, verdict = self.view.question, self.view.verdict
        assert question is not None and verdict is not None
        body = {
            "seed": question.seed,
            "typed": as_text(self.view.given),
            "truth": verdict.truth,
            "verdict": str(verdict.status),
            "torch": self.torch,
            "device": question.device,
            "digest": question.card.digest,
        }
        self.evidence = VerdictEvidence(question.card.id, body)

    def attempt(self) -> AnsweredQuestion:
        """The question on the screen with its answer."""
        view = self.view
        assert view.question is not None
        return AnsweredQuestion(view.question, view.given, view.hints, self.torch, self.tries)


def as_text(given: Given) -> str:
    """An answer as the log has it: its parts are lines."""
    return given if isinstance(given, str) else "\n".join(given)
