"""Choosing the next card, and following its question until there is a verdict."""

from __future__ import annotations

from dataclasses import replace

from quiz.answer.verdict import Status, Verdict
from quiz.ask.question import Broken
from quiz.collection.collection import Collection, StudyOptions
from quiz.review import messages
from quiz.review.current_card import AnsweredQuestion, CurrentCard
from quiz.review.effects import Draw, Effect, Judge, KeepAnswer, Look
from quiz.review.events import (
    Dealt,
    GiveUp,
    Judged,
    QuestionFailed,
    QuestionPosed,
    Renewed,
    Seen,
    Submit,
)
from quiz.review.failed_cards import FailedCards
from quiz.review.rating_preview import capped_ms, leech_if_failed, suggested_rating, waits
from quiz.review.upcoming import Upcoming
from quiz.review.view import Stage, View
from quiz.schedule.memory import Moment
from quiz.store.log.fold import CardRow

CLOCK_SLACK_MS = 120_000
"""Running computers correct their clocks by less than this; a larger step back was made by a person."""
TIMEOUT = "timeout"
"""The error code of a card or a verdict for which torch took too long."""


class Asking:
    """Each method takes in one event and returns the effects that follow from it."""

    def __init__(self, current: CurrentCard, upcoming: Upcoming, collection: Collection) -> None:
        self._current = current
        self._upcoming = upcoming
        self._failed = FailedCards(current, collection)
        self._coming: Draw | None = None
        # The question that torch was asked for last, and whether it was asked for twice.
        self._drawn: Draw | None = None
        self._retried = False
        # Questions to be asked again as they are, by their cards: their answers were taken back, or they were left.
        self._reopened: dict[str, AnsweredQuestion] = {}

    @property
    def rules(self) -> StudyOptions:
        """The study options in force."""
        return self._upcoming.collection.rules

    def learner_acted(self) -> None:
        """Clear the notice of the event before, and end the row of cards that failed."""
        self._current.show(notice="")
        self._failed.in_a_row = 0

    def begin(self, moment: Moment) -> list[Effect]:
        """Ask for the first card, and say so if the clock was set back."""
        behind_ms = self._upcoming.collection.moment.at_ms - moment.at_ms
        is_late = behind_ms > CLOCK_SLACK_MS and not self._current.view.cram
        return self.go_on(moment, messages.clock_behind(behind_ms) if is_late else "")

    def seen(self, event: Seen) -> list[Effect]:
        """The row of the coming card was read: draw its question, or select again if the store has changed."""
        if self._coming is None or self._coming.card.id != event.card:
            return []
        self._current.seen, row = event, event.row
        if event.version != self._upcoming.version and not self._current.view.cram:
            # Somebody else has answered or put off cards since these were selected, perhaps this one.
            return [self._upcoming.request()]
        state = row.memory.phase if row is not None and row.memory is not None else None
        self._current.show(state=state, flag=row.flag if row is not None else 0)
        return self.draw()

    def draw(self) -> list[Effect]:
        """Have the question of the next card posed; if its answer was taken back, or it was left unanswered, the
        question is there already.
        """
        coming, self._coming = self._coming, None
        if coming is None:
            return []
        attempt = self._reopened.pop(coming.card.id, None)
        if attempt is not None and attempt.question.card.digest == coming.card.digest:
            self._open(attempt)
            return []
        if attempt is not None:  # the card was edited: the numbers stay, as far as they are drawn as before
            coming = Draw(coming.card, attempt.question.seed)
        self._upcoming.asked(coming.card.id)
        self._drawn, self._retried = coming, False
        return [coming]

    def reopen(self, attempt: AnsweredQuestion) -> None:
        """When this card is asked next, ask the same question, with the answer that was given."""
        self._reopened[attempt.question.card.id] = attempt

    def reopen_now(self, notice: str) -> list[Effect]:
        """Take the verdict on the screen back, and open its question again."""
        forget = self.forget_answer()
        self._open(self._current.attempt())
        self._current.show(notice=notice)
        return forget

    def _open(self, attempt: AnsweredQuestion) -> None:
        self._current.torch, self._current.tries = attempt.torch, attempt.tries + 1
        self._current.evidence = None
        self._current.show(
            stage=Stage.ASKING,
            question=attempt.question,
            given=attempt.given,
            hints=attempt.hints,
            verdict=None,
            suggested=None,
            waits={},
            leech=None,
            disputed=False,
        )

    def dealt(self, event: Dealt, moment: Moment) -> list[Effect]:
        """The cards were selected: go on with them."""
        self._upcoming.dealt(event.session_cards)
        if event.stay:
            self._current.show(remaining=self._upcoming.remaining())
            return []
        return self.go_on(moment, self._current.view.notice, dealt=True)

    def renewed(self, event: Renewed, moment: Moment) -> list[Effect]:
        """Deck files or the store have changed: go on with their present content."""
        if not (event.edited or self._upcoming.keeps_decks_in(event.collection)):
            return []
        if event.message:
            self._current.show(notice=event.message)
        # An answer that was judged is still to be rated.
        stay = not event.edited or self._current.view.stage is Stage.ANSWERED
        if not self._current.view.cram:
            return [self._upcoming.request(event.collection, stay=stay)]
        self._upcoming.renewed(event.collection)
        return [] if stay else self.go_on(moment, self._current.view.notice)

    def posed(self, event: QuestionPosed) -> list[Effect]:
        """Show the question."""
        if not self._current.is_at(event.question.card.id, Stage.DRAWING):
            return []
        self._current.torch = event.torch
        self._current.show(stage=Stage.ASKING, question=event.question, retrying=False)
        return self._failed.forget(event.engine)

    def failed(self, event: QuestionFailed, moment: Moment) -> list[Effect]:
        """Try once more after a time-out; else set the card aside and go on."""
        if not self._current.is_at(event.card, Stage.DRAWING):
            return []
        if event.broken.code == TIMEOUT and self._drawn is not None and self._may_retry():
            return [self._drawn]
        return self._put_aside(event.broken, event.engine, moment)

    def _may_retry(self) -> bool:
        """Whether torch is asked once more, after a time-out that the load of the machine may have caused."""
        if self._retried:
            return False
        self._retried = True
        self._current.show(retrying=True)
        return True

    def _put_aside(self, broken: Broken, engine: str, moment: Moment) -> list[Effect]:
        card = self._current.view.card
        assert card is not None
        self._upcoming.drop(card.id)
        notice = self._failed.add(card, broken)
        return [*self._failed.remember(card, broken, engine), *self.go_on(moment, notice)]

    def submit(self, event: Submit) -> list[Effect]:
        """Have the answer judged."""
        question = self._current.view.question
        if self._current.view.stage is not Stage.ASKING or question is None:
            return []
        self._current.ms = capped_ms(event.ms, question.card)
        self._current.show(stage=Stage.JUDGING, given=event.given)
        self._retried = False
        return [Judge(question, event.given)]

    def hint(self) -> list[Effect]:
        """Show one more hint, if there is one."""
        view = self._current.view
        question, shown = view.question, view.hints
        if view.stage is Stage.ASKING and question is not None:
            if view.hints_left:
                self._current.show(hints=question.hints[: len(shown) + 1], notice="" if shown else messages.HINT_PRICE)
            else:
                self._current.show(notice=messages.NO_MORE_HINTS if shown else messages.NO_HINT)
        return []

    def give_up(self, event: GiveUp, moment: Moment) -> list[Effect]:
        """Show the answer, as after a wrong one."""
        card = self._current.view.card
        if self._current.view.stage is Stage.ASKING and card is not None:
            self._current.ms = capped_ms(event.ms, card)
            self._current.show(given="")  # an answer that was handed back, or taken back, is not given any more
            return self._answered(event.verdict, moment)
        return []

    def judged(self, event: Judged, moment: Moment) -> list[Effect]:
        """Show the verdict; hand back an answer that could not be read."""
        if self._current.view.stage is not Stage.JUDGING:
            return []
        verdict, view = event.verdict, self._current.view
        if verdict.status is Status.INVALID:
            self._current.show(stage=Stage.ASKING, notice=verdict.message, retrying=False)
            return []
        if verdict.status is Status.ERROR:
            if verdict.code == TIMEOUT and view.question is not None and self._may_retry():
                return [Judge(view.question, view.given)]
            self._current.show(stage=Stage.DRAWING)
            return self._put_aside(Broken(verdict.message, verdict.code), "", moment)
        return self._answered(verdict, moment)

    def skip(self, moment: Moment) -> list[Effect]:
        """Ask the present card later in this session."""
        card = self._current.view.card
        if card is None or self._current.view.stage not in (Stage.DRAWING, Stage.ASKING):
            return []
        self._upcoming.postpone(card.id)
        return self.go_on(moment, messages.skipped(card.id))

    def go_on(self, moment: Moment, notice: str = "", *, dealt: bool = False) -> list[Effect]:
        """Go to the next card. `dealt` says that the cards were selected just now; else they are once more before the
        end.
        """
        card = self._upcoming.next(moment)
        before = self._current.view
        if before.stage is Stage.ASKING:  # it was left unanswered, and comes again as it is
            attempt = self._current.attempt()
            self.reopen(replace(attempt, tries=attempt.tries - 1))
        if card is None and not dealt and not before.cram:
            # A new day may have begun, the learner may have asked for more, the store may have more cards.
            return self.deal_again(notice)
        if card is None and self._failed.in_a_row:
            notice = self._failed.notice_before  # the end of the session lists the cards set aside
        self._current.seen, self._current.ms, self._current.tries = None, 0, 1
        self._current.marks.clear()
        self._coming = Draw(card, self._upcoming.seed(card.id)) if card is not None else None
        self._current.view = View(
            Stage.DONE if card is None else Stage.DRAWING,
            card=card,
            notice=notice,
            remaining=self._upcoming.remaining(),
            tally=before.tally,
            put_aside=before.put_aside,
            disputed=before.disputed,
            cram=before.cram,
        )
        return [Look(card.id)] if card is not None else []

    def deal_again(self, notice: str) -> list[Effect]:
        """Have the cards selected once more, as the store has them now."""
        self._current.show(notice=notice)
        return [self._upcoming.request()]

    def file(self, card: str, row: CardRow | None, moment: Moment) -> bool:
        """Take over the card's new row; whether it is a card of this session."""
        is_ours = self._upcoming.file(card, row, moment)
        self._current.show(remaining=self._upcoming.remaining())
        return is_ours

    def _answered(self, verdict: Verdict, moment: Moment) -> list[Effect]:
        view = self._current.view
        assert view.card is not None
        card, seen = view.card.id, self._current.seen
        self._current.show(
            stage=Stage.ANSWERED,
            verdict=verdict,
            suggested=suggested_rating(verdict, hinted=bool(view.hints)),
            waits={} if view.cram else waits(card, seen, self.rules.options_of(card), moment),
            leech=None if view.cram else leech_if_failed(seen, verdict.belief),
            notice="",
            disputed=False,
            retrying=False,
        )
        self._current.keep_evidence()
        return [] if view.cram else [KeepAnswer(self._current.review(None, moment))]

    def forget_answer(self) -> list[Effect]:
        """The answer at the verdict will not be rated."""
        return [KeepAnswer(None)] if self._current.view.stage is Stage.ANSWERED and not self._current.view.cram else []
