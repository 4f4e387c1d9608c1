"""Events that were given a new date: all but the earliest of those that were one event are dropped from the log.

The date is in the id of an event, so that a new date makes a new event of it; the other 80 bits stay. A `redate` says
which events were meant. Where the former one comes from elsewhere, or two machines have corrected the same date, the
earliest of them counts, whatever order they arrive in; and an undo of any of them is an undo of that one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from quiz.store.log.events import Event, EventKind, key
from quiz.store.log.rebuild import EVENT, OF_KIND

if TYPE_CHECKING:
    from quiz.store.log_writer import LogWriter

_DATE = 6
"""The bytes of an id that are its date."""


def settle(store: LogWriter, arrived: Iterable[str] | None) -> set[str]:
    """Drop what is double by a new date, within `writing`; the cards that must be `refolded`.

    `arrived` are the ids of the new events and of those that new undos are about; None for any.
    """
    redates = list(map(Event.from_row, store.select(OF_KIND, (EventKind.REDATE,))))
    if not redates:
        return set()
    new = set(arrived or ())
    same: dict[bytes, set[bytes]] = defaultdict(set)
    concerned: set[bytes] = set()
    for redate in redates:
        for former, later in _pairs(redate):
            same[later[_DATE:]] |= {former, later}
            if arrived is None or redate.id in new:
                concerned.add(later[_DATE:])
    for event_id in new:
        try:
            concerned.add(key(event_id)[_DATE:])
        except ValueError:  # the target of a strange undo
            continue
    cards: set[str] = set()
    for identity in concerned & same.keys():
        cards |= _keep_earliest(store, same[identity])
    return cards


def _pairs(redate: Event) -> list[tuple[bytes, bytes]]:
    """The former and the later id of each event that was given a new date."""
    said = redate.body.get("moved")
    pairs = []
    for former, later in said.items() if isinstance(said, dict) else ():
        try:
            pairs.append((key(former), key(later)))
        except (ValueError, AttributeError):
            continue
    return [(former, later) for former, later in pairs if former[_DATE:] == later[_DATE:]]


def _keep_earliest(store: LogWriter, ids: set[bytes]) -> set[str]:
    marks = ", ".join("?" * len(ids))
    there = list(map(Event.from_row, store.select(f"{EVENT} WHERE id IN ({marks}) ORDER BY id", tuple(ids))))
    if not there:
        return set()
    kept, *rest = there
    store.change("DELETE FROM revlog WHERE id = ?", ((key(event.id),) for event in rest))
    store.change("DELETE FROM event WHERE id = ?", ((key(event.id),) for event in rest))
    cards = {event.card for event in there} if rest else set()
    for undo in map(Event.from_row, store.select(f"{EVENT} WHERE card = ? AND kind = 'undo'", (kept.card,))):
        target = str(undo.body.get("target"))
        if target != kept.id and _is_one_of(target, ids):
            body = json.dumps({**undo.body, "target": kept.id}, separators=(",", ":"))
            store.change("UPDATE event SET body = ? WHERE id = ?", [(body, key(undo.id))])
            cards.add(kept.card)
    return cards


def _is_one_of(event_id: str, ids: set[bytes]) -> bool:
    try:
        return key(event_id) in ids
    except ValueError:
        return False
