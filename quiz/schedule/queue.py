"""The queue of one session: which card to ask next, given the answers, postponed cards and dropped cards.

The next card follows from the cards, today's tallies and the moment alone; so an undo, which puts the earlier card
back, restores the queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done, Limits
from quiz.schedule.memory import Moment
from quiz.schedule.policy import (
    NO_SIBLINGS,
    Candidates,
    DayPlan,
    DeckCounts,
    Siblings,
    both_ways,
    by_overdueness,
    by_position,
    by_time,
    due_ms,
    forecast,
    plan,
    siblings_of_answered,
)
from quiz.schedule.sorted_entries import Ranked

__all__ = ["CardSource", "DeckCounts", "Done", "Entry", "Limits", "Queue", "forecast"]


class CardSource(Protocol):
    """What a session needs from the object that orders its cards."""

    def next(self, moment: Moment, *, excluding: str = "") -> str | None:
        """The card to ask at `moment`, with `excluding` left out; None when there is none now."""

    def put(self, entry: Entry, moment: Moment) -> None:
        """File a card again after it has changed."""

    def postpone(self, card: str) -> None:
        """Ask this card later in the session."""

    def drop(self, card: str) -> None:
        """Do not ask this card any more in the session."""

    def remaining(self) -> DeckCounts:
        """What is left to ask."""

    def new_waiting(self) -> int:
        """How many of the new cards wait until another day because a sibling was answered today."""

    def next_learning_ms(self) -> int | None:
        """When the earliest step is due, UTC ms; None when there is none."""


class Queue:
    """Cards in the order in which they are to be asked.

    Steps that are due come first; then reviews and new cards, the fewer spread evenly among the more; then steps
    within learn-ahead; then postponed cards. A card brought back by an undo comes before all of them. The queue is
    for one study day: at a moment on a later day it is empty; a moment on an earlier day counts as this one. New
    cards of several decks are spread evenly among one another, unless they are to come `in_order`.
    """

    def __init__(
        self,
        candidates: Candidates,
        done: Mapping[str, Done],
        limits: Limits,
        moment: Moment,
        rollover_min: int,
        siblings: Siblings = NO_SIBLINGS,
        answered: Iterable[Entry] = (),
        in_order: bool = False,
    ) -> None:
        self._today = study_day(moment, rollover_min)
        self._moment = moment
        self._limits = limits
        self._rollover_min = rollover_min
        self._in_order = in_order
        self._siblings = both_ways(siblings)
        self._learning = Ranked(by_time, candidates.learning)
        self._due = Ranked(by_overdueness(self._today), candidates.due)
        self._new = Ranked(by_position, candidates.new)
        self._beyond = candidates.due_beyond
        self._known = {entry.card: entry for part in (self._learning, self._due, self._new) for entry in part}
        self._known |= {entry.card: entry for entry in answered}
        self._answered = {card: entry for card, entry in self._known.items() if entry.answered_on(self._today)}
        self._dropped: set[str] = set()
        self._last = ""
        # Dicts, for their order: the last undone comes first, the first postponed comes first.
        self._undone: dict[str, None] = {}
        self._postponed: dict[str, None] = {}
        self._done = dict(done)
        self._done_before = _all(done)
        self._plan: DayPlan | None = None
        self._whole_day = self._left().counts

    def next(self, moment: Moment, *, excluding: str = "") -> str | None:
        """The card to ask at `moment`; None when nothing can be asked now, though a step may be due later today.

        Asking twice changes nothing. `excluding` names a card to leave out: the one shown now, when its probable
        successor is asked for.
        """
        if self._day_is_over(moment):
            return None
        self._move_to(moment)
        left = self._left()
        steps = [entry for entry in left.learning if due_ms(entry) <= moment.at_ms + self._limits.learn_ahead_s * 1000]
        ready = [entry for entry in steps if due_ms(entry) <= moment.at_ms]
        askable = {entry.card for part in (steps, left.due, left.new) for entry in part}
        waiting = askable | {entry.card for entry in left.learning}
        classes = (
            [card for card in reversed(self._undone) if card in waiting],
            self._fresh(ready),
            self._mixed(self._fresh(left.due), self._fresh(left.new if self._in_order else _interleaved(left.new))),
            self._not_again_at_once(self._fresh(steps[len(ready) :])),
            [card for card in self._postponed if card in askable],
        )
        return next((card for cards in classes for card in cards if card != excluding), None)

    def put(self, entry: Entry, moment: Moment) -> None:
        """File a card again after an answer, after the undo of one, or after a change such as a burial."""
        self._move_to(moment)
        before = self._known.get(entry.card, entry)
        answers = entry.reps - before.reps
        undone = answers == -1 and before.answered_on(self._today)
        if answers:
            self._postponed.pop(entry.card, None)
            self._undone.pop(entry.card, None)
        if answers > 0:
            self._tally(before, 1)
        if undone:
            self._tally(entry, -1)
            self._undone[entry.card] = None
        self._last = entry.card
        self._file(entry._replace(suspended=1) if entry.card in self._dropped else entry)

    def postpone(self, card: str) -> None:
        """Ask this card later in the session: after everything that can be asked without it."""
        self._undone.pop(card, None)
        self._postponed.pop(card, None)
        self._postponed[card] = None

    def drop(self, card: str) -> None:
        """Do not ask this card any more in the session; its place within the limits goes to another card."""
        self._dropped.add(card)
        if card in self._known:
            self._file(self._known[card]._replace(suspended=1))

    def remaining(self) -> DeckCounts:
        """What is left today, as of the last moment given, including postponed cards and later steps."""
        return self._left().counts

    def new_waiting(self) -> int:
        """How many of the new cards wait until another day because a sibling was answered today."""
        waiting = siblings_of_answered(self._answered.values(), self._today, self._siblings)
        return sum(entry.card in waiting and entry.new and not entry.hidden(self._today) for entry in self._new)

    def next_learning_ms(self) -> int | None:
        """When the earliest step still open today is due, UTC ms; None when there is none."""
        steps = self._left().learning
        return int(due_ms(steps[0])) if steps else None

    def take_over(self, before: Queue) -> None:
        """Keep the cards that this session has dropped dropped; those postponed or taken back, only on the same day."""
        for card in before._dropped:
            self.drop(card)
        if before._today == self._today:
            self._postponed, self._undone, self._last = before._postponed, before._undone, before._last

    def _day_is_over(self, moment: Moment) -> bool:
        return study_day(moment, self._rollover_min) > self._today

    def _move_to(self, moment: Moment) -> None:
        if moment != self._moment:
            self._moment = moment
            self._plan = None

    def _left(self) -> DayPlan:
        if self._plan is None:
            buried = siblings_of_answered(self._answered.values(), self._today, self._siblings)
            candidates = Candidates(self._learning, self._due, self._new, buried, self._beyond)
            self._plan = plan(
                candidates, self._done, self._limits, self._moment, self._today, self._rollover_min, self._siblings
            )
        return self._plan

    def _file(self, entry: Entry) -> None:
        before = self._known.get(entry.card)
        if before is not None:
            self._class_of(before).discard(before)
        self._class_of(entry).add(entry)
        self._known[entry.card] = entry
        self._answered.pop(entry.card, None)
        if entry.answered_on(self._today):
            self._answered[entry.card] = entry
        self._plan = None

    def _class_of(self, entry: Entry) -> Ranked:
        return self._new if entry.new else self._due if entry.in_review else self._learning

    def _tally(self, asked: Entry, answers: int) -> None:
        """Count an answer to a card whose entry was `asked` when it was given; -1 takes it back."""
        done = self._done.get(asked.deck, Done())
        if asked.new:
            self._done[asked.deck] = Done(max(done.new + answers, 0), done.reviews)
        elif asked.in_review:
            self._done[asked.deck] = Done(done.new, max(done.reviews + answers, 0))

    def _fresh(self, entries: Sequence[Entry]) -> list[str]:
        return [entry.card for entry in entries if entry.card not in self._postponed]

    def _mixed(self, due: list[str], new: list[str]) -> list[str]:
        """The next of due and new cards: of the class with the smaller share of its day done (Anki's intersperser)."""
        if not (due and new):
            return due or new
        done = _all(self._done)
        new_given = done.new - self._done_before.new
        due_given = done.reviews - self._done_before.reviews
        new_is_behind = (new_given + 1) * (self._whole_day.due + 1) < (due_given + 1) * (self._whole_day.new + 1)
        return new if new_is_behind else due

    def _not_again_at_once(self, early: list[str]) -> list[str]:
        """Before its time, a card does not follow itself while another can come between."""
        return early[1:] if len(early) > 1 and early[0] == self._last else early


def _all(done: Mapping[str, Done]) -> Done:
    return sum(done.values(), Done())


def _interleaved(new: Sequence[Entry]) -> list[Entry]:
    """Today's new cards, those of each deck in their order and spread evenly among those of the others."""
    sizes = Counter(entry.deck for entry in new)
    if len(sizes) < 2:
        return list(new)
    nth: Counter[str] = Counter()
    places: list[tuple[float, int, Entry]] = []
    for at, entry in enumerate(new):
        places.append(((nth[entry.deck] + 0.5) / sizes[entry.deck], at, entry))
        nth[entry.deck] += 1
    return [entry for _, _, entry in sorted(places)]
