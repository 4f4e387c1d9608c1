"""The events of a session, one frozen class each: some caused by the learner, others handed in by the driver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from quiz.answer.verdict import Verdict
from quiz.ask.question import Broken, Given, Question
from quiz.collection.collection import Collection
from quiz.collection.session_cards import SessionCards
from quiz.schedule.memory import Rating
from quiz.store.log.events import EventKind
from quiz.store.log.fold import CardRow

# Events of the learner.


@dataclass(frozen=True, slots=True)
class Begin:
    """Ask for the first card; at the end of a session, for one more."""


@dataclass(frozen=True, slots=True)
class Submit:
    """Hand in an answer; `ms` is how long the question was shown."""

    given: Given
    ms: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Ask for the answer; `ms` is how long the question was shown."""

    verdict: Verdict
    ms: int


@dataclass(frozen=True, slots=True)
class Hint:
    """Show one more hint."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Rate the answer that was judged and go on; None takes the suggested rating."""

    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Rerate:
    """Change the rating of the answer rated last; the question on the screen stays."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Skip:
    """Ask this card later in this session; nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """Do not ask this card any more."""


@dataclass(frozen=True, slots=True)
class Bury:
    """Do not ask this card before tomorrow."""


@dataclass(frozen=True, slots=True)
class SetFlag:
    """Mark the card with this flag; 0 removes it."""

    flag: int


@dataclass(frozen=True, slots=True)
class Reset:
    """Forget the card's memory; its history is kept."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Record that the learner considers the last verdict wrong, and `why` if given.

    If the verdict is disputed already, the new reason replaces the old one.
    """

    why: str = ""


@dataclass(frozen=True, slots=True)
class Undispute:
    """Take back the dispute of the last verdict."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last action of today.

    After a verdict and before its rating that is the last act on its card since then, and then the answer: its
    question is open again, with what was typed. Later it is the review before, whose question is asked again in the
    same way.
    """


# Events of the driver.


@dataclass(frozen=True, slots=True)
class QuestionPosed:
    """`torch` is the release that found the truth; `engine` names the devices too."""

    question: Question
    torch: str
    engine: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFailed:
    """No question could be made of the card."""

    card: str
    broken: Broken
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on the answer that was submitted."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """`row` is None for a card without events; `beliefs` are those its answers have shown, with how often.

    `version` is that of the store, see `Snapshot`; an answer counts from `earliest_ms` (UTC) on, not earlier.
    """

    card: str
    row: CardRow | None
    beliefs: tuple[tuple[str, int], ...] = ()
    version: int = 0
    earliest_ms: int = 0


@dataclass(frozen=True, slots=True)
class Dealt:
    """The cards that were selected; with `stay` the question on the screen stays."""

    session_cards: SessionCards
    stay: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """Deck files have changed, or the store. The question on the screen stays.

    A collection without all the decks of this session is not taken over: a file may be in the middle of being
    written. `edited` says that the learner has edited the present card: then it is taken over in any case, and the
    card is asked with its new text unless its answer is still to be rated. `message` is the notice to show.
    """

    collection: Collection
    edited: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The review is on the disk; `row` is its card now."""

    event_id: str
    row: CardRow


@dataclass(frozen=True, slots=True)
class Refused:
    """The card changed elsewhere since it was shown; `row` is its card now."""

    message: str
    row: CardRow | None


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The store could not be read or written; nothing has changed, and it may be asked for again."""

    message: str


@dataclass(frozen=True, slots=True)
class Acted:
    """Something was done to a card; `row` is the card now."""

    event_id: str
    row: CardRow
    kind: EventKind | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`event_id` was taken back; "" for `kind` says that there was nothing to take back.

    `rows` are the cards concerned as they are now, None for a card without events.
    """

    card: str = ""
    kind: str = ""
    rows: Mapping[str, CardRow | None] = field(default_factory=dict)
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The effect is carried out, and there is nothing to report."""


LearnerEvent: TypeAlias = (
    Begin
    | Submit
    | GiveUp
    | Hint
    | Rate
    | Rerate
    | Skip
    | Suspend
    | Bury
    | SetFlag
    | Reset
    | Dispute
    | Undispute
    | Undo
)
DriverEvent: TypeAlias = (
    QuestionPosed
    | QuestionFailed
    | Judged
    | Seen
    | Dealt
    | Renewed
    | Saved
    | Refused
    | Unsaved
    | Acted
    | TakenBack
    | Noted
)
Event: TypeAlias = LearnerEvent | DriverEvent

QUIET = (QuestionPosed, QuestionFailed, Seen, Dealt, Renewed, Noted)
"""Events that the driver hands in without an act of the learner: the notice of the event before stays."""
