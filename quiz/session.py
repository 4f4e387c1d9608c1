"""One review session, without any input or output: events go in, effects come out, `view` is what to show.

    Begin -> Draw(card, seed) -> Posed -> Submit -> Judge -> Judged -> Rate -> Save -> Saved -> Draw ... -> done

A driver (`plain.py`, the TUI) carries the effects out, hands back what they came to, and shows `view` after each step.
An event that does not fit the stage changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quiz.answer.verdict import Status, Verdict
from quiz.ask._question import Broken
from quiz.collection import Collection, entry
from quiz.deck.model import Card
from quiz.moves import (
    Act,
    Acted,
    Amend,
    Begin,
    Bury,
    Draw,
    Effect,
    Event,
    Flag,
    GiveUp,
    Hint,
    Judge,
    Judged,
    Posed,
    Rate,
    Refused,
    Save,
    Saved,
    Skip,
    Submit,
    Suspend,
    TakeBack,
    TakenBack,
    Undo,
    Unposed,
    Unsaved,
)
from quiz.schedule.day import study_day
from quiz.schedule.memory import Memory, Moment, Rating
from quiz.schedule.policy import Entry, forecast
from quiz.store.cards import CardRow
from quiz.store.events import Kind, Review
from quiz.view import Ahead, Stage, Tally, View

ANSWER_CAP_MS = 60_000
"""Longer than this nobody thinks about a prediction: they have left the keyboard."""


class Session:
    """`decks` narrows the session to these; `seed_of(card, nth)` gives the seed of the nth question of a card."""

    def __init__(self, collection: Collection, decks: tuple[str, ...], seed_of: Callable[[str, int], int]) -> None:
        self._cards = collection.cards
        self._options = collection.rules.options
        self._entries: dict[str, Entry] = {row.card: row for row in collection.entries}
        self._rows: dict[str, CardRow | None] = dict(collection.rows)
        self._queue = collection.queue(decks)
        self._seed_of = seed_of
        self._asked: dict[str, int] = {}
        self._seeds: dict[tuple[str, int], int] = {}
        self._wanted = set(decks)
        self._ms = 0
        self._expects: str | None = None
        self._torch = ""
        self._saved: list[tuple[Review, str]] = []
        self._pending: Review | None = None
        self._amending = False
        self.view = View(Stage.DRAWING)

    def step(self, event: Event, moment: Moment) -> list[Effect]:
        """Take one event in; the effects are to be carried out in order."""
        if not isinstance(event, Posed):  # what led to this question is still worth reading beside it
            self._show(notice="")
        return list(getattr(self, f"_on_{type(event).__name__.lower()}")(event, moment))

    def ahead(self, moment: Moment, today: int) -> Ahead:
        """What the done screen tells of the cards of this session."""
        wanted = [row for row in self._entries.values() if not self._wanted or row.deck in self._wanted]
        days = {day: count for day, count in forecast(wanted, today).items() if day > today and count}
        next_day = min(days, default=None)
        steps = self._queue.remaining().learning
        first = self._queue.next_learning_ms()
        return Ahead(steps, first, days.get(today + 1, 0), next_day, days[next_day] if next_day is not None else 0)

    def upcoming(self, moment: Moment) -> Draw | None:
        """What will probably be drawn after the present question, so that a driver may pose it meanwhile."""
        card = self.view.card
        following = self._queue.next(moment, besides=card.id) if card is not None else None
        return Draw(self._cards[following], self._seed(following)) if following is not None else None

    # Asking.

    def _on_begin(self, event: Begin, moment: Moment) -> list[Effect]:
        return self._go_on(moment)

    def _on_posed(self, event: Posed, moment: Moment) -> list[Effect]:
        if self._shows(event.question.card.id, Stage.DRAWING):
            self._torch = event.torch
            self._show(stage=Stage.ASKING, question=event.question)
        return []

    def _on_unposed(self, event: Unposed, moment: Moment) -> list[Effect]:
        if not self._shows(event.card, Stage.DRAWING):
            return []
        self._queue.drop(event.card)
        self._show(put_aside=(*self.view.put_aside, (event.card, event.broken.reason)))
        return self._go_on(moment, f"{event.card} is put aside: {event.broken.reason}")

    def _on_submit(self, event: Submit, moment: Moment) -> list[Effect]:
        question = self.view.question
        if self.view.stage is not Stage.ASKING or question is None:
            return []
        self._ms = min(event.ms, ANSWER_CAP_MS)
        self._show(stage=Stage.JUDGING, given=event.given, notice="")
        return [Judge(question, event.given)]

    def _on_hint(self, event: Hint, moment: Moment) -> list[Effect]:
        question, shown = self.view.question, self.view.hints
        if self.view.stage is Stage.ASKING and question is not None:
            if len(shown) < len(question.hints):
                self._show(hints=question.hints[: len(shown) + 1], notice="")
            else:
                self._show(notice="There is no further hint." if shown else "This card has no hint.")
        return []

    def _on_giveup(self, event: GiveUp, moment: Moment) -> list[Effect]:
        if self.view.stage is Stage.ASKING:
            self._ms = min(event.ms, ANSWER_CAP_MS)
            self._answered(event.verdict, moment)
        return []

    def _on_judged(self, event: Judged, moment: Moment) -> list[Effect]:
        card = self.view.card
        if self.view.stage is not Stage.JUDGING or card is None:
            return []
        verdict = event.verdict
        if verdict.status is Status.INVALID:
            self._show(stage=Stage.ASKING, notice=verdict.message)
            return []
        if verdict.status is Status.ERROR:
            return self._on_unposed_now(card, verdict, moment)
        self._answered(verdict, moment)
        return []

    def _on_unposed_now(self, card: Card, verdict: Verdict, moment: Moment) -> list[Effect]:
        self._show(stage=Stage.DRAWING)
        return self._on_unposed(Unposed(card.id, Broken(verdict.message, verdict.code)), moment)

    def _answered(self, verdict: Verdict, moment: Moment) -> None:
        card = self.view.card
        assert card is not None
        suggested = Rating.AGAIN if not verdict.right else Rating.HARD if self.view.hints else Rating.GOOD
        waits = self._waits(self._entries[card.id].memory, card.id, moment)
        self._show(stage=Stage.ANSWERED, verdict=verdict, suggested=suggested, waits=waits, notice="")

    def _waits(self, memory: Memory | None, card: str, moment: Moment) -> dict[Rating, str]:
        from quiz.schedule import fsrs  # not needed before the first verdict

        after = fsrs.preview(memory, moment, card, self._options)
        return {r: fsrs.wait_text(after[r], moment, self._options.rollover_min) for r in Rating}

    # Rating and saving.

    def _on_rate(self, event: Rate, moment: Moment) -> list[Effect]:
        view = self.view
        if view.stage is not Stage.ANSWERED or view.question is None or view.verdict is None or view.suggested is None:
            return []
        given = view.given
        review = Review(
            card=view.question.card.id,
            rating=event.rating or view.suggested,
            moment=moment,
            expects=self._expects,
            suggested=view.suggested,
            verdict=str(view.verdict.status),
            text=given if isinstance(given, str) else "\n".join(given),
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
        return [Save(review)]

    def _on_amend(self, event: Amend, moment: Moment) -> list[Effect]:
        if not self._saved or self._pending is not None:
            self._show(notice="There is no answer yet whose rating could be changed.")
            return []
        review, event_id = self._saved[-1]
        if review.rating is event.rating:
            self._show(notice=f"{review.card} has this rating already.")
            return []
        self._pending = replace(review, rating=event.rating, moment=moment)
        self._amending = True
        return [Save(self._pending, replaces=event_id)]

    def _on_saved(self, event: Saved, moment: Moment) -> list[Effect]:
        review, amending = self._settled()
        if review is None:
            return []
        if amending:
            self._saved[-1] = (review, event.event_id)
            if self.view.card is not None and self.view.card.id == review.card:
                self._expects = event.event_id
            self._file(review.card, event.row, moment)
            self._show(notice=f"{review.card} is now rated {review.rating.name.capitalize()}.")
            return []
        self._saved.append((review, event.event_id))
        tally = self.view.tally
        self._show(
            tally=Tally(
                tally.reviewed + 1,
                tally.right + (review.verdict == Status.RIGHT),
                tally.hints + review.hints,
                tally.ms + review.ms,
            )
        )
        self._file(review.card, event.row, moment)
        return self._go_on(moment)

    def _on_refused(self, event: Refused, moment: Moment) -> list[Effect]:
        review, amending = self._settled()
        if review is None:
            return []
        self._file(review.card, event.row, moment)
        if amending:
            self._show(notice=event.message)
            return []
        return self._go_on(moment, event.message)

    def _on_unsaved(self, event: Unsaved, moment: Moment) -> list[Effect]:
        self._settled()
        if self.view.stage is Stage.SAVING:
            self._show(stage=Stage.ANSWERED)
        self._show(notice=event.message)
        return []

    def _settled(self) -> tuple[Review | None, bool]:
        """The review that waited to be saved, and whether it amends one; nothing waits any more."""
        review, amending = self._pending, self._amending
        self._pending, self._amending = None, False
        return review, amending

    def _on_undo(self, event: Undo, moment: Moment) -> list[Effect]:
        return [] if self.view.stage in (Stage.SAVING, Stage.JUDGING) else [TakeBack()]

    def _on_takenback(self, event: TakenBack, moment: Moment) -> list[Effect]:
        if not event.card:
            self._show(notice="There is nothing of today to undo.")
            return []
        notice = f"Undone: the {event.kind} of {event.card}."
        if event.kind == Kind.REVIEW:
            self._uncount(event.card)
        if event.card not in self._entries:
            self._show(notice=notice)
            return []
        self._file(event.card, event.row, moment)
        return self._go_on(moment, notice)

    def _uncount(self, card: str) -> None:
        """Take the last review of this card out of the tally, where it was one of this session."""
        at = next((at for at in reversed(range(len(self._saved))) if self._saved[at][0].card == card), None)
        if at is None:
            return
        review, _ = self._saved.pop(at)
        tally, right = self.view.tally, review.verdict == Status.RIGHT
        less = Tally(tally.reviewed - 1, tally.right - right, tally.hints - review.hints, tally.ms - review.ms)
        self._show(tally=less)

    # Putting off and aside.

    def _on_skip(self, event: Skip, moment: Moment) -> list[Effect]:
        card = self.view.card
        if card is None or self.view.stage not in (Stage.DRAWING, Stage.ASKING):
            return []
        self._queue.postpone(card.id)
        return self._go_on(moment, f"{card.id} comes later in this session.")

    def _on_suspend(self, event: Suspend, moment: Moment) -> list[Effect]:
        return self._act(Kind.SUSPEND, {})

    def _on_bury(self, event: Bury, moment: Moment) -> list[Effect]:
        return self._act(Kind.BURY, {})

    def _on_flag(self, event: Flag, moment: Moment) -> list[Effect]:
        return self._act(Kind.FLAG, {"flag": event.flag})

    def _act(self, kind: Kind, body: dict[str, int]) -> list[Effect]:
        card = self.view.card
        if card is None or self.view.stage not in (Stage.ASKING, Stage.ANSWERED):
            return []
        return [Act(kind, card.id, body)]

    def _on_acted(self, event: Acted, moment: Moment) -> list[Effect]:
        row = event.row
        self._file(row.card, row, moment)
        if self.view.card is None or self.view.card.id != row.card:
            return []
        self._expects = row.last_event
        if not self._entries[row.card].hidden(study_day(moment, self._options.rollover_min)):
            self._show(flag=row.flag, notice=f"Flag {row.flag}." if row.flag else "The flag is gone.")
            return []
        told = "suspended" if row.suspended else "buried until tomorrow"
        return self._go_on(moment, f"{row.card} is {told}. Undo brings it back.")

    # What all of it rests on.

    def _go_on(self, moment: Moment, notice: str = "") -> list[Effect]:
        card_id = self._queue.next(moment)
        kept = replace(self.view, notice=notice, remaining=self._queue.remaining())
        if card_id is None:
            self.view = View(
                Stage.DONE, notice=notice, remaining=kept.remaining, tally=kept.tally, put_aside=kept.put_aside
            )
            return []
        card = self._cards[card_id]
        seed = self._seed(card_id)
        self._asked[card_id] = self._asked.get(card_id, 0) + 1
        row = self._rows.get(card_id)
        self._expects = row.last_event if row is not None else None
        self._ms = 0
        self.view = View(
            Stage.DRAWING,
            card=card,
            new=self._entries[card_id].memory is None,
            flag=row.flag if row is not None else 0,
            notice=notice,
            remaining=kept.remaining,
            tally=kept.tally,
            put_aside=kept.put_aside,
        )
        return [Draw(card, seed)]

    def _seed(self, card: str) -> int:
        """The seed of the card's next question: the same however often it is asked for."""
        nth = self._asked.get(card, 0)
        return self._seeds.setdefault((card, nth), self._seed_of(card, nth))

    def _file(self, card: str, row: CardRow | None, moment: Moment) -> None:
        self._rows[card] = row
        self._entries[card] = entry(card, self._entries[card].position, row)
        self._queue.put(self._entries[card], moment)
        self._show(remaining=self._queue.remaining())

    def _shows(self, card: str, stage: Stage) -> bool:
        return self.view.stage is stage and self.view.card is not None and self.view.card.id == card

    def _show(self, **changes: object) -> None:
        self.view = replace(self.view, **changes)  # type: ignore[arg-type]
