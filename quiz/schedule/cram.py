"""Cramming: going through cards once for practice, without reading or changing the schedule."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.policy import DeckCounts


class Cram:
    """The cards in an order shuffled by `seed`; a card that was not known comes again, after the others."""

    def __init__(self, cards: Iterable[str], seed: int, rollover_min: int) -> None:
        def shuffled(card: str) -> bytes:
            return blake2b(f"{seed}\n{card}".encode(), digest_size=8).digest()

        # A dict, for its order and for removing a card from the middle.
        self._left = dict.fromkeys(sorted(cards, key=shuffled))
        self._past: list[str] = []
        self._rollover_min = rollover_min

    def next(self, moment: Moment, *, excluding: str = "") -> str | None:
        """The card to ask, with `excluding` left out; None when all are done. `moment` is ignored."""
        return next((card for card in self._left if card != excluding), None)

    def practised(self, card: str, known: bool) -> None:
        """Note that the learner has answered a card."""
        self._past.append(card)
        self._left.pop(card, None)
        if not known:
            self._left[card] = None

    def step_back(self) -> str | None:
        """Take the last answer back, so that its card comes next; the card, None when there is none."""
        if not self._past:
            return None
        card = self._past.pop()
        self._left = {card: None} | self._left
        return card

    def put(self, entry: Entry, moment: Moment) -> None:
        """Leave out a card that was suspended or buried meanwhile; take it in again after an undo."""
        if entry.hidden(study_day(moment, self._rollover_min)):
            self._left.pop(entry.card, None)
        elif entry.card not in self._left and entry.card not in self._past:
            self._left = {entry.card: None} | self._left

    def postpone(self, card: str) -> None:
        """Ask this card after all others."""
        if card in self._left:
            del self._left[card]
            self._left[card] = None

    def drop(self, card: str) -> None:
        """Do not ask this card any more."""
        self._left.pop(card, None)

    def remaining(self) -> DeckCounts:
        """What is left; every card counts as due, whatever the schedule says."""
        return DeckCounts(due=len(self._left))

    def new_waiting(self) -> int:
        """0: siblings are practised together."""
        return 0

    def next_learning_ms(self) -> int | None:
        """None: practice has no steps."""
        return None
