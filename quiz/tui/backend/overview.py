"""Reading what home shows: the decks with their counts, the outlook a moment later; and noticing changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from quiz.errors import QuizError
from quiz.schedule.day_load import PACE_DAYS, load_ms
from quiz.schedule.memory import State
from quiz.tui.backend.store_thread import StoreThread

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.app.study import Study
    from quiz.collection.collection import Collection
    from quiz.deck.model import Deck
    from quiz.library.learning_path import Trail
    from quiz.review.view import NextCards
    from quiz.schedule.policy import DeckCounts
    from quiz.schedule.unlock import DeckLock
    from quiz.stats.beliefs import BeliefCount
    from quiz.stats.context import Panel
    from quiz.store.store import DayTally, Store

LOOKED_S = 2.0
"""How often a screen checks whether somebody else has changed deck files or the database."""
DAYS = 28
"""The days of the calendar strip."""


class PathProgress(NamedTuple):
    """The learner's progress on a path: the counts of reviewing it now; of its `cards`, how many were ever answered and
    how many have graduated.
    """

    trail: Trail
    counts: DeckCounts
    passed: int
    seen: int
    cards: int


class Overview(NamedTuple):
    """`named` are the decks that were asked for by name, `problems` what keeps decks out. `notes` name the learner's
    decks that hide another of their name, and answers that were rated when the store was opened.

    `total` is the count of reviewing all decks, `counts` by deck its part of it. `passed` is by deck how many cards
    were ever answered and how many have graduated; `locked` says why a deck is not open yet. `progress` is of the
    path through the decks that still has new cards, None when there is none.
    """

    collection: Collection
    named: tuple[str, ...]
    today: DayTally
    problems: tuple[str, ...]
    counts: Mapping[str, DeckCounts]
    total: DeckCounts
    passed: Mapping[str, tuple[int, int]]
    locked: Mapping[str, DeckLock]
    notes: tuple[str, ...] = ()
    progress: PathProgress | None = None

    @property
    def first_run(self) -> bool:
        """Whether nothing was ever answered."""
        return bool(self.collection.decks) and not any(seen for seen, _ in self.passed.values())


class Outlook(NamedTuple):
    """What is read once the decks are on the screen.

    `days` are the answers of the last DAYS days, today last; `load_ms` the time that today's cards will probably
    take.
    """

    ahead: NextCards
    streak: int
    studied_today: bool
    days: tuple[int, ...]
    load_ms: int
    belief: BeliefCount | None


def overview_of(collection: Collection, store: Store, named: tuple[str, ...], problems: tuple[str, ...]) -> Overview:
    """Make the overview. Raises StoreError."""
    known = collection.snapshot.known
    return Overview(
        collection,
        named,
        store.day_tally(collection.today),
        problems,
        collection.shares(),
        collection.total(),
        {deck.name: known.get(deck.name, (0, 0)) for deck in collection.decks},
        collection.locked(),
    )


def outlook_of(overview: Overview, store: Store) -> Outlook:
    """Make the outlook. Raises StoreError."""
    from quiz.collection.gather import session_cards_of
    from quiz.review.upcoming import Upcoming
    from quiz.stats.beliefs import Beliefs
    from quiz.stats.context import StatsContext
    from quiz.stats.streak import Streak
    from quiz.store.queries.reviews import History

    collection, today = overview.collection, overview.collection.today
    first_day = today - PACE_DAYS + 1
    history = History(store, (), first_day)
    decks = {deck.name: tuple(card.id for card in deck.cards) for deck in collection.decks}
    context = StatsContext(history, decks, today, first_day, collection.rules.options)
    streak = Streak.of(context)
    beliefs = (
        belief for belief in Beliefs.of(context).beliefs if any(card in collection.cards for card in belief.cards)
    )
    upcoming = Upcoming(collection, (), lambda card, nth: 0)
    upcoming.dealt(session_cards_of(collection, store))
    return Outlook(
        ahead=upcoming.next_cards(today),
        streak=streak.current,
        studied_today=streak.studied_today,
        days=tuple(context.by_day[day] for day in range(today - DAYS + 1, today + 1)),
        load_ms=load_ms(overview.total, history.pace()),
        belief=next(beliefs, None),
    )


def _path_progress(trails: list[Trail], collection: Collection, store: Store) -> PathProgress | None:
    """The first path that still has new cards."""
    from quiz.collection.gather import session_cards_of

    for trail in trails:
        present = trail.present(collection.cards)
        phases = [row.memory.phase for row in store.rows(present).values() if row.memory is not None]
        if len(phases) < len(present):
            passed = sum(phase is not State.LEARNING for phase in phases)
            counts = session_cards_of(collection, store, path=present).queue().remaining()
            return PathProgress(trail, counts, passed, len(phases), len(present))
    return None


class OverviewReader:
    """Reads decks and store on the store thread. `words` are decks, or a path, that were asked for by name."""

    def __init__(self, home: Home, words: tuple[str, ...], store: StoreThread) -> None:
        """Raises what `Library.find` raises."""
        self._home = home
        self._store = store
        self._study: Study | None = None
        self._read_at: tuple[object, ...] | None = None
        self._seen: WeakKeyDictionary[object, tuple[object, ...]] = WeakKeyDictionary()
        if words:
            from quiz.app.study import study_of

            self._study = study_of(home.library, words)
            home.library.find(self._study.words)

    async def overview(self) -> Overview:
        """Read the decks and the state of their cards. Raises StoreError."""
        return await self._store.call(self._read)

    async def outlook(self, overview: Overview) -> Outlook:
        """The rest of what home shows. Raises StoreError."""

        return await self._store.call(lambda store: outlook_of(overview, store))

    async def changed(self, looker: object) -> bool:
        """Whether somebody else has changed a deck file or the database since this `looker` asked last.

        At its first call: since everything was read. Raises StoreError.
        """

        def work(store: Store) -> bool:
            before, now = self._seen.get(looker, self._read_at), self._versions(store)
            self._seen[looker] = now
            return before is not None and before != now

        return await self._store.call(work)

    async def panels(self, days: int | None) -> dict[str, Panel]:
        """All panels of the statistics over the last `days`, over all if None; {} when nothing was answered.

        Raises StoreError.
        """

        def work(store: Store) -> dict[str, Panel]:
            from quiz.app.history import stats_context
            from quiz.stats.panels import PANELS, count_panels

            context = stats_context(self._home, store, days=days)
            return count_panels(context, PANELS) if context.studied else {}

        return await self._store.call(work)

    def path(self, overview: Overview) -> tuple[str, ...]:
        """The cards that were asked for by their names or by that of a path; () when neither was."""
        return self._study.cards(overview.collection.cards) if self._study is not None else ()

    # On the store thread.

    def note_read(self, store: Store) -> None:
        """Note that everything is about to be read: earlier changes are no news."""
        self._read_at = self._versions(store)

    def named_decks(self, problems: list[str]) -> list[Deck]:
        """The decks that were asked for by name; problems in them since the start are added to `problems`."""
        try:
            return self._home.library.find(self._study.words) if self._study is not None and self._study.words else []
        except QuizError as error:  # a deck that was fine at the start has been edited since
            problems.append(str(error))
            return []

    def _read(self, store: Store) -> Overview:
        from quiz.app.hidden_decks import hidden_decks

        self.note_read(store)
        present, faults = self._home.library.all()
        problems = [str(fault) for fault in faults]
        named = self.named_decks(problems)
        hidden = (str(deck) for deck in hidden_decks(self._home.library, present) if deck.is_other)
        notes = (*self._home.rated, *hidden)
        collection = self._home.collection_of(store, (*present, *named))
        names, all_problems = tuple(deck.name for deck in named), tuple(dict.fromkeys(problems))
        progress = _path_progress(self._home.library.trails(), collection, store)
        return overview_of(collection, store, names, all_problems)._replace(notes=notes, progress=progress)

    def _versions(self, store: Store) -> tuple[object, ...]:
        """A value that changes whenever somebody else writes a deck file or into the database."""
        from quiz.store.queries.due import Agenda

        return self._home.library.signs(), Agenda(store).version()
