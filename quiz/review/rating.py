"""Rating an answer: saving it, changing the rating afterwards, and counting the answers of this session."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quiz.answer.verdict import Status
from quiz.review import messages
from quiz.review.asking import Asking
from quiz.review.current_card import AnsweredQuestion, CurrentCard
from quiz.review.effects import Effect, KeepAnswer, Retract, Save
from quiz.review.events import Rate, Refused, Rerate, Saved, Unsaved
from quiz.review.view import SessionTally, Stage
from quiz.schedule.cram import Cram
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind, Review


@dataclass(frozen=True, slots=True)
class SavedReview:
    """An answer of this session that is in the log, under this id, with the question that it answers."""

    review: Review
    event_id: str
    attempt: AnsweredQuestion


@dataclass(frozen=True, slots=True)
class PendingReview:
    """A review waiting to be saved; `rerates` says that it replaces the last one."""

    review: Review
    attempt: AnsweredQuestion
    rerates: bool = False


@dataclass(frozen=True, slots=True)
class PractisedAnswer:
    """An answer of a cram, which is counted and not saved."""

    review: Review
    attempt: AnsweredQuestion


class RatingAnswers:
    """Each method takes in one event and returns the effects that follow from it.

    In a cram nothing is saved: its answers are only counted.
    """

    def __init__(self, current: CurrentCard, asking: Asking, cram: Cram | None) -> None:
        self._current = current
        self._asking = asking
        self._cram = cram
        self._saved: list[SavedReview] = []
        self._pending: PendingReview | None = None
        # The acts of a cram, in their order, by the ids that the store keeps.
        self._practice: list[PractisedAnswer | str] = []

    @property
    def last(self) -> Review | None:
        """The review of this session that was rated last; None when there is none."""
        return self._saved[-1].review if self._saved else None

    @property
    def missed(self) -> tuple[str, ...]:
        """The cards with a wrong answer in this session, in their order, each once."""
        wrong = (saved.review.card for saved in self._saved if saved.review.verdict != Status.RIGHT)
        return tuple(dict.fromkeys(wrong))

    def rate(self, event: Rate, moment: Moment) -> list[Effect]:
        """Save the answer on the screen with this rating; in a cram, count it."""
        review = self._current.review(event.rating, moment)
        if review is None:
            return []
        if self._cram is not None:
            return self._practise(self._cram, review, moment)
        self._current.show(stage=Stage.SAVING)
        self._pending = PendingReview(review, self._current.attempt())
        return [Save(review, self._asking.rules.options_of(review.card))]

    def _practise(self, cram: Cram, review: Review, moment: Moment) -> list[Effect]:
        cram.practised(review.card, review.rating is not Rating.AGAIN)
        self._practice.append(PractisedAnswer(review, self._current.attempt()))
        self._count(review, 1)
        return self._asking.go_on(moment)

    def rerate(self, event: Rerate, moment: Moment) -> list[Effect]:
        """Save the answer rated last with another rating."""
        if not self._saved or self._pending is not None:
            self._current.show(notice=messages.NO_RERATE)
            return []
        last = self._saved[-1]
        rollover_min = self._asking.rules.options.rollover_min
        if study_day(last.review.moment, rollover_min) < study_day(moment, rollover_min):
            # It would count for today, and use up one of today's places.
            self._current.show(notice=messages.NO_RERATE_OF_PAST)
            return []
        if last.review.rating is event.rating:
            self._current.show(notice=messages.same_rating(event.rating))
            return []
        review = replace(last.review, rating=event.rating, moment=moment)
        self._pending = PendingReview(review, last.attempt, rerates=True)
        return [Save(review, self._asking.rules.options_of(review.card), replaces=last.event_id)]

    def saved(self, event: Saved, moment: Moment) -> list[Effect]:
        """The review is on the disk: count it and go on."""
        pending, self._pending = self._pending, None
        if pending is None:
            return []
        review = pending.review
        if pending.rerates:
            self._saved[-1] = SavedReview(review, event.event_id, pending.attempt)
            self._current.update_row(event.row.card, event.row)
            self._asking.file(event.row.card, event.row, moment)
            self._current.show(notice=messages.rerated(review.rating))
            return []
        self._saved.append(SavedReview(review, event.event_id, pending.attempt))
        self._count(review, 1)
        leech = self._current.view.leech if event.row.suspended else None
        notice = messages.leech(review.card, leech.lapses, leech.beliefs) if leech is not None else ""
        # Under its present id. If its file has lost it, it has used up its place of today all the same.
        if self._asking.file(event.row.card, event.row, moment):
            return self._asking.go_on(moment, notice)
        return self._asking.deal_again(notice)

    def refused(self, event: Refused, moment: Moment) -> list[Effect]:
        """The card was changed elsewhere: say so, and go on without the answer."""
        pending, self._pending = self._pending, None
        if pending is None:
            return []
        card = event.row.card if event.row is not None else pending.review.card
        self._asking.file(card, event.row, moment)
        if pending.rerates:
            self._current.show(notice=event.message)
            return []
        return [KeepAnswer(None), *self._asking.go_on(moment, event.message)]

    def unsaved(self, event: Unsaved) -> list[Effect]:
        """The store failed: say so; an answer waits for its rating again, a question is drawn all the same."""
        self._pending = None
        if self._current.view.stage is Stage.SAVING:
            self._current.show(stage=Stage.ANSWERED)
        self._current.show(notice=event.message)
        return self._asking.draw()

    def undone(self, event_id: str) -> None:
        """Remove a review that was taken back from the tally, if it is of this session; its question reopens."""
        for saved in self._saved:
            if saved.event_id == event_id:
                self._saved.remove(saved)
                self._count(saved.review, -1)
                self._asking.reopen(saved.attempt)
                return

    def note_act(self, event_id: str) -> None:
        """Record that an act followed the answers of a cram, so that undo takes it back first."""
        self._practice.append(event_id)

    def forget_act(self, event_id: str) -> None:
        """The act was taken back."""
        if event_id in self._practice:
            self._practice.remove(event_id)

    def undo_practice(self, cram: Cram, moment: Moment) -> list[Effect]:
        """Take back the last action in a cram: an answer, whose card comes again, or an act."""
        if not self._practice:
            self._current.show(notice=messages.NO_UNDO_OF_CRAM)
            return []
        practised = self._practice[-1]
        if isinstance(practised, str):
            return [Retract(practised)]
        self._practice.pop()
        self._count(practised.review, -1)
        self._asking.reopen(practised.attempt)
        cram.step_back()
        return self._asking.go_on(moment, messages.undone(EventKind.REVIEW, [practised.review.card]))

    def _count(self, review: Review, times: int) -> None:
        tally = self._current.view.tally
        self._current.show(
            tally=SessionTally(
                tally.reviewed + times,
                tally.right + (review.verdict == Status.RIGHT) * times,
                tally.hints + review.hints * times,
                tally.ms + review.ms * times,
            )
        )
