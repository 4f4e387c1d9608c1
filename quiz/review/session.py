"""One review session, without any input or output: events go in, effects come out, `view` is what to show.

    Begin -> Deal -> Dealt -> Look -> Seen -> Draw -> Posed -> Submit -> Judge -> Judged -> Rate -> Save -> Saved ->
    Look -> ... -> done

A driver (`plain.py`, the TUI) carries the effects out, hands back what they came to, and shows `view` after each step.
An event that does not fit the stage changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from quiz.answer.verdict import Status, Verdict
from quiz.collection.collection import Collection
from quiz.collection.session_cards import entry
from quiz.review import messages
from quiz.review.asking import Asking, as_text
from quiz.review.events import (
    QUIET,
    Act,
    Acted,
    Amend,
    Bury,
    Dispute,
    Effect,
    Event,
    Flag,
    Rate,
    Refused,
    Reset,
    Save,
    Saved,
    Suspend,
    TakeBack,
    TakenBack,
    Undo,
    Unsaved,
)
from quiz.review.view import Stage, Tally
from quiz.schedule.cram import Cram
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind, Review
from quiz.store.log.fold import CardRow

BESIDE = (EventKind.FLAG, EventKind.DISPUTE)
"""What is done beside a question: neither doing it nor taking it back asks anything anew."""


class Session(Asking):
    """`decks` narrows the session to these; `seed_of(card, nth)` gives the seed of the nth question of a card.

    `path` leads through these cards alone, the new ones in its order.

    `cram` goes through its cards instead of what is due: nothing is recorded but what is done to a card on purpose.
    """

    def __init__(
        self,
        collection: Collection,
        decks: tuple[str, ...],
        seed_of: Callable[[str, int], int],
        cram: Cram | None = None,
        path: tuple[str, ...] = (),
    ) -> None:
        super().__init__(collection, decks, seed_of, cram, path)
        self._cram = cram
        self._saved: list[tuple[Review, str]] = []
        # What was done in a cram: whether it was right, the hints and the time; None for what the store keeps.
        self._practice: list[tuple[bool, int, int] | None] = []
        self._pending: Review | None = None
        self._amending = False

    @property
    def aside(self) -> Mapping[str, str]:
        """The cards that were put aside in an earlier session and so were not asked in this one, with why."""
        now = {card for card, _ in self.view.put_aside}
        return {card: why for card, why in self._upcoming.aside.items() if card not in now}

    @property
    def missed(self) -> tuple[str, ...]:
        """The cards whose answers of this session were not all right, in their order, each once."""
        return tuple(dict.fromkeys(review.card for review, _ in self._saved if review.verdict != Status.RIGHT))

    def step(self, event: Event, moment: Moment) -> list[Effect]:
        """Take one event in; the effects are to be carried out in order."""
        # What led to this question is still worth reading beside it.
        if not isinstance(event, QUIET):
            self._show(notice="")
            self._unposed = 0
        return list(getattr(self, f"_on_{type(event).__name__.lower()}")(event, moment))

    # Rating and saving.

    def _on_rate(self, event: Rate, moment: Moment) -> list[Effect]:
        view = self.view
        if view.stage is not Stage.ANSWERED or view.question is None or view.verdict is None or view.suggested is None:
            return []
        if self._cram is not None:
            return self._practised(self._cram, event.rating or view.suggested, view.verdict, moment)
        row = self._seen.row if self._seen is not None else None
        review = Review(
            card=view.question.card.id,
            rating=event.rating or view.suggested,
            moment=moment,
            expects=row.last_event if row is not None else None,
            suggested=view.suggested,
            verdict=str(view.verdict.status),
            text=as_text(view.given),
            ms=self._ms,
            seed=view.question.seed,
            hints=len(view.hints),
            belief=view.verdict.belief,
            torch=self._torch,
            device=view.question.device,
            digest=view.question.card.digest,
        )
        self._show(stage=Stage.SAVING)
        self._pending = review
        return [Save(review, self._rules.options_of(review.card))]

    def _practised(self, cram: Cram, rating: Rating, verdict: Verdict, moment: Moment) -> list[Effect]:
        card, hints = self.view.card, len(self.view.hints)
        assert card is not None
        cram.practised(card.id, rating is not Rating.AGAIN)
        self._practice.append((verdict.right, hints, self._ms))
        self._count(verdict.right, hints, self._ms, 1)
        return self._go_on(moment)

    def _on_amend(self, event: Amend, moment: Moment) -> list[Effect]:
        if not self._saved or self._pending is not None:
            self._show(notice=messages.NO_AMEND)
            return []
        review, event_id = self._saved[-1]
        rollover_min = self._rules.options.rollover_min
        if study_day(review.moment, rollover_min) < study_day(moment, rollover_min):
            # It would count for today, and use up a place of today's.
            self._show(notice=messages.NO_AMEND_OF_PAST)
            return []
        if review.rating is event.rating:
            self._show(notice=f"{review.card} has this rating already.")
            return []
        self._pending = replace(review, rating=event.rating, moment=moment)
        self._amending = True
        return [Save(self._pending, self._rules.options_of(review.card), replaces=event_id)]

    def _on_saved(self, event: Saved, moment: Moment) -> list[Effect]:
        review, amending = self._settled()
        if review is None:
            return []
        if amending:
            self._saved[-1] = (review, event.event_id)
            self._stands(event.row.card, event.row)
            self._file(event.row.card, event.row, moment)
            self._show(notice=messages.amended(review.card, review.rating))
            return []
        self._saved.append((review, event.event_id))
        self._count(review.verdict == Status.RIGHT, review.hints, review.ms, 1)
        leech = self.view.leech if event.row.suspended else None
        notice = messages.leech(review.card, leech.lapses, leech.beliefs) if leech is not None else ""
        # Under the id that it has now. Where its file has lost it, it has used up its place of today all the same.
        return self._go_on(moment, notice) if self._file(event.row.card, event.row, moment) else self._deal_anew(notice)

    def _on_refused(self, event: Refused, moment: Moment) -> list[Effect]:
        review, amending = self._settled()
        if review is None:
            return []
        self._file(event.row.card if event.row is not None else review.card, event.row, moment)
        if amending:
            self._show(notice=event.message)
            return []
        return self._go_on(moment, event.message)

    def _on_unsaved(self, event: Unsaved, moment: Moment) -> list[Effect]:
        self._settled()
        if self.view.stage is Stage.SAVING:
            self._show(stage=Stage.ANSWERED)
        self._show(notice=event.message)
        return self._draw()

    def _settled(self) -> tuple[Review | None, bool]:
        """The review that waited to be saved, and whether it amends one; nothing waits any more."""
        review, amending = self._pending, self._amending
        self._pending, self._amending = None, False
        return review, amending

    def _on_undo(self, event: Undo, moment: Moment) -> list[Effect]:
        if self.view.stage in (Stage.SAVING, Stage.JUDGING):
            return []
        if self._cram is None:
            return [TakeBack()]
        if not self._practice:
            self._show(notice=messages.NO_UNDO_OF_CRAM)
            return []
        practised = self._practice.pop()
        if practised is None:
            return [TakeBack()]
        self._count(*practised, -1)
        return self._go_on(moment, f"{self._cram.step_back()} is asked again.")

    def _on_takenback(self, event: TakenBack, moment: Moment) -> list[Effect]:
        if not event.kind:
            self._show(notice=messages.NO_UNDO)
            return []
        notice = messages.undone(event.kind, list(event.rows) or [event.card])
        if event.kind == EventKind.REVIEW:
            self._uncount(event.event_id)
        if event.kind == EventKind.RESET and self._cram is None:
            return self._deal_anew(notice)
        ours = [card for card, row in event.rows.items() if self._file(card, row, moment)]
        if ours and event.kind not in BESIDE:
            return self._go_on(moment, notice)
        for card in ours:
            self._stands(card, event.rows[card])
        self._show(notice=notice)
        return []

    def _uncount(self, event_id: str) -> None:
        """Take a review out of the tally, where it was one of this session."""
        for review, saved_id in self._saved:
            if saved_id == event_id:
                self._saved.remove((review, saved_id))
                self._count(review.verdict == Status.RIGHT, review.hints, review.ms, -1)
                return

    def _count(self, right: bool, hints: int, ms: int, times: int) -> None:
        tally = self.view.tally
        self._show(
            tally=Tally(
                tally.reviewed + times,
                tally.right + right * times,
                tally.hints + hints * times,
                tally.ms + ms * times,
            )
        )

    # Putting off and aside.

    def _on_suspend(self, event: Suspend, moment: Moment) -> list[Effect]:
        return self._act(EventKind.SUSPEND, {})

    def _on_bury(self, event: Bury, moment: Moment) -> list[Effect]:
        return self._act(EventKind.BURY, {})

    def _on_flag(self, event: Flag, moment: Moment) -> list[Effect]:
        return self._act(EventKind.FLAG, {"flag": event.flag})

    def _on_reset(self, event: Reset, moment: Moment) -> list[Effect]:
        return self._act(EventKind.RESET, {})

    def _on_dispute(self, event: Dispute, moment: Moment) -> list[Effect]:
        if not self._verdict:
            self._show(notice=messages.NO_DISPUTE)
            return []
        body = dict(self._verdict)
        return [Act(EventKind.DISPUTE, str(body.pop("card")), body)]

    def _act(self, kind: EventKind, body: dict[str, object]) -> list[Effect]:
        card = self.view.card
        if card is None or self.view.stage not in (Stage.ASKING, Stage.ANSWERED):
            return []
        return [Act(kind, card.id, body)]

    def _on_acted(self, event: Acted, moment: Moment) -> list[Effect]:
        row = event.row
        self._practice.append(None)
        if event.kind is EventKind.DISPUTE:
            self._show(notice=messages.acted(event.kind, row, False))
            return []
        if event.kind is EventKind.RESET and self._cram is None:
            # What its card has used of today the store alone can tell.
            return self._deal_anew(messages.acted(event.kind, row, False))
        self._file(row.card, row, moment)
        if self.view.card is None or self.view.card.id != row.card:
            return []
        hidden = entry(row.card, 0, row).hidden(study_day(moment, self._rules.options.rollover_min))
        notice = messages.acted(event.kind, row, hidden)
        if hidden or event.kind is EventKind.RESET:
            return self._go_on(moment, notice)
        self._stands(row.card, row)
        self._show(notice=notice)
        return []

    def _stands(self, card: str, row: CardRow | None) -> None:
        """The row has changed in nothing that is asked: where this card is the present one, its question stays."""
        if self._seen is not None and self._seen.card == card:
            self._seen = replace(self._seen, row=row)
            self._show(flag=row.flag if row is not None else 0)
