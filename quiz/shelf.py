"""Taking the collection from the shelf: the decks there are, with what the store remembers of their cards."""

from __future__ import annotations

from collections.abc import Iterable

from quiz.collection import Collection, Rules
from quiz.config import Settings
from quiz.deck.library import in_learning_order
from quiz.deck.model import Deck
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.store.db import Store


def collection_of(decks: Iterable[Deck], store: Store, settings: Settings, now: Moment) -> Collection:
    """These decks as they stand; of two with one name the later counts. Raises StoreError.

    A clock set back begins no old day anew: the moment is the store's, which never goes back.
    """
    moment, options = store.forward(now), settings.options()
    known = {deck.name: deck for deck in decks}
    done = store.done_today(study_day(moment, options.rollover_min))
    return Collection(in_learning_order(known.values()), store.rows(), done, moment, Rules(options, settings.limits()))
