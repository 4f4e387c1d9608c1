"""A session with a store and an engine that always work, kept in dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never

from by_rows import collection_by_rows, session_cards_by_rows
from scene import deck_of

from quiz.answer.verdict import Status, Verdict
from quiz.ask.question import Broken, Question
from quiz.collection.collection import Collection, StudyOptions
from quiz.deck.model import Deck
from quiz.review import effects, events
from quiz.review.session import Session
from quiz.schedule import fsrs
from quiz.schedule.cram import Cram
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.schedule.policy import Done, Limits, becomes_leech
from quiz.store.log.events import EventKind, Review
from quiz.store.log.fold import CardRow

NOON = Moment(1_795_000_000_000, 60)
OPTIONS = Options()
ENGINE = "2.13.0 on cpu"
CARD = """
- id: {name}
  ask: predict
  prompt: What?
  hints: [one, two]
  code: "1"
"""
RIGHT = Verdict(Status.RIGHT, "1", "1")
WRONG = Verdict(Status.WRONG, "1", "2", belief="it is two")
NEARLY = Verdict(Status.WRONG, "RuntimeError", "ValueError", nearly=True)
UNREADABLE = Verdict(Status.INVALID, "", "", message="Cannot be read.")


def seed_of(card: str, nth: int) -> int:
    return nth


class Logged(NamedTuple):
    """What was done to a card, and its row from before."""

    card: str
    before: CardRow | None
    kind: EventKind
    event_id: str


@dataclass
class World:
    """`session` is stepped by the events that a learner causes; everything else happens by itself.

    `slow` says how often each card still runs into its time-out, `slow_verdicts` how often judging does. `kept` is the
    answer at the verdict.
    """

    decks: tuple[Deck, ...]
    rows: dict[str, CardRow] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    moment: Moment = NOON
    refuse: bool = False
    break_cards: frozenset[str] = frozenset()
    slow: dict[str, int] = field(default_factory=dict)
    slow_verdicts: int = 0
    beliefs: tuple[tuple[str, int], ...] = ()
    disputes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    aside: dict[str, Mapping[str, str]] = field(default_factory=dict)
    rules: StudyOptions = field(default_factory=lambda: StudyOptions(OPTIONS, Limits()))
    made: int = 0
    kept: Review | None = None

    def __post_init__(self) -> None:
        self.session = Session(self.collection(), (), seed_of)

    def begin(
        self, collection: Collection | None = None, decks: tuple[str, ...] = (), cram: Cram | None = None
    ) -> None:
        """Another session."""
        self.session = Session(collection or self.collection(), decks, seed_of, cram)
        self.step(events.Begin())

    def collection(self, decks: Sequence[Deck] | None = None) -> Collection:
        """These decks, or those there were at first, with the cards as they are now."""
        today = study_day(self.moment, OPTIONS.rollover_min)
        done = {"scene": Done(sum(row.first_day == today for row in self.rows.values()))}
        return collection_by_rows(self.decks if decks is None else decks, self.rows, done, self.moment, self.rules)

    def step(self, event: events.Event) -> None:
        for effect in self.session.step(event, self.moment):
            self.step(self.carry_out(effect))

    def answer(self, given: str = "1") -> None:
        self.step(events.Submit(given, 1000))

    def carry_out(self, effect: effects.Effect) -> events.Event:
        match effect:
            case effects.Draw():
                return self.draw(effect)
            case effects.Judge() if self.slow_verdicts:
                self.slow_verdicts -= 1
                return events.Judged(Verdict(Status.ERROR, "", "", code="timeout", message="it took longer than 5 s"))
            case effects.Judge():
                return events.Judged({"1": RIGHT, "2": WRONG, "3": NEARLY}.get(str(effect.given), UNREADABLE))
            case effects.Look(card):
                return events.Seen(card, self.rows.get(card), self.beliefs)
            case effects.Deal():
                collection = self.collection(effect.collection.decks)
                session_cards = session_cards_by_rows(collection, self.rows, effect.decks, effect.path)
                return events.Dealt(session_cards, effect.stay)
            case effects.SetAside():
                self.aside |= {effect.engine: effect.cards}
                return events.Noted()
            case effects.TakeBack():
                return self.take_back()
            case effects.Retract(event_id):
                return self.retract(event_id)
            case effects.Act():
                return self.act(effect)
            case effects.KeepAnswer(review):
                self.kept = review
                return events.Noted()
            case effects.Save():
                return self.save(effect)
            case _:
                assert_never(effect)

    def draw(self, effect: effects.Draw) -> events.Event:
        card = effect.card
        if card.id in self.break_cards:
            return events.QuestionFailed(card.id, Broken("it is broken"), ENGINE)
        if self.slow.get(card.id):
            self.slow[card.id] -= 1
            return events.QuestionFailed(card.id, Broken("its code took longer than 5 s", "timeout"), ENGINE)
        question = Question(card, effect.seed, 0, card.prompt, "1", card.hints, "", None)
        return events.QuestionPosed(question, "2.13.0", ENGINE)

    def take_back(self) -> events.Event:
        if not self.log:
            return events.TakenBack()
        return self.retract(self.log[-1].event_id)

    def retract(self, event_id: str) -> events.Event:
        (undone,) = [logged for logged in self.log if logged.event_id == event_id]
        self.log.remove(undone)
        if undone.kind is not EventKind.DISPUTE:
            self.put(undone.card, undone.before)
        return events.TakenBack(undone.card, undone.kind, {undone.card: self.rows.get(undone.card)}, event_id)

    def act(self, effect: effects.Act) -> events.Event:
        before = self.rows.get(effect.card)
        if effect.kind is EventKind.DISPUTE:
            self.disputes.append((effect.card, dict(effect.body)))
            event_id = self.event_id()
            self.log.append(Logged(effect.card, before, effect.kind, event_id))
            return events.Acted(event_id, before or CardRow(effect.card, ""), effect.kind)
        changes: dict[str, object] = {"suspended": True}
        if effect.kind is EventKind.RESET:
            changes = {"memory": None}
        elif effect.kind is EventKind.FLAG:
            changes = dict(effect.body)
        row = replace(before or CardRow(effect.card, ""), last_event=self.event_id(), **changes)  # type: ignore[arg-type]
        self.log.append(Logged(effect.card, before, effect.kind, row.last_event))
        self.put(effect.card, row)
        return events.Acted(row.last_event, row, effect.kind)

    def save(self, effect: effects.Save) -> events.Event:
        review = effect.review
        if effect.replaces is not None:
            if self.rows[review.card].last_event != effect.replaces:
                return events.Refused("It has changed since.", self.rows[review.card])
            replaced = max(index for index, logged in enumerate(self.log) if logged.card == review.card)
            self.put(review.card, self.log.pop(replaced).before)
        before = self.rows.get(review.card)
        if self.refuse:
            return events.Refused("It was already reviewed elsewhere.", before)
        assert review.expects == (before.last_event if before else None)
        known = before.memory if before else None
        memory = fsrs.answer(known, review.rating, self.moment, review.card, OPTIONS)
        leech = becomes_leech(known.lapses if known else 0, memory.lapses)
        first_day = before.first_day if before and before.first_day else memory.last_day
        row = CardRow(review.card, self.event_id(review.rating), memory, suspended=leech, first_day=first_day)
        self.log.append(Logged(review.card, before, EventKind.REVIEW, row.last_event))
        self.put(review.card, row)
        if effect.replaces is None:
            self.kept = None
        return events.Saved(row.last_event, row)

    def event_id(self, rating: Rating | None = None) -> str:
        self.made += 1
        return f"e{self.made}" if rating is None else f"e{self.made}-{rating}"

    def put(self, card: str, row: CardRow | None) -> None:
        if row is None:
            self.rows.pop(card, None)
        else:
            self.rows[card] = row


def world(cards: int = 3, **changes: object) -> World:
    """A session of so many new cards, at its first question."""
    deck = deck_of(*(CARD.format(name=f"c{number}") for number in range(cards)))
    made = World((deck,), **changes)  # type: ignore[arg-type]
    made.step(events.Begin())
    return made
