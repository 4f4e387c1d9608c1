"""Searching the store: parts of the search tree as SQL over the table of cards.

A card without events has no row. For a part of the tree that the store answers alone, it is asked once whether such
a card matches; if so, the query looks for the rows that do not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import Any, TypeAlias

from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.schedule.policy import LEECH_LAPSES
from quiz.search import Catalog, Query
from quiz.search.catalog import by_id
from quiz.search.query import (
    Added,
    And,
    Believed,
    ById,
    Compared,
    Everything,
    Flagged,
    InDeck,
    Is,
    IsFilter,
    Not,
    OfKind,
    Or,
    Pattern,
    Prop,
    Rated,
    Tagged,
    Words,
)
from quiz.store.log.events import day_ids
from quiz.store.reader import StoreReader

_Sql: TypeAlias = tuple[str, tuple[Any, ...]]
_ROWLESS = (
    "(SELECT '' AS card, '' AS deck, NULL AS phase, NULL AS stability, NULL AS difficulty, NULL AS last_day,"
    " NULL AS due_day, NULL AS due_ms, NULL AS interval_days, NULL AS reps, NULL AS lapses, 0 AS suspended,"
    " NULL AS buried_until, 0 AS flag, NULL AS first_day) AS card"
)
_DEEPEST = 16
"""The deepest nesting of parentheses in one condition: SQLite's parser keeps a stack of 100 signs."""
_NEAR = 0.005
"""How near a retrievability or a difficulty must be to count as equal: they are shown in hundredths."""
_DIFFICULTY = "(difficulty - 1) / 9.0"
"""As in Anki, from 0 to 1; FSRS has it from 1 to 10."""


@dataclass(frozen=True, slots=True)
class _CardSet:
    """These cards, or all except these."""

    ids: frozenset[str] | set[str]
    rest: bool = False

    def both(self, other: _CardSet) -> _CardSet:
        if self.rest and other.rest:
            return _CardSet(self.ids | other.ids, rest=True)
        if self.rest:
            return other.both(self)
        return _CardSet(self.ids - other.ids if other.rest else self.ids & other.ids)

    def negated(self) -> _CardSet:
        return _CardSet(self.ids, not self.rest)


def find(
    store: StoreReader,
    query: Query,
    catalog: Catalog,
    today: int,
    options: Options,
    *,
    until_ms: int | None = None,
    buried_siblings: Set[str] = frozenset(),
) -> tuple[str, ...]:
    """The cards that a search matches, in the order of the catalog; those no longer in a deck come last.

    A card is also found by its whole former ids. Steps are due that come by `until_ms` (UTC), where today ends; all
    are when that is None. `buried_siblings` wait until tomorrow for a sibling: they are buried, and not due. Raises
    StoreError.
    """
    run = _SearchRun(store, catalog, today, options, until_ms, buried_siblings)
    found = run.run(_renamed(query, store.aliases()))
    if found.rest:
        orphans = store.known() - catalog.members - found.ids
        return (*(card for card in catalog.ids if card not in found.ids), *sorted(orphans))
    here = tuple(card for card in catalog.ids if card in found.ids)
    return here if len(here) == len(found.ids) else (*here, *sorted(found.ids - catalog.members))


def _renamed(query: Query, present: Mapping[str, str]) -> Query:
    """The same query, with former ids replaced by present ones."""
    match query:
        case Not(part):
            return Not(_renamed(part, present))
        case And(parts) | Or(parts):
            return type(query)(tuple(_renamed(part, present) for part in parts))
        case ById(Pattern((text,))) if text in present:
            return ById(Pattern((present[text],)))
    return query


def _depth(where: str) -> int:
    return max(accumulate((sign == "(") - (sign == ")") for sign in where), default=0)


