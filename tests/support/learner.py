"""A learner with a real store behind the session; the engine is a stub that knows two answers."""

from __future__ import annotations

from scene import deck_of
from session_world import CARD, RIGHT, WRONG

from quiz.ask.question import Question
from quiz.collection.snapshot import collection_of
from quiz.review import carry_out, effects, events
from quiz.review.session import Session
from quiz.schedule.memory import Moment, Rating
from quiz.settings.settings import Settings
from quiz.store.store import Store

HOUR = 3_600_000
NOON = Moment(20_000 * 24 * HOUR + 12 * HOUR, 60)
LEARNER = Settings(new_per_day=3, reviews_per_day=4)
DECK = deck_of(*(CARD.format(name=f"c{number}") for number in range(8)))


class Learner:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        self.begin()

    def begin(self) -> None:
        self.collection = collection_of([DECK], self.store, LEARNER, self.now)
        self.session = Session(self.collection, (), lambda card, nth: nth)
        self.step(events.Begin())

    def step(self, event: events.Event) -> None:
        for effect in self.session.step(event, self.now):
            if isinstance(effect, effects.Draw):
                question = Question(effect.card, effect.seed, 0, "What?", "1", (), "", None)
                self.step(events.QuestionPosed(question, "2.13.0", "2.13.0 on cpu"))
            elif isinstance(effect, effects.Judge):
                self.step(events.Judged(WRONG if effect.given == "2" else RIGHT))
            else:
                self.step(carry_out.with_store(effect, self.store, self.collection.rules.options, self.now))

    def press(self, key: events.Event) -> None:
        if isinstance(key, events.Rate):
            self.step(events.Submit("2" if key.rating is Rating.AGAIN else "1", 5))
        self.step(key)
