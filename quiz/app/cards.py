"""The cards that a search finds, and what is done to many of them: on the store's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quiz.collection.rows import Line, lines

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.deck.model import Card
    from quiz.schedule.memory import Moment
    from quiz.schedule.study_options import Rules
    from quiz.store.log.events import Kind
    from quiz.store.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` in learning order; `cards` are all cards there are."""

    rows: tuple[Line, ...]
    cards: Mapping[str, Card]
    rules: Rules


def find(collection: Collection, store: Store, words: str) -> Found:
    """Raises SearchError, StoreError."""
    from quiz.search import Catalog, parse

    options, today = collection.rules.options, collection.today
    ids = store.search(parse(words), Catalog(collection.decks), today, options)
    rows = store.rows(ids) if len(ids) < 2000 else store.rows()
    aside = collection.snapshot.aside
    return Found(tuple(lines(ids, collection.cards, rows, today, options, aside)), collection.cards, collection.rules)


def act(
    store: Store, kind: Kind, cards: Sequence[str], body: Mapping[str, Any], moment: Moment, rules: Rules
) -> tuple[str, ...]:
    """Do one thing to all of these cards, to be taken back by one undo; the cards that it has changed."""
    return tuple(store.act_all(kind, cards, body, moment, options=rules.options))