class _SearchRun:
    def __init__(
        self,
        store: StoreReader,
        catalog: Catalog,
        today: int,
        options: Options,
        until_ms: int | None,
        buried_siblings: Set[str],
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._today = today
        self._options = options
        self._until_ms = until_ms
        self._buried_siblings = json.dumps(sorted(buried_siblings))

    def run(self, query: Query) -> _CardSet:
        sql = self._sql(query)
        if sql is not None:
            return self._rows(sql)
        match query:
            case Not(part):
                return self.run(part).negated()
            case And(parts):
                return self._all(parts)
            case Or(parts):
                none_of = reduce(_CardSet.both, (self.run(part).negated() for part in self._grouped(parts, Or)))
                return none_of.negated()
            case Is():
                return _CardSet(self._store.known() - self._catalog.members)
            case ById(pattern) | InDeck(pattern):
                # Cards that are no longer in a deck are known by their ids alone.
                like = f"{'card' if isinstance(query, ById) else 'deck'} LIKE ? ESCAPE '\\'"
                return _CardSet(self._catalog.find(query) | self._store.cards_where(like, (pattern.like(),)))
            case Words() | Tagged() | OfKind():
                return _CardSet(self._catalog.find(query))
        raise AssertionError(query)

    def _all(self, parts: tuple[Query, ...]) -> _CardSet:
        """The cards that all parts match. Parts that need only ids are applied to what the rest has found."""
        by_ids = [part for part in parts if isinstance(part, InDeck | ById)]
        rest = tuple(part for part in parts if part not in by_ids)
        found = reduce(_CardSet.both, map(self.run, self._grouped(rest, And))) if rest else _CardSet(set(), rest=True)
        if found.rest:
            return reduce(_CardSet.both, map(self.run, by_ids), found)
        tests = [by_id(part) for part in by_ids]
        return _CardSet({card for card in found.ids if all(test(card) for test in tests)})

    def _grouped(self, parts: tuple[Query, ...], join: Callable[[tuple[Query, ...]], Query]) -> list[Query]:
        """Parts that the store can answer together, joined into one query."""
        asked = tuple(part for part in parts if self._sql(part) is not None)
        rest = [part for part in parts if self._sql(part) is None]
        return [join(asked), *rest] if asked and self._sql(join(asked)) is not None else [*asked, *rest]

    def _rows(self, sql: _Sql) -> _CardSet:
        where, values = sql
        ((rowless,),) = self._store.select(f"SELECT coalesce(({where}), 0) FROM {_ROWLESS}", values)
        wanted = f"NOT coalesce(({where}), 0)" if rowless else where
        return _CardSet(self._store.cards_where(wanted, values), rest=bool(rowless))

    def _sql(self, query: Query) -> _Sql | None:
        """A condition on a row of the table of cards, with its values; None when the decks are needed, or when it is
        nested too deep for one query.
        """
        sql = self._condition(query)
        return None if sql is None or _depth(sql[0]) > _DEEPEST else sql

    def _condition(self, query: Query) -> _Sql | None:
        match query:
            case Everything():
                return "1", ()
            case Not(part):
                sql = self._sql(part)
                return None if sql is None else (f"NOT coalesce(({sql[0]}), 0)", sql[1])
            case And(parts) | Or(parts):
                sqls = [self._sql(part) for part in parts]
                if None in sqls:
                    return None
                word = " AND " if isinstance(query, And) else " OR "
                known = [sql for sql in sqls if sql is not None]
                return word.join(f"({where})" for where, _ in known), tuple(v for _, values in known for v in values)
            case Is(state):
                return None if state is IsFilter.ORPHAN else self._state(state)
            case Flagged(flag):
                return "flag = ?", (flag,)
            case Compared(prop, sign, value):
                return self._compared(prop, sign, value)
            case Rated(days, rating):
                return self._rated(self._today - days, rating)
            case Added(days):
                return "first_day > ?", (self._today - days,)
            case Believed(pattern):
                believed = "SELECT card FROM revlog WHERE belief IS NOT NULL AND belief LIKE ? ESCAPE '\\'"
                return f"card IN ({believed})", (f"%{pattern.like()}%",)
        return None

    def _state(self, state: IsFilter) -> _Sql:
        sibling = "card IN (SELECT value FROM json_each(?))"
        match state:
            case IsFilter.NEW:
                return "phase IS NULL", ()
            case IsFilter.LEARN:
                return "phase IN ('learning', 'relearning')", ()
            case IsFilter.REVIEW:
                return "phase IN ('review', 'relearning')", ()
            case IsFilter.DUE:
                step = "1" if self._until_ms is None else "due_ms <= ?"
                until = () if self._until_ms is None else (self._until_ms,)
                due = f"phase IS NOT NULL AND (due_day <= ? OR (due_day IS NULL AND {step}))"
                shown = f"NOT (suspended OR coalesce(buried_until, 0) > ? OR {sibling})"
                return f"{due} AND {shown}", (self._today, *until, self._today, self._buried_siblings)
            case IsFilter.SUSPENDED:
                return "suspended", ()
            case IsFilter.BURIED:
                return f"coalesce(buried_until, 0) > ? OR {sibling}", (self._today, self._buried_siblings)
            case IsFilter.BURIED_MANUALLY:
                return "buried_until > ?", (self._today,)
            case IsFilter.BURIED_SIBLING:
                return sibling, (self._buried_siblings,)
        return "lapses >= ?", (LEECH_LAPSES,)

    def _compared(self, prop: Prop, sign: str, value: float) -> _Sql:
        match prop:
            case Prop.RECALL:
                return self._recall(sign, value)
            case Prop.DUE:
                return f"phase IS NOT NULL AND coalesce(due_day, ?) - ? {sign} ?", (self._today, self._today, value)
            case Prop.STABILITY:
                column = "stability"
            case Prop.DIFFICULTY if sign in ("=", "!="):
                near = f"abs({_DIFFICULTY} - ?) <= {_NEAR}"
                return near if sign == "=" else f"difficulty IS NOT NULL AND NOT ({near})", (value,)
            case Prop.DIFFICULTY:
                column = _DIFFICULTY
            case Prop.INTERVAL:
                column = "interval_days"
            case _:
                column = prop.value
        return f"{column} {sign} ?", (value,)

    def _recall(self, sign: str, value: float) -> _Sql:
        """A condition on recall. It falls with days / stability, so the days are compared, and SQL needs no powers."""
        from quiz.schedule.fsrs import elapsed_at

        def before(share: float) -> float:
            return elapsed_at(min(max(share, 1e-6), 1.0), self._options)

        days = "max(? - last_day, 0)"
        if sign in ("=", "!="):
            low, high = before(value + _NEAR), before(value - _NEAR)
            inside = f"{days} >= ? * stability AND {days} <= ? * stability"
            sql = (inside, (self._today, low if value < 1 - _NEAR else 0.0, self._today, high))
            return sql if sign == "=" else (f"last_day IS NOT NULL AND NOT ({inside})", sql[1])
        if value > 1 or value < 0:
            return ("last_day IS NOT NULL" if (value > 1) == (sign in ("<", "<=")) else "0"), ()
        turned = sign.replace("<", "~").replace(">", "<").replace("~", ">")
        return f"{days} {turned} ? * stability", (self._today, before(value))

    def _rated(self, after: int, rating: int | None) -> _Sql:
        low, _ = day_ids(max(after, 0))
        if rating is not None:
            if rating != Rating.GOOD:  # most answers are; the others have an index
                rated = "SELECT card FROM revlog WHERE rating <> 3 AND rating = ? AND study_day > ?"
                return f"card IN ({rated})", (rating, after)
            rated = "SELECT card FROM revlog WHERE id >= ? AND study_day > ? AND rating = ?"
            return f"card IN ({rated})", (low, after, rating)
        # A card that was reset has lost its last day; its answers have not.
        history = (
            "SELECT 1 FROM event JOIN revlog USING (id) WHERE revlog.study_day > ? AND event.card IN"
            " (SELECT old FROM alias WHERE new = card.card UNION ALL SELECT card.card)"
        )
        return f"last_day > ? OR (phase IS NULL AND EXISTS ({history}))", (after, after)
