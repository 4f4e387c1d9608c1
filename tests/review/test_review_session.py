"""The session machine: events in, effects out, with neither engine nor store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from by_rows import collection_by_rows, hand_by_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from scene import deck_of

from quiz.answer.verdict import Status, Verdict
from quiz.ask.question import Broken, Question
from quiz.collection.collection import Collection, StudyOptions
from quiz.collection.session_cards import SessionCards
from quiz.deck.model import Deck
from quiz.review import events
from quiz.review.asking import ANSWER_CAP_MS
from quiz.review.session import Session
from quiz.review.view import Stage, Tally
from quiz.schedule import fsrs
from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.schedule.policy import Done, Limits, becomes_leech
from quiz.store.log.events import EventKind
from quiz.store.log.fold import CardRow

NOON = Moment(1_795_000_000_000, 60)
OPTIONS = Options()
CARD = """
- id: {name}
  ask: predict
  prompt: What?
  hints: [one, two]
  code: "1"
"""
RIGHT = Verdict(Status.RIGHT, "1", "1")
WRONG = Verdict(Status.WRONG, "1", "2", belief="it is two")


@dataclass
class World:
    """A store and an engine that always work, kept in dicts."""

    session: Session
    rows: dict[str, CardRow] = field(default_factory=dict)
    log: list[tuple[str, CardRow | None]] = field(default_factory=list)
    moment: Moment = NOON
    refuse: bool = False
    break_cards: frozenset[str] = frozenset()
    beliefs: tuple[tuple[str, int], ...] = ()
    disputes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    aside: dict[str, Mapping[str, str]] = field(default_factory=dict)
    rules: StudyOptions = field(default_factory=lambda: StudyOptions(OPTIONS, Limits()))

    def collection(self, decks: Sequence[Deck]) -> Collection:
        """How the cards stand now."""
        today = study_day(self.moment, OPTIONS.rollover_min)
        done = {"scene": Done(sum(row.first_day == today for row in self.rows.values()))}
        return collection_by_rows(decks, self.rows, done, self.moment, self.rules)

    def deal(self, effect: events.Deal) -> SessionCards:
        return hand_by_rows(self.collection(effect.collection.decks), self.rows, effect.decks, effect.path)

    def step(self, event: events.Event) -> None:
        for effect in self.session.step(event, self.moment):
            self.step(self.carry_out(effect))

    def carry_out(self, effect: events.Effect) -> events.Event:
        if isinstance(effect, events.Draw):
            card = effect.card
            if card.id in self.break_cards:
                return events.Unposed(card.id, Broken("it is broken"), "2.13.0 on cpu")
            question = Question(card, effect.seed, 0, card.prompt, "1", card.hints, "", None)
            return events.Posed(question, "2.13.0", "2.13.0 on cpu")
        if isinstance(effect, events.Judge):
            unreadable = Verdict(Status.INVALID, "", "", message="Cannot be read.")
            return events.Judged({"1": RIGHT, "2": WRONG}.get(str(effect.given), unreadable))
        if isinstance(effect, events.Look):
            return events.Seen(effect.card, self.rows.get(effect.card), self.beliefs)
        if isinstance(effect, events.Deal):
            return events.Dealt(self.deal(effect), effect.stay)
        if isinstance(effect, events.SetAside):
            self.aside |= {effect.engine: effect.cards}
            return events.Noted()
        if isinstance(effect, events.TakeBack):
            if not self.log:
                return events.TakenBack()
            card_id, before = self.log.pop()
            undone = self.rows[card_id].last_event
            self.put(card_id, before)
            return events.TakenBack(card_id, "review", {card_id: before}, undone)
        if isinstance(effect, events.Act):
            before = self.rows.get(effect.card)
            if effect.kind is EventKind.DISPUTE:
                self.disputes.append((effect.card, dict(effect.body)))
                return events.Acted("d", before or CardRow(effect.card, ""), effect.kind)
            changes = {"memory": None} if effect.kind is EventKind.RESET else {"suspended": True}
            row = replace(before or CardRow(effect.card, ""), last_event=f"e{len(self.log)}", **changes)
            self.log.append((effect.card, before))
            self.put(effect.card, row)
            return events.Acted(row.last_event, row, effect.kind)
        return self.save(effect)

    def save(self, effect: events.Save) -> events.Event:
        review = effect.review
        if effect.replaces is not None:
            if self.rows[review.card].last_event != effect.replaces:
                return events.Refused("It has changed since.", self.rows[review.card])
            replaced = max(index for index, (card, _) in enumerate(self.log) if card == review.card)
            self.put(*self.log.pop(replaced))
        before = self.rows.get(review.card)
        if self.refuse:
            return events.Refused("It was already reviewed elsewhere.", before)
        assert review.expects == (before.last_event if before else None)
        known = before.memory if before else None
        memory = fsrs.answer(known, review.rating, self.moment, review.card, OPTIONS)
        leech = becomes_leech(known.lapses if known else 0, memory.lapses)
        first_day = before.first_day if before and before.first_day else memory.last_day
        row = CardRow(review.card, f"e{len(self.log)}-{review.rating}", memory, suspended=leech, first_day=first_day)
        self.log.append((review.card, before))
        self.put(review.card, row)
        return events.Saved(row.last_event, row)

    def put(self, card: str, row: CardRow | None) -> None:
        if row is None:
            self.rows.pop(card, None)
        else:
            self.rows[card] = row

    def answer(self, given: str = "1") -> None:
        self.step(events.Submit(given, 1000))


def world(cards: int = 3, **changes: object) -> World:
    deck = deck_of(*(CARD.format(name=f"c{number}") for number in range(cards)))
    collection = collection_by_rows([deck], {}, {}, NOON, StudyOptions(OPTIONS, Limits()))
    made = World(Session(collection, (), lambda card, nth: nth), **changes)  # type: ignore[arg-type]
    made.step(events.Begin())
    return made


def test_a_right_answer_suggests_good_and_a_hint_makes_it_hard() -> None:
    """Wrong is Again, right after a hint Hard, right Good."""
    it = world()
    it.answer()
    assert it.session.view.suggested is Rating.GOOD
    it.step(events.Rate())
    it.step(events.Hint())
    assert it.session.view.hints == ("one",)
    it.answer()
    assert it.session.view.suggested is Rating.HARD
    it.step(events.Rate())
    it.answer("2")
    assert it.session.view.suggested is Rating.AGAIN
    assert set(it.session.view.waits) == set(Rating)
    it.step(events.Rate())
    assert it.session.view.tally == Tally(3, 2, 1, 3000)


def test_an_answer_that_cannot_be_read_is_handed_back() -> None:
    """The question stays, with a sentence, and nothing is saved."""
    it = world()
    it.answer("???")
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.notice == "Cannot be read."
    assert not it.log


def test_nothing_is_saved_before_the_rating() -> None:
    """The verdict alone is not a review; the learner's rating wins over the suggested one."""
    it = world()
    it.answer("2")
    assert not it.log
    it.step(events.Rate(Rating.HARD))
    assert it.rows["scene/c0"].last_event.endswith("-2")


