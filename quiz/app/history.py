"""The reviews that the statistics and the fit work on, for some decks and some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.stats.context import StatsContext
    from quiz.store.store import Store


def stats_context(home: Home, store: Store, words: Sequence[str] = (), days: int | None = None) -> StatsContext:
    """The last `days` days, or all, of the named decks, or of all, including decks that are gone.

    Raises NotFound when there is no such deck, StoreError.
    """
    from quiz.collection.card_index import CardIndex
    from quiz.collection.snapshot import buried_siblings_of, rules_of
    from quiz.library.decks import in_learning_order
    from quiz.schedule.day import study_day
    from quiz.schedule.policy import counted_until_ms
    from quiz.stats.context import StatsContext
    from quiz.store.queries.reviews import History

    named = home.decks(words)
    present = named if not words else [*home.library.all()[0], *named]
    # A card that was renamed is counted with the events under its former id.
    card_index = CardIndex(in_learning_order({deck.name: deck for deck in present}.values()))
    store.join(card_index.former, card_index.cards)
    rules = rules_of(home.settings, store)
    options = rules.options
    # As in the queue: a clock set back does not begin an old day again.
    moment = store.forward(home.now())
    today = study_day(moment, options.rollover_min)
    first_day = None if days is None else today - days + 1
    shown = in_learning_order({deck.name: deck for deck in named}.values())
    history = History(store, [deck.name for deck in shown] if words else (), first_day)
    cards = {deck.name: tuple(card.id for card in deck.cards) for deck in shown}
    return StatsContext(
        history,
        cards,
        today,
        first_day,
        options,
        until_ms=counted_until_ms(moment, today, options.rollover_min, rules.limits),
        buried_siblings=buried_siblings_of(store, card_index, rules, moment),
    )
