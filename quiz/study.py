"""Carrying out what a session asks for: the parts that are the same for every driver.

`save` needs only a store, `draw` and `judge` are dialogues with the engine; each comes back with the event to hand in.
"""

from __future__ import annotations

from quiz import ask
from quiz.ask._question import Broken, Dialogue, judging, posing
from quiz.errors import Conflict
from quiz.moves import (
    Act,
    Acted,
    Draw,
    Event,
    Judge,
    Judged,
    Posed,
    Refused,
    Save,
    Saved,
    TakeBack,
    TakenBack,
    Unposed,
)
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.store.db import Store
from quiz.worker.wire import Hello


def draw(effect: Draw, hello: Hello) -> Dialogue[Event]:
    card = effect.card
    try:
        question = yield from posing(ask.kind(card.ask), card, effect.seed, hello)
    except Broken as broken:
        return Unposed(card.id, broken)
    return Posed(question, hello["torch"])


def judge(effect: Judge) -> Dialogue[Event]:
    verdict = yield from judging(ask.kind(effect.question.card.ask), effect.question, effect.given)
    return Judged(verdict)


def save(effect: Save | Act | TakeBack, store: Store, options: Options, moment: Moment) -> Event:
    """One transaction. Raises StoreError; a conflict is an event like another."""
    if isinstance(effect, TakeBack):
        undone = store.undo(moment, options.rollover_min)
        return TakenBack() if undone is None else TakenBack(undone.event.card, undone.event.kind, undone.row)
    if isinstance(effect, Act):
        recorded = store.act(effect.kind, effect.card, effect.body, moment, options=options)
        return Acted(recorded.event_id, recorded.row)
    try:
        recorded = store.record(effect.review, options, replaces=effect.replaces)
    except Conflict as conflict:
        card = effect.review.card
        return Refused(str(conflict), store.rows([card]).get(card))
    return Saved(recorded.event_id, recorded.row)