def test_an_event_out_of_its_stage_changes_nothing() -> None:
    """A second submit, a rating before the answer, a late verdict."""
    it = world()
    for event in (events.Rate(), events.Judged(WRONG), events.Saved("e", CardRow("scene/c0", "e"))):
        before = it.session.view
        it.step(event)
        assert it.session.view == before
    it.answer()
    answered = it.session.view
    it.answer("2")
    it.step(events.Hint())
    assert it.session.view == answered


def test_a_broken_card_is_put_aside_and_the_next_one_asked() -> None:
    """It is reported once and never graded."""
    it = world(break_cards=frozenset({"scene/c0", "scene/c2"}))
    assert it.session.view.card is not None
    assert it.session.view.card.id == "scene/c1"
    for _ in range(3):
        it.answer()
        it.step(events.Rate(Rating.EASY))
    assert it.session.view.stage is Stage.DONE
    assert [card for card, _ in it.session.view.put_aside] == ["scene/c0", "scene/c2"]
    assert set(it.rows) == {"scene/c1"}


def test_undo_brings_the_card_back_even_from_the_end() -> None:
    """After the last card there is still a way back; the tally goes back too."""
    it = world(1)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert it.session.view.stage is Stage.DONE
    it.step(events.Undo())
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.new
    assert it.session.view.tally == Tally()
    it.step(events.Undo())
    assert "nothing" in it.session.view.notice


