"""Finding and changing cards outside a review, on the store thread: search, bulk acts, undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quiz.tui.backend.overview import OverviewReader
from quiz.tui.backend.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.app.cards import FoundCards
    from quiz.app.home import Home
    from quiz.collection.rows import CardLine
    from quiz.schedule.study_options import StudyOptions
    from quiz.store.log.events import EventKind
    from quiz.store.store import Store


class BrowseTasks:
    """Every method raises StoreError."""

    def __init__(self, home: Home, overviews: OverviewReader, store: StoreThread) -> None:
        self._home = home
        self._overviews = overviews
        self._store = store

    async def find(self, words: str) -> tuple[FoundCards, tuple[CardLine, ...]]:
        """The cards that a search finds, and a line for each with its state today. Raises SearchError too."""

        def work(store: Store) -> tuple[FoundCards, tuple[CardLine, ...]]:
            from quiz.app.cards import find

            self._overviews.note_read(store)
            found = find(self._home, store, (words,), self._overviews.named_decks([]))
            return found, found.lines(store)

        return await self._store.call(work)

    async def act(
        self, kind: EventKind, cards: Sequence[str], body: Mapping[str, Any], rules: StudyOptions
    ) -> list[str]:
        """Do one thing to all of these cards; those that it has changed."""

        def work(store: Store) -> list[str]:
            from quiz.app.cards import act

            return act(self._home, store, kind, cards, body, rules)

        return await self._store.call(work)

    async def undo(self) -> str:
        """Undo the last action of today, whatever it was; a sentence about it."""

        def work(store: Store) -> str:
            from quiz.review import messages

            undone = store.undo(self._home.now(), self._home.settings.options().rollover_min)
            return messages.NO_UNDO if undone is None else messages.undone(undone.event.kind, list(undone.rows))

        return await self._store.call(work)
