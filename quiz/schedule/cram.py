"""Cards gone through once for practice: no schedule is asked and none is touched."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from quiz.schedule.day import study_day
from quiz.schedule.entry import Entry
from quiz.schedule.memory import Moment
from quiz.schedule.policy import DeckCounts


class Cram:
    """The cards in an order shuffled by `seed`; one that was not known comes again, behind the others."""

    def __init__(self, cards: Iterable[str], seed: int, rollover_min: int) -> None:
        def shuffled(card: str) -> bytes:
            return blake2b(f"{seed}\n{card}".encode(), digest_size=8).digest()

        # A dict, for its order and for taking a card out of its midst.
        self._left = dict.fromkeys(sorted(cards, key=shuffled))
        self._past: list[str] = []
        self._rollover_min = rollover_min

    def next(self, moment: Moment, *, excluding: str = "") -> str | None:
        """The card to ask, `excluding` left out; None where all are done. The moment plays no part."""
        return next((card for card in self._left if card != excluding), None)

    def practised(self, card: str, known: bool) -> None:
        """The learner has answered it."""
        self._past.append(card)
        self._left.pop(card, None)
        if not known:
            self._left[card] = None

    def step_back(self) -> str | None:
        """Take the last answer back, so that its card comes next; the card, None where there is none."""
        if not self._past:
            return None
        card = self._past.pop()
        self._left = {card: None} | self._left
        return card

    def put(self, entry: Entry, moment: Moment) -> None:
        """A card suspended or buried meanwhile is not gone through; brought back by an undo, it is again."""
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
        """All of them count as due: what a card is to the schedule plays no part."""
        return DeckCounts(due=len(self._left))

    def next_learning_ms(self) -> int | None:
        """None: practice has no steps."""
        return None
