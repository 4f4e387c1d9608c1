"""The decks and cards of one run, for the rules that look at more than one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.deck.model import Card, Deck


@dataclass(frozen=True, slots=True)
class Survey:
    """`cards` are those to prove, `decks` their decks, `known` the names of all decks there are.

    `known` maps each name to the decks that it requires.
    """

    cards: tuple[Card, ...]
    decks: tuple[Deck, ...]
    known: Mapping[str, tuple[str, ...]]
