"""Events dated in the future, which a wrong clock leaves in the log, and giving them new dates.

No event is dated before one that is known, so a single answer under a clock that was years ahead gives every later
one its own study day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quiz.schedule.day import study_day
from quiz.schedule.memory import Moment
from quiz.store.log.events import Event, EventKind, moved, new_id
from quiz.store.log.lines import EARLY_MS
from quiz.store.reader import StoreReader
from quiz.store.store import Store


@dataclass(frozen=True, slots=True)
class ClockSkew:
    """How far the log is ahead of the clock: by how much its last event, `since` which event, how many `events` are.

    Options that were saved with an answer do not count as the first event.
    """

    by_ms: int
    since: Event
    events: int


def ahead(store: StoreReader, now: Moment) -> ClockSkew | None:
    """The skew; None when the log ends before `now`, or so little after that it does no harm."""
    late = store.after(now.at_ms)
    if not late or late[-1].at_ms - now.at_ms <= EARLY_MS:
        return None
    first = next((event for event in late if event.kind != EventKind.OPTIONS), late[0])
    return ClockSkew(late[-1].at_ms - now.at_ms, first, len(late))


def redate(store: Store, now: Moment, rollover_min: int) -> int:
    """Give every event later than `now` a new date, so that the last of them is at `now`; how many they were.

    They keep their order and, when there is room for it after the events before them, the time between them.
    Whatever names one of them by its id, or a day as seen from theirs, is corrected, and all cards are folded again.
    One transaction.
    """
    with store.writing():
        late = store.after(now.at_ms)
        if all(event.kind == EventKind.REDATE for event in late):
            return 0  # the note of an earlier correction comes a millisecond after what it is about
        later = list(_redated(late, store.last_ms(now.at_ms), now, rollover_min))
        store.rewrite(late, later)
        # Other machines may have them under their old dates: this says which events are meant.
        moved_to = {old.id: new.id for old, new in zip(late, later, strict=True)}
        at = store.forward(now)
        day = study_day(at, rollover_min)
        said = {"moved": moved_to}
        store.insert(Event(new_id(at.at_ms), store.machine, *at, day, EventKind.REDATE.value, "", said))
    return len(late)


def _redated(late: Sequence[Event], before_ms: int, now: Moment, rollover_min: int) -> Iterator[Event]:
    shift = late[-1].at_ms - now.at_ms
    ids: dict[str, str] = {}
    for place, event in enumerate(late, 1):
        # The events under the wrong clock may span more time than there is.
        at = Moment(max(event.at_ms - shift, before_ms + place), now.offset_min)
        day = study_day(at, rollover_min)
        body = dict(event.body)
        if event.kind == EventKind.UNDO:
            body["target"] = ids.get(str(body.get("target")), body.get("target"))
        if event.kind == EventKind.BURY and body.get("until", 0) > event.study_day:
            body["until"] += day - event.study_day
        ids[event.id] = moved(event.id, at.at_ms)
        yield replace(event, id=ids[event.id], at_ms=at.at_ms, offset_min=at.offset_min, study_day=day, body=body)
