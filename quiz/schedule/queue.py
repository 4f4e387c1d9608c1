"""The queue of one session: what to ask next, given what has been answered, put off and put aside.

What comes next follows from the cards, today's tallies and the moment alone; so an undo, which puts the earlier card
back, finds the queue as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Phase
from quiz.schedule.policy import (
    NO_SIBLINGS,
    DeckCounts,
    Done,
    Entry,
    Limits,
    Plan,
    Siblings,
    both_ways,
    due_ms,
    forecast,
    plan,
)

__all__ = ["DeckCounts", "Done", "Entry", "Limits", "Queue", "forecast"]


class Queue:
    """Cards in the order in which they are to be asked.

    Steps that are due come first; then reviews and new cards, the fewer spread evenly among the more; then steps within
    learn-ahead; then what was postponed. A card brought back by an undo comes before all of them. When a moment lies in
    the next study day the tallies start at nothing; a moment that lies in an earlier one changes no day.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        done: Done,
        limits: Limits,
        moment: Moment,
        rollover_min: int,
        siblings: Siblings = NO_SIBLINGS,
    ) -> None:
        self._entries = {entry.card: entry for entry in entries}
        self._limits = limits
        self._rollover_min = rollover_min
        self._siblings = both_ways(siblings)
        self._dropped: set[str] = set()
        self._last = ""
        self._begin_day(study_day(moment, rollover_min), done, moment)

    def next(self, moment: Moment, *, besides: str = "") -> str | None:
        """The card to ask at `moment`; None where nothing can be asked now, though a step may come due later today.

        Asking twice changes nothing. `besides` names a card that is left out: the one before the learner, when what
        will probably follow it is asked for.
        """
        self._move_to(moment)
        left = self._left()
        steps = [entry for entry in left.learning if due_ms(entry) <= moment.at_ms + self._limits.learn_ahead_s * 1000]
        ready = [entry for entry in steps if due_ms(entry) <= moment.at_ms]
        askable = {entry.card for part in (steps, left.due, left.new) for entry in part}
        waiting = askable | {entry.card for entry in left.learning}
        classes = (
            [card for card in reversed(self._undone) if card in waiting],
            self._fresh(ready),
            self._mixed(self._fresh(left.due), self._fresh(left.new)),
            self._not_again_at_once(self._fresh(steps[len(ready) :])),
            [card for card in self._postponed if card in askable],
        )
        return next((card for cards in classes for card in cards if card != besides), None)

    def put(self, entry: Entry, moment: Moment) -> None:
        """File a card anew after an answer, after the undo of one, or after a change such as a burial."""
        self._move_to(moment)
        before = self._entries.get(entry.card, entry)
        answers = _reps(entry) - _reps(before)
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
        self._file(replace(entry, suspended=True) if entry.card in self._dropped else entry)

    def postpone(self, card: str) -> None:
        """Later in this session: behind everything that can be asked without it."""
        self._undone.pop(card, None)
        self._postponed.pop(card, None)
        self._postponed[card] = None

    def drop(self, card: str) -> None:
        """Not in this session any more; its place within the limits goes to another card."""
        self._dropped.add(card)
        if card in self._entries:
            self._file(replace(self._entries[card], suspended=True))

    def remaining(self) -> DeckCounts:
        """What is left of today, as of the last moment given, postponed cards and later steps included."""
        return self._left().counts

    def next_learning_ms(self) -> int | None:
        """When the earliest step still open today is due, UTC ms; None where there is none."""
        steps = self._left().learning
        return int(due_ms(steps[0])) if steps else None

    def _begin_day(self, today: int, done: Done, moment: Moment) -> None:
        self._today = today
        self._moment = moment
        self._done = self._done_before = done
        # Dicts, for their order: the last undone comes first, the first postponed comes first.
        self._undone: dict[str, None] = {}
        self._postponed: dict[str, None] = {}
        self._plan: Plan | None = None
        self._whole_day = self._left().counts

    def _move_to(self, moment: Moment) -> None:
        if moment == self._moment:
            return
        day = study_day(moment, self._rollover_min)
        if day > self._today:
            self._begin_day(day, Done(), moment)
        self._moment = moment
        self._plan = None

    def _left(self) -> Plan:
        if self._plan is None:
            entries, done, limits, moment = self._entries.values(), self._done, self._limits, self._moment
            self._plan = plan(entries, done, limits, moment, self._today, self._rollover_min, self._siblings)
        return self._plan

    def _file(self, entry: Entry) -> None:
        self._entries[entry.card] = entry
        self._plan = None

    def _tally(self, asked: Entry, answers: int) -> None:
        """Count an answer to a card that was as `asked` when it was given; -1 takes it back."""
        if asked.memory is None:
            self._done = replace(self._done, new=max(self._done.new + answers, 0))
        elif asked.memory.phase is Phase.REVIEW:
            self._done = replace(self._done, reviews=max(self._done.reviews + answers, 0))

    def _fresh(self, entries: Sequence[Entry]) -> list[str]:
        return [entry.card for entry in entries if entry.card not in self._postponed]

    def _mixed(self, due: list[str], new: list[str]) -> list[str]:
        """Whichever of the two has had the smaller share of its whole day comes next (Anki's intersperser)."""
        if not (due and new):
            return due or new
        new_given = self._done.new - self._done_before.new
        due_given = self._done.reviews - self._done_before.reviews
        new_is_behind = (new_given + 1) * (self._whole_day.due + 1) < (due_given + 1) * (self._whole_day.new + 1)
        return new if new_is_behind else due

    def _not_again_at_once(self, early: list[str]) -> list[str]:
        """Ahead of its time, a card does not follow itself while another can stand between."""
        return early[1:] if len(early) > 1 and early[0] == self._last else early


def _reps(entry: Entry) -> int:
    return 0 if entry.memory is None else entry.memory.reps
