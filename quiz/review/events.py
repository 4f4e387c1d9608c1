"""What goes into a session and what comes out of it: events and effects, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from quiz.answer.verdict import Verdict
from quiz.ask.question import Broken, Given, Question
from quiz.collection.collection import Collection
from quiz.collection.session_cards import SessionCards
from quiz.deck.model import Card
from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind, Review
from quiz.store.log.fold import CardRow

# What a driver is told to do.


@dataclass(frozen=True, slots=True)
class Draw:
    """Pose the card by this seed; hand back Posed or Unposed."""

    card: Card
    seed: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Hand back Judged."""

    question: Question
    given: Given


@dataclass(frozen=True, slots=True)
class Save:
    """Record the review under the options of its deck; hand back Saved or Refused.

    It takes the place of the event `replaces` where one is named.
    """

    review: Review
    options: Options
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Suspend, bury, flag, reset or dispute; hand back Acted."""

    kind: EventKind
    card: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo the last thing done today; hand back TakenBack."""


@dataclass(frozen=True, slots=True)
class Look:
    """See how the card stands at this moment; hand back Seen."""

    card: str


@dataclass(frozen=True, slots=True)
class Deal:
    """Deal the cards of these decks, or of this path, as they stand now; hand back Dealt with the same `stay`."""

    collection: Collection
    decks: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    stay: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """Remember that these cards, by id and digest, cannot be asked by this engine, and why; hand back nothing: Noted.

    Today only, unless it is `lasting`.
    """

    engine: str
    cards: Mapping[str, str]
    reason: str = ""
    lasting: bool = False


Effect: TypeAlias = Draw | Judge | Save | Act | TakeBack | Look | Deal | SetAside


# What a driver tells.


@dataclass(frozen=True, slots=True)
class Begin:
    pass


@dataclass(frozen=True, slots=True)
class Posed:
    """`torch` is the release that the truth was found by; `engine` also says what devices there are."""

    question: Question
    torch: str
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Unposed:
    card: str
    broken: Broken
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Submit:
    """`ms` is how long the question was before the learner."""

    given: Given
    ms: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    verdict: Verdict
    ms: int


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Hint:
    pass


@dataclass(frozen=True, slots=True)
class Rate:
    """None takes the suggested rating."""

    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Amend:
    """Rate the answer before this one otherwise."""

    rating: Rating


@dataclass(frozen=True, slots=True)
class Saved:
    event_id: str
    row: CardRow


@dataclass(frozen=True, slots=True)
class Refused:
    """The card changed elsewhere since it was shown; `row` is how it is now."""

    message: str
    row: CardRow | None


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was to be read or written could not be, and nothing was; it may be asked for again."""

    message: str


@dataclass(frozen=True, slots=True)
class Skip:
    pass


@dataclass(frozen=True, slots=True)
class Suspend:
    pass


@dataclass(frozen=True, slots=True)
class Bury:
    pass


@dataclass(frozen=True, slots=True)
class Flag:
    """0 takes the flag away."""

    flag: int


@dataclass(frozen=True, slots=True)
class Reset:
    """Forget what is known of the card; its history is kept."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """The verdict last given is wrong, says the learner."""


@dataclass(frozen=True, slots=True)
class Acted:
    event_id: str
    row: CardRow
    kind: EventKind | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """`row` is None for a card without events; `beliefs` are those its answers have shown, with how often.

    `version` is that of the store, see `Snapshot`; `earliest_ms` (UTC) is when an answer counts from at least.
    """

    card: str
    row: CardRow | None
    beliefs: tuple[tuple[str, int], ...] = ()
    version: int = 0
    earliest_ms: int = 0


@dataclass(frozen=True, slots=True)
class Dealt:
    """`stay`: the question before the learner stays."""

    session_cards: SessionCards
    stay: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """Deck files have changed, or the store: how all stands now. The question before the learner stays.

    A deck that is not in it cannot be read at this moment, as while its file is written: then nothing is taken over.
    `edited`: the learner has edited the present card, so it is asked anew, unless its answer is to be rated; all is
    taken over in any case, and `told` is what to tell of it.
    """

    collection: Collection
    edited: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    pass


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`kind` "" means that there was nothing to take back, `event_id` is what was taken back. `rows` are the cards as
    they are now, None for no events.
    """

    card: str = ""
    kind: str = ""
    rows: Mapping[str, CardRow | None] = field(default_factory=dict)
    event_id: str = ""


QUIET = (Posed, Unposed, Seen, Dealt, Renewed, Noted)
"""What a driver hands in by itself: the notice of the event before it still stands, and was told already."""

Event: TypeAlias = (
    Begin
    | Posed
    | Unposed
    | Submit
    | GiveUp
    | Judged
    | Hint
    | Rate
    | Amend
    | Saved
    | Refused
    | Unsaved
    | Skip
    | Suspend
    | Bury
    | Flag
    | Reset
    | Dispute
    | Acted
    | Seen
    | Dealt
    | Renewed
    | Noted
    | Undo
    | TakenBack
)
