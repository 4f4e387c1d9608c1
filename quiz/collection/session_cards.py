"""The cards of one session, as selected from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.collection.collection import Collection
from quiz.schedule.counts import unlimited
from quiz.schedule.entry import Entry
from quiz.schedule.policy import Candidates, siblings_of_answered
from quiz.schedule.queue import Queue
from quiz.store.log.fold import CardRow


@dataclass(frozen=True, slots=True)
class SessionCards:
    """As many cards of the `collection` as its day can need: every entry is a card of the index.

    `later` are the reviews of the next days, tomorrow's all. With `in_order` the new cards are asked in the order
    that the candidates have.
    """

    collection: Collection
    candidates: Candidates
    later: Sequence[Entry] = ()
    in_order: bool = False

    def queue(self) -> Queue:
        """The queue of these cards for today; the limits count the answers of all decks."""
        now = self.collection
        return Queue(
            self.candidates,
            now.snapshot.done,
            now.limits,
            now.moment,
            now.rules.options.rollover_min,
            now.card_index.siblings,
            now.snapshot.answered,
            in_order=self.in_order,
        )

    def new_beyond(self) -> int:
        """How many more of the new candidates a higher limit of today would bring."""
        now = self.collection
        buried = siblings_of_answered(now.snapshot.answered, now.today, now.card_index.siblings)
        plan = unlimited(
            self.candidates._replace(buried_siblings=buried),
            now.rules.limits,
            now.moment,
            now.today,
            now.rules.options.rollover_min,
            now.card_index.siblings,
        )
        return len(plan.new) - self.queue().remaining().new


def entry(card: str, position: int, row: CardRow | None) -> Entry:
    """A card as the queue sees it."""
    if row is None:
        return Entry(card, position)
    return Entry.of(card, position, row.memory, row.suspended, row.buried_until)
