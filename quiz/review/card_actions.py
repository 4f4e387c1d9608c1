"""Acting on a card besides answering it: suspend, bury, flag, reset, dispute; and undo."""

from __future__ import annotations

from dataclasses import replace

from quiz.collection.session_cards import entry
from quiz.review import messages
from quiz.review.asking import Asking
from quiz.review.current_card import CurrentCard
from quiz.review.effects import Act, Effect, Retract, TakeBack
from quiz.review.events import Acted, Dispute, TakenBack
from quiz.review.rating import RatingAnswers
from quiz.review.view import Stage
from quiz.schedule.cram import Cram
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.store.log.events import EventKind

MARKS = (EventKind.FLAG, EventKind.DISPUTE)
"""The acts that remove the question from the screen, when done and when undone."""


class CardActions:
    """Each method takes in one event and returns the effects that follow from it."""

    def __init__(self, current: CurrentCard, asking: Asking, rating: RatingAnswers, cram: Cram | None) -> None:
        self._current = current
        self._asking = asking
        self._rating = rating
        self._cram = cram

    def act(self, kind: EventKind, body: dict[str, object]) -> list[Effect]:
        """Do this to the card on the screen."""
        card = self._current.view.card
        if card is None or self._current.view.stage not in (Stage.ASKING, Stage.ANSWERED):
            return []
        return [Act(kind, card.id, body)]

    def dispute(self, event: Dispute) -> list[Effect]:
        """Dispute the last verdict, whether its card is still on the screen or not."""
        evidence = self._current.evidence
        if evidence is None:
            self._current.show(notice=messages.NO_DISPUTE)
            return []
        why = event.why.strip()
        if evidence.dispute and not why:
            self._current.show(notice=messages.DISPUTED_ALREADY)
            return []
        body = dict(evidence.body) | ({"why": why} if why else {})
        disputed = Act(EventKind.DISPUTE, evidence.card, body)
        return [Retract(evidence.dispute), disputed] if evidence.dispute else [disputed]

    def undispute(self) -> list[Effect]:
        """Take the dispute of the last verdict back."""
        evidence = self._current.evidence
        if evidence is None or not evidence.dispute:
            self._current.show(notice=messages.NOT_DISPUTED)
            return []
        return [Retract(evidence.dispute)]

    def acted(self, event: Acted, moment: Moment) -> list[Effect]:
        """Say what was done; a card that is put off is followed by the next one."""
        row = event.row
        self._rating.note_act(event.event_id)
        is_marked = self._current.is_at(row.card, Stage.ANSWERED) and event.kind in MARKS
        if is_marked:
            self._current.marks.append(event.event_id)
        if event.kind is EventKind.DISPUTE:
            self._set_dispute(event.event_id)
            self._current.show(notice=messages.acted(event.kind, row, False))
            return []
        if event.kind is EventKind.RESET and self._cram is None:
            # Only the store knows what the card has used of today.
            return [*self._asking.forget_answer(), *self._asking.deal_again(messages.acted(event.kind, row, False))]
        self._asking.file(row.card, row, moment)
        card = self._current.view.card
        if card is None or card.id != row.card:
            return []
        hidden = entry(row.card, 0, row).hidden(study_day(moment, self._asking.rules.options.rollover_min))
        notice = messages.acted(event.kind, row, hidden)
        if hidden or event.kind is EventKind.RESET:
            return [*self._asking.forget_answer(), *self._asking.go_on(moment, notice)]
        self._current.update_row(row.card, row)
        self._current.show(notice=notice)
        return []

    def undo(self, moment: Moment) -> list[Effect]:
        """Undo the last action: an act since the verdict, the verdict, or the last event in the store."""
        if self._current.view.stage in (Stage.SAVING, Stage.JUDGING):
            return []
        if self._current.view.stage is Stage.ANSWERED:
            return self._undo_at_verdict()
        if self._cram is None:
            return [TakeBack()]
        return self._rating.undo_practice(self._cram, moment)

    def _undo_at_verdict(self) -> list[Effect]:
        """Take back the last mark since the verdict, or else the verdict."""
        if self._current.marks:
            return [Retract(self._current.marks[-1])]
        return self._asking.reopen_now(messages.VERDICT_UNDONE)

    def _set_dispute(self, event_id: str) -> None:
        evidence = self._current.evidence
        if evidence is not None:
            self._current.evidence = replace(evidence, dispute=event_id)
            self._current.show(disputed=bool(event_id))

    def taken_back(self, event: TakenBack, moment: Moment) -> list[Effect]:
        """Say what was taken back; a card that is to be asked again comes next."""
        evidence = self._current.evidence
        if event.event_id in self._current.marks:
            self._current.marks.remove(event.event_id)
        self._rating.forget_act(event.event_id)
        if evidence is not None and event.event_id and event.event_id == evidence.dispute:
            self._set_dispute("")
        if not event.kind:
            self._current.show(notice=messages.NO_UNDO)
            return []
        notice = messages.undone(event.kind, list(event.rows) or [event.card])
        if event.kind == EventKind.REVIEW:
            self._rating.undone(event.event_id)
        if event.kind == EventKind.RESET and self._cram is None:
            return self._asking.deal_again(notice)
        ours = [card for card, row in event.rows.items() if self._asking.file(card, row, moment)]
        if ours and event.kind not in MARKS:
            return self._asking.go_on(moment, notice)
        for card in ours:
            self._current.update_row(card, event.rows[card])
        self._current.show(notice=notice)
        return []
