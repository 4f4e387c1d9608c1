"""All options of studying a collection: schedule options, per deck, and daily limits."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from quiz.schedule.limits import Limits
from quiz.schedule.options import Options


class StudyOptions(NamedTuple):
    """The options of the schedule, those of decks that have their own, and the limits.

    `unlocking` keeps the new cards of a deck back until the decks that it requires have been passed.
    """

    options: Options
    limits: Limits
    own: Mapping[str, Options] = MappingProxyType({})
    unlocking: bool = True

    def options_of(self, card: str) -> Options:
        """The options for the card's deck."""
        return self.own.get(card.partition("/")[0], self.options)