def test_amending_replaces_the_last_review_and_leaves_the_question() -> None:
    """One review stands, with the new rating; the card on the screen is still the one on the screen."""
    it = world()
    it.answer()
    it.step(events.Rate())
    question = it.session.view.question
    it.step(events.Amend(Rating.AGAIN))
    assert it.session.view.question is question
    assert it.rows["scene/c0"].last_event.endswith("-1")
    assert len(it.log) == 1
    assert it.session.view.tally.reviewed == 1


def test_a_review_made_elsewhere_is_not_overwritten() -> None:
    """The answer is refused, and the card asked anew."""
    it = world(1, refuse=True)
    it.answer()
    it.step(events.Rate())
    assert it.session.view.notice == "It was already reviewed elsewhere."
    assert it.session.view.stage is Stage.ASKING
    assert it.session.view.tally == Tally()


def test_skipping_comes_back_later_and_suspending_does_not() -> None:
    """The skipped card is the last one; the suspended one is gone until an undo."""
    it = world()
    it.step(events.Skip())
    it.step(events.Suspend())
    seen = []
    while it.session.view.stage is not Stage.DONE:
        assert it.session.view.card is not None
        seen.append(it.session.view.card.name)
        it.answer()
        it.step(events.Rate(Rating.EASY))
    assert seen == ["c2", "c0"]


def test_the_end_tells_what_comes_next() -> None:
    """Cards still in their steps with the time, and the days after."""
    it = world(2)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    day = it.rows["scene/c0"].memory
    assert day is not None and day.due_day is not None
    it.answer("2")
    it.step(events.Rate())
    ahead = it.session.ahead(it.moment, day.last_day)
    assert ahead.steps == 1
    assert ahead.first_ms == NOON.at_ms + 60_000
    assert ahead.next_day == day.due_day


def test_time_away_from_the_keyboard_does_not_count() -> None:
    """An answer after an hour counts a minute."""
    it = world()
    it.step(events.Submit("1", 3_600_000))
    it.step(events.Rate())
    assert it.session.view.tally.ms == ANSWER_CAP_MS


keys = st.sampled_from(
    [
        events.Submit("1", 5),
        events.Submit("2", 5),
        events.Submit("?", 5),
        events.Hint(),
        events.GiveUp(WRONG, 5),
        events.Rate(),
        events.Rate(Rating.EASY),
        events.Amend(Rating.HARD),
        events.Skip(),
        events.Suspend(),
        events.Undo(),
    ]
)


@given(st.lists(st.tuples(keys, st.integers(0, 3 * 3_600_000)), max_size=40))
@settings(max_examples=150)
def test_any_sequence_of_keys_keeps_the_books(steps: list[tuple[events.Event, int]]) -> None:
    """No sequence of events raises, loses a review or shows a question without a card."""
    it = world()
    for event, wait in steps:
        it.moment = Moment(it.moment.at_ms + wait, it.moment.offset_min)
        it.step(event)
        view = it.session.view
        assert view.stage in (Stage.ASKING, Stage.ANSWERED, Stage.DONE)
        assert (view.question is None) == (view.stage is Stage.DONE)
        assert 0 <= view.tally.right <= view.tally.reviewed <= len(it.log)
    reviewed = {card for card, row in it.rows.items() if row.memory is not None}
    assert reviewed <= {card for card, _ in it.log}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_nth_question_of_a_card_gets_the_nth_seed(seed: int) -> None:
    """A card that returns in the session is drawn anew."""
    it = world(1)
    seeds = []
    for _ in range(3):
        assert it.session.view.question is not None
        seeds.append(it.session.view.question.seed)
        it.answer("2")
        it.step(events.Rate())
    assert seeds == [0, 1, 2]


def test_what_comes_next_can_be_posed_meanwhile() -> None:
    """The upcoming card with the very seed that it will be drawn by, however often it is asked for."""
    it = world()
    upcoming = it.session.upcoming(it.moment)
    assert upcoming == it.session.upcoming(it.moment)
    it.answer()
    it.step(events.Rate(Rating.EASY))
    question = it.session.view.question
    assert upcoming is not None and question is not None
    assert (upcoming.card, upcoming.seed) == (question.card, question.seed)


def test_after_the_last_card_nothing_is_upcoming() -> None:
    """Nor when the session is done."""
    it = world(1)
    assert it.session.upcoming(it.moment) is None
    it.answer()
    it.step(events.Rate(Rating.EASY))
    assert it.session.upcoming(it.moment) is None
