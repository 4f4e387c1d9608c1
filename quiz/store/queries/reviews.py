"""Counting reviews: the queries of the statistics and of the fit. Nothing here writes.

All are read from `revlog`, one row for each review not taken back, whose key is in the order of time: a span of days
is a span of the key, so the last year costs what the last year contains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from quiz.schedule.day import DAY_MS
from quiz.store.log.events import day_ids, since
from quiz.store.reader import StoreReader

NEW, LEARNING, SAME_DAY, RELEARNING, YOUNG, MATURE = range(6)
"""The stage of a card when it was answered; SAME_DAY is a card in review that was answered before on the same day."""
MATURE_DAYS = 21
HOUR_MS = 3_600_000
_AT_ONCE = 400
"""Days asked for in one statement: old SQLites take 999 parameters."""
_STAGE = (
    f"CASE WHEN phase <> 2 THEN phase WHEN days = 0 THEN {SAME_DAY}"
    f" WHEN interval_days < {MATURE_DAYS} THEN {YOUNG} ELSE {MATURE} END"
)
_FIRST = "phase = 2 AND days > 0"
_DECK = "substr(card, 1, instr(card, '/') - 1)"


class DayCount(NamedTuple):
    """Answers of one study day to cards of one stage that got the same rating; `ms` is the time they took together."""

    day: int
    stage: int
    rating: int
    answers: int
    ms: int


class DeckCount(NamedTuple):
    """Answers to the cards of a deck; `reviews` of them were first answers of a day to cards in review."""

    deck: str
    answers: int
    ms: int
    reviews: int
    passed: int


class HourCount(NamedTuple):
    """First answers of a day to cards in review, by the local hour; `passed` is 1 for those not rated Again."""

    hour: int
    passed: int
    answers: int


class RecallCount(NamedTuple):
    """Answers a day or more after the one before; `permille` is the predicted retrievability."""

    permille: int
    passed: int
    answers: int


class CardBelief(NamedTuple):
    """A misconception that wrong answers to a card showed `answers` times since its last right answer."""

    belief: str
    card: str
    answers: int
    last_day: int


class CardState(NamedTuple):
    """A card with events; `phase` None means never answered."""

    card: str
    phase: str | None
    stability: float | None
    difficulty: float | None
    last_day: int | None
    due_day: int | None
    due_ms: int | None
    interval_days: int | None
    lapses: int | None
    suspended: int
    buried_until: int | None


class AnswerRow(NamedTuple):
    """One review for the fit; `phase` 0 begins a sequence."""

    card: str
    day: int
    phase: int
    rating: int
    ms: int


class History:
    """The reviews of some decks, of all when none is named, from a study day on, from the first if None.

    Raises StoreError when the file fails.
    """

    def __init__(self, store: StoreReader, decks: Sequence[str] = (), first_day: int | None = None) -> None:
        self._store = store
        of_decks, self._decks = _of_decks(decks)
        self._whole = f" WHERE {of_decks}"
        self._where, self._values = self._since(first_day)

    def days(self, first_day: int | None) -> list[DayCount]:
        """Answers counted by day, stage and rating, from `first_day` on, whatever day this history begins with."""
        where, values = self._since(first_day)
        # Grouped by one whole number: SQLite sorts a million of these twice as fast as rows of several columns.
        key = f"(study_day * 8 + {_STAGE}) * 8 + rating"
        rows = self._store.select(f"SELECT {key}, count(*), sum(ms) FROM revlog{where} GROUP BY 1", values)
        return [DayCount(key // 64, key // 8 % 8, key % 8, answers, ms) for key, answers, ms in rows]

    def decks(self) -> list[DeckCount]:
        """The answers counted by deck."""
        columns = f"{_DECK}, count(*), sum(ms), sum({_FIRST}), sum({_FIRST} AND rating > 1)"
        return [DeckCount(*row) for row in self._select(f"SELECT {columns} FROM revlog{self._where} GROUP BY 1")]

    def hours(self) -> list[HourCount]:
        """First answers of a day to cards in review, by hour and by whether they passed."""
        sql = f"SELECT hour * 2 + (rating > 1), count(*) FROM revlog{self._where} AND {_FIRST} GROUP BY 1"
        return [HourCount(key // 2, key % 2, answers) for key, answers in self._select(sql)]

    def recalls(self) -> list[RecallCount]:
        """Answers a day or more after the one before, by predicted recall and by whether they passed."""
        key = "CAST(recall * 1000 + 0.5 AS INTEGER) * 2 + (rating > 1)"
        rows = self._select(f"SELECT {key}, count(*) FROM revlog{self._where} AND days > 0 GROUP BY 1")
        return [RecallCount(key // 2, key % 2, answers) for key, answers in rows]

    def beliefs(self) -> list[CardBelief]:
        """The beliefs not refuted since: no right answer to the same card came after."""
        shown = f"SELECT id, card, belief, study_day FROM revlog{self._where} AND belief IS NOT NULL AND right = 0"
        cleared = f"SELECT card, max(id) AS id FROM revlog{self._where} AND right = 1"
        sql = (
            f"WITH shown AS MATERIALIZED ({shown}), cards AS MATERIALIZED (SELECT DISTINCT card FROM shown),"
            f" cleared AS MATERIALIZED ({cleared} AND card IN cards GROUP BY card)"
            " SELECT belief, shown.card, count(*), max(study_day) FROM shown LEFT JOIN cleared USING (card)"
            " WHERE cleared.id IS NULL OR shown.id > cleared.id GROUP BY 1, 2"
        )
        return [CardBelief(*row) for row in self._store.select(sql, self._values * 2)]

    def studied(self, until: int) -> set[int]:
        """The study days up to `until` with an answer, of all time, whatever day this history begins with."""
        if self._decks:
            sql = f"SELECT DISTINCT study_day FROM revlog{self._whole} AND study_day <= ?"
            return {day for (day,) in self._store.select(sql, (*self._decks, until))}
        # Day by day, so that the cost grows with the number of days, not of answers.
        first = self._store.select("SELECT study_day FROM revlog ORDER BY id LIMIT 1")
        left = set(range(first[0][0] - 1, until + 1)) if first else set()
        found: set[int] = set()
        # The answer next to noon or to midnight UTC is of this day for most learners, wherever they are.
        for hour in (12, 0):
            near = self._near(sorted(left), hour)
            found |= near
            left -= near
        exact = "SELECT 1 FROM revlog WHERE id >= ? AND id < ? AND study_day = ? LIMIT 1"
        return found | {day for day in left if self._store.select(exact, (*day_ids(day), day))}

    def _near(self, days: Sequence[int], hour: int) -> set[int]:
        """Those of the days of which the first answer after this hour, UTC, is."""
        found: set[int] = set()
        for begin in range(0, len(days), _AT_ONCE):
            asked = days[begin : begin + _AT_ONCE]
            moments = ((day, since(max(0, day * DAY_MS + hour * HOUR_MS))) for day in asked)
            sql = (
                f"SELECT column1 FROM (VALUES {', '.join(['(?, ?)'] * len(asked))}) WHERE column1 ="
                " (SELECT study_day FROM revlog WHERE id >= column2 ORDER BY id LIMIT 1)"
            )
            found.update(day for (day,) in self._store.select(sql, tuple(chain.from_iterable(moments))))
        return found

    def cards(self) -> list[CardState]:
        """The cards with events, as they are now."""
        sql = f"SELECT {', '.join(CardState._fields)} FROM card{self._whole}"
        return list(map(CardState._make, self._store.select(sql, self._decks)))

    def pace(self) -> dict[tuple[int, int], tuple[int, int]]:
        """By phase (0 new to 3 relearning) and rating: how many answers there were, and the ms they took together."""
        sql = f"SELECT phase, rating, count(*), sum(ms) FROM revlog{self._where} GROUP BY 1, 2"
        return {(phase, rating): (answers, ms) for phase, rating, answers, ms in self._select(sql)}

    def count(self) -> int:
        """How many answers there are."""
        return int(self._select(f"SELECT count(*) FROM revlog{self._where}")[0][0])

    def answers(self) -> Iterator[AnswerRow]:
        """The reviews in the order of time. Cards are mixed: sorting a million rows by card costs more than a table of
        them.
        """
        sql = f"SELECT card, study_day, phase, rating, ms FROM revlog{self._where} ORDER BY id"
        return (AnswerRow(*row) for row in self._store.select(sql, self._values))

    def _since(self, first_day: int | None) -> tuple[str, tuple[Any, ...]]:
        if first_day is None:
            return self._whole, self._decks
        return f"{self._whole} AND id >= ? AND study_day >= ?", (*self._decks, day_ids(first_day)[0], first_day)

    def _select(self, sql: str) -> list[tuple[Any, ...]]:
        return self._store.select(sql, self._values)


def _of_decks(decks: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """A condition on `card` and its values. A deck's cards are between "deck/" and "deck0", the sign after "/"."""
    if not decks:
        return "1", ()
    spans = " OR ".join("card >= ? AND card < ?" for _ in decks)
    return f"({spans})", tuple(edge for deck in decks for edge in (f"{deck}/", f"{deck}0"))
