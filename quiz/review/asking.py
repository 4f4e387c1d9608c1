"""The first half of a session: which card comes, and what becomes of its question until there is a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.question import Broken, Given
from quiz.collection.collection import Collection, StudyOptions
from quiz.deck.model import Card
from quiz.review import messages
from quiz.review.events import (
    Begin,
    Dealt,
    Draw,
    Effect,
    GiveUp,
    Hint,
    Judge,
    Judged,
    Look,
    Noted,
    Posed,
    Renewed,
    Seen,
    SetAside,
    Skip,
    Submit,
    Unposed,
)
from quiz.review.upcoming import Upcoming
from quiz.review.view import Ahead, Leech, Stage, View
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.policy import becomes_leech
from quiz.store.log.fold import CardRow

ANSWER_CAP_MS = 60_000
"""Longer than this nobody thinks about a prediction: they have left the keyboard."""
CODE_CAP_MS = 600_000
"""The same for code that is to be written."""

CLOCK_SLACK_MS = 120_000
"""So far clocks are put right while a computer runs; further back, somebody has set them."""


class Asking:
    """The machine up to the verdict; each `_on_...` takes the event of that name."""

    def __init__(
        self,
        collection: Collection,
        decks: tuple[str, ...],
        seed_of: Callable[[str, int], int],
        cram: Cram | None = None,
        path: tuple[str, ...] = (),
    ) -> None:
        self._upcoming = Upcoming(collection, decks, seed_of, cram, path)
        # What home has counted, until the cards are dealt.
        remaining = self._upcoming.remaining() if cram or path else collection.total(decks)
        self._engine, self._unfit = collection.snapshot.engine, bool(collection.snapshot.aside)
        self._ms = 0
        # Those put aside one after the other, and what stood there before the first of them.
        self._unposed, self._before_unposed = 0, ""
        self._seen: Seen | None = None
        self._coming: Draw | None = None
        self._torch = ""
        self._verdict: dict[str, object] = {}
        self.view = View(Stage.DRAWING, remaining=remaining, cram=cram is not None)

    @property
    def _rules(self) -> StudyOptions:
        return self._upcoming.collection.rules

    def ahead(self, moment: Moment, today: int) -> Ahead:
        """What the done screen tells of the cards of this session."""
        return self._upcoming.ahead(today)

    def upcoming(self, moment: Moment) -> Draw | None:
        """What will probably be drawn after the present question, so that a driver may pose it meanwhile."""
        card = self.view.card
        following = self._upcoming.next(moment, excluding=card.id) if card is not None else None
        return Draw(following, self._upcoming.seed(following.id)) if following is not None else None

    def _on_begin(self, event: Begin, moment: Moment) -> list[Effect]:
        behind_ms = self._upcoming.collection.moment.at_ms - moment.at_ms
        late = behind_ms > CLOCK_SLACK_MS and not self.view.cram
        return self._go_on(moment, messages.clock_behind(behind_ms) if late else "")

    def _on_seen(self, event: Seen, moment: Moment) -> list[Effect]:
        if self._coming is None or self._coming.card.id != event.card:
            return []
        self._seen, row = event, event.row
        if event.version != self._upcoming.version and not self.view.cram:
            # Somebody else has answered or put off cards since these were dealt, this one perhaps.
            return [self._upcoming.wanted()]
        self._show(new=row is None or row.memory is None, flag=row.flag if row is not None else 0)
        return self._draw()

    def _draw(self) -> list[Effect]:
        """Have the question posed of the card that was looked at."""
        coming, self._coming = self._coming, None
        if coming is None:
            return []
        self._upcoming.asked(coming.card.id)
        return [coming]

    def _on_dealt(self, event: Dealt, moment: Moment) -> list[Effect]:
        self._upcoming.dealt(event.session_cards)
        if event.stay:
            self._show(remaining=self._upcoming.remaining())
            return []
        return self._go_on(moment, self.view.notice, dealt=True)

    def _on_renewed(self, event: Renewed, moment: Moment) -> list[Effect]:
        if not (event.edited or self._upcoming.keeps_decks_in(event.collection)):
            return []
        if event.told:
            self._show(notice=event.told)
        stay = not event.edited or self.view.stage is Stage.ANSWERED  # what was judged is still to be rated
        if not self.view.cram:
            return [self._upcoming.wanted(event.collection, stay=stay)]
        self._upcoming.renewed(event.collection)
        return [] if stay else self._go_on(moment, self.view.notice)

    def _on_noted(self, event: Noted, moment: Moment) -> list[Effect]:
        return []

    def _on_posed(self, event: Posed, moment: Moment) -> list[Effect]:
        if not self._shows(event.question.card.id, Stage.DRAWING):
            return []
        self._torch = event.torch
        self._show(stage=Stage.ASKING, question=event.question)
        if self._unfit and event.engine and event.engine != self._engine:
            # Another torch than the one that could not ask some cards: they are given another chance.
            self._engine, self._unfit = event.engine, False
            return [SetAside(event.engine, {})]
        return []

    def _on_unposed(self, event: Unposed, moment: Moment) -> list[Effect]:
        card = self.view.card
        if card is None or not self._shows(event.card, Stage.DRAWING):
            return []
        self._upcoming.drop(event.card)
        reason, code = event.broken.reason, event.broken.code
        if not self._unposed:
            self._before_unposed = self.view.notice
        self._unposed += 1
        self._show(put_aside=(*self.view.put_aside, (event.card, reason)))
        told = messages.put_aside(self.view.put_aside[-self._unposed :])
        effects = self._go_on(moment, f"{self._before_unposed} {told}".strip())
        # A crash or a deadline may have been an accident; these two are so every time.
        if event.engine and code in ("broken", "unsuited"):
            self._engine, self._unfit = event.engine, True
            return [SetAside(event.engine, {card.id: card.digest}, reason, lasting=code == "unsuited"), *effects]
        return effects

    def _on_submit(self, event: Submit, moment: Moment) -> list[Effect]:
        question = self.view.question
        if self.view.stage is not Stage.ASKING or question is None:
            return []
        self._ms = min(event.ms, self._cap_ms())
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
            self._ms = min(event.ms, self._cap_ms())
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
        self._verdict = self._disputable(verdict)
        waits = {} if self.view.cram else self._waits(card.id, moment)
        self._show(
            stage=Stage.ANSWERED, verdict=verdict, suggested=suggested, waits=waits, leech=self._leech(), notice=""
        )

    @property
    def _memory(self) -> Memory | None:
        """What was known of the card when it was shown."""
        return self._seen.row.memory if self._seen is not None and self._seen.row is not None else None

    def _cap_ms(self) -> int:
        assert self.view.card is not None
        return CODE_CAP_MS if kinds.kind(self.view.card.ask).RUNS else ANSWER_CAP_MS

    def _waits(self, card: str, moment: Moment) -> dict[Rating, str]:
        """From now on, though the answer counts from the store's idea of now, where the clock was set back."""
        from quiz.schedule import fsrs  # not needed before the first verdict

        options = self._rules.options_of(card)
        earliest_ms = self._seen.earliest_ms if self._seen is not None else 0
        counted = Moment(max(moment.at_ms, earliest_ms), moment.offset_min)
        after = fsrs.preview(self._memory, counted, card, options)
        return {r: fsrs.wait_text(after[r], moment, options.rollover_min) for r in Rating}

    def _leech(self) -> Leech | None:
        """What Again would make of the card."""
        memory = self._memory
        lapses = memory.lapses if memory is not None and memory.phase is State.REVIEW and not self.view.cram else 0
        if self._seen is None or not becomes_leech(lapses, lapses + 1):
            return None
        return Leech(lapses + 1, self._seen.beliefs)

    def _disputable(self, verdict: Verdict) -> dict[str, object]:
        """What an author needs in order to look into a verdict."""
        question = self.view.question
        assert question is not None
        return {
            "card": question.card.id,
            "seed": question.seed,
            "typed": as_text(self.view.given),
            "truth": verdict.truth,
            "verdict": str(verdict.status),
            "torch": self._torch,
            "device": question.device,
            "digest": question.card.digest,
        }

    def _on_skip(self, event: Skip, moment: Moment) -> list[Effect]:
        card = self.view.card
        if card is None or self.view.stage not in (Stage.DRAWING, Stage.ASKING):
            return []
        self._upcoming.postpone(card.id)
        return self._go_on(moment, f"{card.id} comes later in this session.")

    def _go_on(self, moment: Moment, notice: str = "", *, dealt: bool = False) -> list[Effect]:
        """To the next card. `dealt`: the cards have been, just now; else they are once more before the end."""
        card = self._upcoming.next(moment)
        if card is None and not dealt and not self.view.cram:
            # Another day may have begun, the learner may have asked for more, the store may hold more than was taken.
            return self._deal_anew(notice)
        if card is None and self._unposed:
            notice = self._before_unposed  # the end lists what was put aside
        self._seen, self._ms, before = None, 0, self.view
        self._coming = Draw(card, self._upcoming.seed(card.id)) if card is not None else None
        self.view = View(
            Stage.DONE if card is None else Stage.DRAWING,
            card=card,
            notice=notice,
            remaining=self._upcoming.remaining(),
            tally=before.tally,
            put_aside=before.put_aside,
            cram=before.cram,
        )
        return [Look(card.id)] if card is not None else []

    def _deal_anew(self, notice: str) -> list[Effect]:
        self._show(notice=notice)
        return [self._upcoming.wanted()]

    def _file(self, card: str, row: CardRow | None, moment: Moment) -> bool:
        """Take in how a card is now; whether it is one of this session."""
        ours = self._upcoming.file(card, row, moment)
        self._show(remaining=self._upcoming.remaining())
        return ours

    def _shows(self, card: str, stage: Stage) -> bool:
        return self.view.stage is stage and self.view.card is not None and self.view.card.id == card

    def _show(self, **changes: object) -> None:
        self.view = replace(self.view, **changes)  # type: ignore[arg-type]


def as_text(given: Given) -> str:
    return given if isinstance(given, str) else "\n".join(given)
