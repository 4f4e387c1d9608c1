"""Reading one study day: everything that counts are made of, and that a session is selected from.

The results are computed elsewhere, without the store: `quiz/collection/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.schedule.entry import Entry
from quiz.schedule.limits import Done
from quiz.store.queries.due import Agenda
from quiz.store.queries.unaskable import Unaskable, unaskable_cards
from quiz.store.reader import StoreReader


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the store says of a study day; cards that their decks no longer have are in all of it.

    `version` changes whenever another connection writes. `more` new cards and reviews were asked for today only.
    `done` is by deck what counts against the limits. `engine` is the one used last, `unaskable` what it cannot ask.
    `steps` and `due` count by deck the cards of today that are not hidden, `known` how many were ever answered and
    how many have graduated. `answered` were answered today; `unanswered` are new cards with a row; `rows` are the
    cards that were asked for by id, and the unaskable ones, as far as they have rows.
    """

    version: int
    more: tuple[int, int]
    done: Mapping[str, Done]
    engine: str
    unaskable: Mapping[str, Unaskable]
    steps: Counter[str]
    due: Counter[str]
    known: Mapping[str, tuple[int, int]]
    answered: Sequence[Entry]
    unanswered: Sequence[Entry]
    rows: Mapping[str, Entry]


def read_day(store: StoreReader, today: int, until_ms: int, cards: Iterable[str]) -> DayFacts:
    """The facts of study day `today`, whose steps are those due by `until_ms` (UTC). Raises StoreError."""
    agenda = Agenda(store)
    version = agenda.version()  # read before all else, so that no later write goes unnoticed
    engine, unaskable = unaskable_cards(store, today)
    return DayFacts(
        version=version,
        more=agenda.more(today),
        done=store.done_today(today),
        engine=engine,
        unaskable=unaskable,
        steps=agenda.step_counts(until_ms, today),
        due=agenda.due_counts(today),
        known=agenda.known(),
        answered=agenda.answered(today),
        unanswered=agenda.unanswered(),
        rows={entry.card: entry for entry in agenda.entries({*cards, *unaskable})},
    )


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session is selected from: `steps` and `due` reviews of its decks, new cards with a row (`unanswered`), and
    the reviews of the next days (`later`), including those hidden until then.
    """

    steps: Sequence[Entry]
    due: Sequence[Entry]
    unanswered: Sequence[Entry]
    later: Sequence[Entry]


def read_session(
    store: StoreReader, decks: Sequence[str], today: int, until_ms: int, most_due: Mapping[tuple[str, ...], int]
) -> SessionFacts:
    """The facts for a session of these decks on study day `today`. Raises StoreError.

    For each group of decks in `most_due`, only that many of the most overdue reviews are read.
    """
    agenda = Agenda(store)
    return SessionFacts(
        steps=agenda.learning(decks, until_ms),
        due=[entry for group, most in most_due.items() for entry in agenda.due(group, today, most)],
        unanswered=agenda.unanswered(),
        later=read_later(store, decks, today),
    )


def read_later(store: StoreReader, decks: Sequence[str], today: int) -> list[Entry]:
    """For each of these decks the reviews of tomorrow, or else of its first day that has any. Raises StoreError."""
    agenda, wanted = Agenda(store), set(decks)
    buried = [entry for entry in agenda.buried(today) if entry.deck in wanted]
    # A buried card may be one of tomorrow's as well.
    return list({entry.card: entry for entry in (*agenda.later(decks, today), *buried)}.values())
