"""Carrying out what a session asks for: the parts that are the same for every driver.

`save` needs only a store, `draw` and `judge` are dialogues with the engine; each comes back with the event to hand in.
"""

from __future__ import annotations

from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue
from quiz.ask.policy import permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken
from quiz.collection.gather import deal
from quiz.errors import Conflict
from quiz.review import messages
from quiz.review.events import (
    Act,
    Acted,
    Deal,
    Dealt,
    Draw,
    Event,
    Judge,
    Judged,
    Look,
    Noted,
    Posed,
    Refused,
    Save,
    Saved,
    Seen,
    SetAside,
    TakeBack,
    TakenBack,
    Unposed,
)
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.schedule.policy import becomes_leech
from quiz.store.queries.due import Agenda
from quiz.store.queries.unaskable import Unaskable, UnaskableCards
from quiz.store.store import Store
from quiz.worker.wire import Hello


def draw(effect: Draw, hello: Hello) -> Dialogue[Event]:
    card, engine = effect.card, f"{hello['torch']} on {', '.join(hello['devices'])}"
    try:
        question = yield from posing(kinds.kind(card.ask), card, effect.seed, permit(card, hello))
    except Broken as broken:
        return Unposed(card.id, broken, engine)
    return Posed(question, hello["torch"], engine)


def judge(effect: Judge) -> Dialogue[Event]:
    verdict = yield from judging(kinds.kind(effect.question.card.ask), effect.question, effect.given)
    return Judged(verdict)


def save(
    effect: Save | Act | TakeBack | Look | Deal | SetAside, store: Store, options: Options, moment: Moment
) -> Event:
    """What the store has to do, one transaction at most; of `options` only the rollover plays a part.

    Raises StoreError; a conflict is an event like another.
    """
    if isinstance(effect, Look):
        return _seen(effect.card, store)
    if isinstance(effect, Deal):
        return Dealt(deal(effect.collection, store, moment, effect.decks, effect.path), effect.stay)
    if isinstance(effect, SetAside):
        _set_aside(effect, store, study_day(store.forward(moment), options.rollover_min))
        return Noted()
    if isinstance(effect, TakeBack):
        undone = store.undo(moment, options.rollover_min)
        if undone is None:
            return TakenBack()
        return TakenBack(undone.event.card, undone.event.kind, undone.rows, undone.event.id)
    if isinstance(effect, Act):
        recorded = store.act(effect.kind, effect.card, effect.body, moment, options=options)
        return Acted(recorded.event_id, recorded.row, effect.kind)
    try:
        recorded = store.record(effect.review, effect.options, replaces=effect.replaces)
    except Conflict:
        card = effect.review.card
        return Refused(messages.refused(card), store.rows([card]).get(card))
    return Saved(recorded.event_id, recorded.row)


def _set_aside(effect: SetAside, store: Store, today: int) -> None:
    day = None if effect.lasting else today
    unfit = {card: Unaskable(digest, effect.reason, day) for card, digest in effect.cards.items()}
    UnaskableCards(store).put(effect.engine, unfit, today)


def _seen(card: str, store: Store) -> Seen:
    row = store.rows([card]).get(card)
    lapses = row.memory.lapses if row is not None and row.memory is not None else 0
    # Only where another lapse may make it a leech are they told.
    beliefs = store.beliefs(card) if becomes_leech(lapses, lapses + 1) else ()
    # After the row: what is written in between is then told by the version.
    return Seen(card, row, tuple(beliefs), Agenda(store).version(), store.forward(Moment(0, 0)).at_ms)
