"""Carrying out the effects of a session, for every driver: one function per effect, each giving the next event."""

from __future__ import annotations

from typing import assert_never

from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.kind import Dialogue
from quiz.ask.policy import permit
from quiz.ask.pose import posing
from quiz.ask.question import Broken
from quiz.collection.gather import deal as session_cards
from quiz.errors import Conflict
from quiz.review import messages
from quiz.review.effects import Act, Deal, Draw, Judge, KeepAnswer, Look, Retract, Save, SetAside, StoreEffect, TakeBack
from quiz.review.events import (
    Acted,
    Dealt,
    Event,
    Judged,
    Noted,
    QuestionFailed,
    QuestionPosed,
    Refused,
    Saved,
    Seen,
    TakenBack,
)
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.schedule.policy import becomes_leech
from quiz.store.queries.due import Agenda
from quiz.store.queries.unaskable import Unaskable, put_unaskable
from quiz.store.store import Store
from quiz.store.unrated import keep_unrated
from quiz.worker.wire import Hello


def draw(effect: Draw, hello: Hello) -> Dialogue[QuestionPosed | QuestionFailed]:
    """Pose the card to the engine that said `hello`."""
    card, engine = effect.card, f"{hello['torch']} on {', '.join(hello['devices'])}"
    try:
        question = yield from posing(kinds.kind(card.ask), card, effect.seed, permit(card, hello))
    except Broken as broken:
        return QuestionFailed(card.id, broken, engine)
    return QuestionPosed(question, hello["torch"], engine)


def judge(effect: Judge) -> Dialogue[Judged]:
    """Judge the answer."""
    verdict = yield from judging(kinds.kind(effect.question.card.ask), effect.question, effect.given)
    return Judged(verdict)


def with_store(effect: StoreEffect, store: Store, options: Options, moment: Moment) -> Event:
    """Carry out what the store has to do, in one transaction at most. Only the rollover of `options` matters here.

    Raises StoreError; a conflict gives an event.
    """
    match effect:
        case Save():
            return save(effect, store)
        case KeepAnswer():
            keep_unrated(store, effect.review)
            return Noted()
        case Act():
            return act(effect, store, options, moment)
        case TakeBack():
            return take_back(store, options, moment)
        case Retract():
            return retract(effect, store, options, moment)
        case Look():
            return look(effect, store)
        case Deal():
            return deal(effect, store, moment)
        case SetAside():
            return set_aside(effect, store, options, moment)
        case _:
            assert_never(effect)


def save(effect: Save, store: Store) -> Saved | Refused:
    """Record the review. Raises StoreError."""
    try:
        recorded = store.record(effect.review, effect.options, replaces=effect.replaces)
    except Conflict:
        card = effect.review.card
        return Refused(messages.refused(card), store.rows([card]).get(card))
    return Saved(recorded.event_id, recorded.row)


def act(effect: Act, store: Store, options: Options, moment: Moment) -> Acted:
    """Do something to one card. Raises StoreError."""
    recorded = store.act(effect.kind, effect.card, effect.body, moment, options=options)
    return Acted(recorded.event_id, recorded.row, effect.kind)


def take_back(store: Store, options: Options, moment: Moment) -> TakenBack:
    """Undo the last thing done today, if there is one. Raises StoreError."""
    undone = store.undo(moment, options.rollover_min)
    if undone is None:
        return TakenBack()
    return TakenBack(undone.event.card, undone.event.kind, undone.rows, undone.event.id)


def retract(effect: Retract, store: Store, options: Options, moment: Moment) -> TakenBack:
    """Undo this event, unless it was undone elsewhere meanwhile. Raises StoreError."""
    try:
        undone = store.take_back(effect.event_id, moment, options.rollover_min)
    except Conflict:
        return TakenBack(event_id=effect.event_id)
    return TakenBack(undone.event.card, undone.event.kind, undone.rows, undone.event.id)


def look(effect: Look, store: Store) -> Seen:
    """Read the card's row, and its beliefs where one more lapse would make it a leech. Raises StoreError."""
    card = effect.card
    row = store.rows([card]).get(card)
    lapses = row.memory.lapses if row is not None and row.memory is not None else 0
    beliefs = store.beliefs(card) if becomes_leech(lapses, lapses + 1) else ()
    # The version is read after the row, so that it differs for whatever is written in between.
    return Seen(card, row, tuple(beliefs), Agenda(store).version(), store.forward(Moment(0, 0)).at_ms)


def deal(effect: Deal, store: Store, moment: Moment) -> Dealt:
    """Select the cards of a session. Raises StoreError."""
    return Dealt(session_cards(effect.collection, store, moment, effect.decks, effect.path), effect.stay)


def set_aside(effect: SetAside, store: Store, options: Options, moment: Moment) -> Noted:
    """Remember which cards this engine cannot ask. Raises StoreError."""
    today = study_day(store.forward(moment), options.rollover_min)
    day = None if effect.lasting else today
    unfit = {card: Unaskable(digest, effect.reason, day) for card, digest in effect.cards.items()}
    put_unaskable(store, effect.engine, unfit, today)
    return Noted()
