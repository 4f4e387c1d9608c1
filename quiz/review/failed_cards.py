"""Cards that torch could not ask: the notices about them, and what is stored for the engine that failed."""

from __future__ import annotations

from quiz.ask.question import Broken
from quiz.collection.collection import Collection
from quiz.deck.model import Card
from quiz.review import messages
from quiz.review.current_card import CurrentCard
from quiz.review.effects import Effect, SetAside


class FailedCards:
    """The failed cards of one session. Cards that fail one after the other are named in one notice."""

    def __init__(self, current: CurrentCard, collection: Collection) -> None:
        self._current = current
        self._engine, self._remembers = collection.snapshot.engine, bool(collection.snapshot.aside)
        self.in_a_row = 0
        """How many failed one after the other since the learner's last act."""
        self.notice_before = ""
        """The notice from before the first of them."""

    def add(self, card: Card, broken: Broken) -> str:
        """Set the card aside for this session; the notice that names it."""
        view = self._current.view
        if not self.in_a_row:
            self.notice_before = view.notice
        self.in_a_row += 1
        put_aside = (*view.put_aside, (card.id, broken.reason))
        self._current.show(put_aside=put_aside)
        return f"{self.notice_before} {messages.put_aside(put_aside[-self.in_a_row :])}".strip()

    def remember(self, card: Card, broken: Broken, engine: str) -> list[Effect]:
        """Store the card beyond this session if it will fail every time; a crash or a time-out may not."""
        if not engine or broken.code not in ("broken", "unsuited"):
            return []
        self._engine, self._remembers = engine, True
        lasting = broken.code == "unsuited"
        return [SetAside(engine, {card.id: card.digest}, broken.reason, lasting=lasting)]

    def forget(self, engine: str) -> list[Effect]:
        """Drop what another engine could not ask, so that it gets another chance."""
        if not self._remembers or not engine or engine == self._engine:
            return []
        self._engine, self._remembers = engine, False
        return [SetAside(engine, {})]
