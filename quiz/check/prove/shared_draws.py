"""Proving cards with few children: all draws of a card in one, and in one of the twin, which takes the last one first.

What a draw leaves behind and the child cannot put back shows in what the twin gives for the same draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from quiz.ask import kinds
from quiz.ask.kind import Dialogue
from quiz.ask.question import Broken
from quiz.check.draw_set import DrawSet
from quiz.check.prove.dialogues import converse_all
from quiz.check.prove.side_by_side import NotShared
from quiz.check.prove.trial import Trial, answer_of, shared_trials, shared_twins
from quiz.deck.model import Card
from quiz.engine.client import Engine

_Twins: TypeAlias = tuple[list[str], str | Broken]


def shared_draws(
    cards: Sequence[Card], engine: Engine, other: Engine, draws: DrawSet, jobs: int
) -> list[tuple[Trial, ...] | NotShared]:
    """The trials of each card, or why they have to be made with one child a draw. Raises EngineError."""
    trials: dict[int, list[Trial] | NotShared] = {}
    twins: dict[int, _Twins | NotShared] = {}
    for (at, table), ended in converse_all(_talks(cards, engine, other, draws, trials, twins), jobs):
        table[at] = ended
    return [_agreed(card, trials[at], twins.get(at)) for at, card in enumerate(cards)]


def _talks(
    cards: Sequence[Card],
    engine: Engine,
    other: Engine,
    draws: DrawSet,
    trials: dict[int, list[Trial] | NotShared],
    twins: dict[int, _Twins | NotShared],
) -> Iterator[tuple[Engine, tuple[int, dict[int, Any]], Dialogue[Any], float]]:
    """The dialogues to begin, each with the table for its result."""
    for at, card in enumerate(cards):
        seeds = draws.of(card)
        first = shared_trials(kinds.kind(card.ask), card, seeds, engine.start())
        yield engine, (at, trials), _caught(first), card.budget
        yield other, (at, twins), _caught(shared_twins(card, seeds, other.start())), card.budget


def _caught(dialogue: Dialogue[Any]) -> Dialogue[Any]:
    """The same dialogue, which gives the NotShared that it raises."""
    try:
        return (yield from dialogue)
    except NotShared as why:
        return why


def _agreed(
    card: Card, trials: list[Trial] | NotShared, twins: _Twins | NotShared | None
) -> tuple[Trial, ...] | NotShared:
    """The trials, if the twin found the same."""
    if isinstance(trials, NotShared):
        return trials
    if not isinstance(twins, tuple):
        return twins or NotShared("the twin has not answered")
    texts, said = twins
    kind, first = kinds.kind(card.ask), trials[0]
    assert first.question is not None  # else it would be a NotShared
    verdict = first.verdicts[0][1] if kind.RUNS and first.verdicts else None
    differing = [one.seed for one, text in zip(trials, texts, strict=True) if one.seen != text]
    if differing:
        return NotShared(f"draw {differing[0]} gives something else in another process, after other draws")
    if answer_of(kind, first.question, verdict) != said:
        return NotShared("its answer is judged otherwise in another process")
    return tuple(trials)
