"""One review session, without any input or output: events go in, effects come out, `view` is what to show.

Begin -> Deal -> Dealt -> Look -> Seen -> Draw -> QuestionPosed -> Submit -> Judge -> Judged -> Rate -> Save -> Saved
-> Look -> ... -> done

A driver (`plain/`, `tui/backend`) carries the effects out, hands back the event each of them leads to, and shows
`view` after each step. An event that does not fit the stage changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from quiz.ask.seeds import SeedOf
from quiz.collection.collection import Collection
from quiz.review import events
from quiz.review.asking import Asking
from quiz.review.card_actions import CardActions
from quiz.review.current_card import CurrentCard, VerdictEvidence
from quiz.review.effects import Draw, Effect
from quiz.review.rating import RatingAnswers
from quiz.review.upcoming import Upcoming
from quiz.review.view import NextCards, Stage, View
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Moment
from quiz.store.log.events import EventKind, Review


class Session:
    """`decks` narrows the session to these; `seed_of(card, nth)` gives the seed of the nth question of a card.

    `path` narrows it to these cards; the new ones come in its order. `cram` goes through its cards instead of what
    is due: nothing is recorded except acts on a card.
    """

    def __init__(
        self,
        collection: Collection,
        decks: tuple[str, ...],
        seed_of: SeedOf,
        cram: Cram | None = None,
        path: tuple[str, ...] = (),
    ) -> None:
        self._upcoming = Upcoming(collection, decks, seed_of, cram, path)
        # Until the cards are selected, the counts of the collection.
        remaining = self._upcoming.remaining() if cram or path else collection.total(decks)
        self._current = CurrentCard(View(Stage.DRAWING, remaining=remaining, cram=cram is not None))
        self._asking = Asking(self._current, self._upcoming, collection)
        self._rating = RatingAnswers(self._current, self._asking, cram)
        self._actions = CardActions(self._current, self._asking, self._rating, cram)

    @property
    def view(self) -> View:
        """What to show now."""
        return self._current.view

    @property
    def aside(self) -> Mapping[str, str]:
        """The cards that an earlier session has set aside and this one has not asked, with why."""
        now = {card for card, _ in self.view.put_aside}
        return {card: why for card, why in self._upcoming.aside.items() if card not in now}

    @property
    def missed(self) -> tuple[str, ...]:
        """The cards with a wrong answer in this session, in their order, each once."""
        return self._rating.missed

    @property
    def rated_last(self) -> Review | None:
        """The review of this session that was rated last, which a `Rerate` changes; None when there is none."""
        return self._rating.last

    @property
    def evidence(self) -> VerdictEvidence | None:
        """What an author needs to look into the last verdict; None before the first."""
        return self._current.evidence

    def next_cards(self, today: int) -> NextCards:
        """What comes after this session, as of the study day `today`."""
        return self._upcoming.next_cards(today)

    def upcoming(self, moment: Moment) -> Draw | None:
        """What will probably be drawn after the present question, so that a driver may pose it meanwhile."""
        card = self.view.card
        following = self._upcoming.next(moment, excluding=card.id) if card is not None else None
        return Draw(following, self._upcoming.seed(following.id)) if following is not None else None

    def step(self, event: events.Event, moment: Moment) -> list[Effect]:
        """Apply one event; the effects are to be carried out in order."""
        if not isinstance(event, events.QUIET):
            self._asking.learner_acted()
        if isinstance(event, events.DriverEvent):
            return self._driver_event(event, moment)
        return self._learner_event(event, moment)

    def _learner_event(self, event: events.LearnerEvent, moment: Moment) -> list[Effect]:
        match event:
            case events.Begin():
                return self._asking.begin(moment)
            case events.Submit():
                return self._asking.submit(event)
            case events.GiveUp():
                return self._asking.give_up(event, moment)
            case events.Hint():
                return self._asking.hint()
            case events.Skip():
                return self._asking.skip(moment)
            case events.Rate():
                return self._rating.rate(event, moment)
            case events.Rerate():
                return self._rating.rerate(event, moment)
            case events.Suspend():
                return self._actions.act(EventKind.SUSPEND, {})
            case events.Bury():
                return self._actions.act(EventKind.BURY, {})
            case events.SetFlag(flag):
                return self._actions.act(EventKind.FLAG, {"flag": flag})
            case events.Reset():
                return self._actions.act(EventKind.RESET, {})
            case events.Dispute():
                return self._actions.dispute(event)
            case events.Undispute():
                return self._actions.undispute()
            case events.Undo():
                return self._actions.undo(moment)
            case _:
                assert_never(event)

    def _driver_event(self, event: events.DriverEvent, moment: Moment) -> list[Effect]:
        match event:
            case events.QuestionPosed():
                return self._asking.posed(event)
            case events.QuestionFailed():
                return self._asking.failed(event, moment)
            case events.Judged():
                return self._asking.judged(event, moment)
            case events.Seen():
                return self._asking.seen(event)
            case events.Dealt():
                return self._asking.dealt(event, moment)
            case events.Renewed():
                return self._asking.renewed(event, moment)
            case events.Saved():
                return self._rating.saved(event, moment)
            case events.Refused():
                return self._rating.refused(event, moment)
            case events.Unsaved():
                return self._rating.unsaved(event)
            case events.Acted():
                return self._actions.acted(event, moment)
            case events.TakenBack():
                return self._actions.taken_back(event, moment)
            case events.Noted():
                return []
            case _:
                assert_never(event)
