"""Validating the bodies of events that come from elsewhere, before they are imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.schedule.memory import Rating
from quiz.schedule.options import Options
from quiz.store.log.events import ACTS, Event, EventKind
from quiz.store.log.fold import FLAGS, read_options

LAST_DAY = 2_932_896
"""The last study day that has a date: 9999-12-31."""
_MANY = 2**31 - 1
_LONG_MS = 2**40
_SEED = 2**63
_WHOLE: Mapping[str, Mapping[str, tuple[int, int]]] = {
    EventKind.REVIEW: {
        "rating": (min(Rating), max(Rating)),
        "suggested": (0, max(Rating)),
        "ms": (-_LONG_MS, _LONG_MS),  # a clock may have been set back meanwhile
        "seed": (-_SEED, _SEED),
        "hints": (0, _MANY),
        "tries": (0, _MANY),
    },
    EventKind.BURY: {"until": (0, LAST_DAY)},
    EventKind.FLAG: {"flag": (FLAGS[0], FLAGS[-1])},
    EventKind.MORE: {"new": (0, _MANY), "reviews": (0, _MANY)},
}
_TEXT: Mapping[str, tuple[str, ...]] = {
    EventKind.REVIEW: ("verdict", "text", "belief", "torch", "device", "digest"),
    EventKind.UNDO: ("target",),
    EventKind.DISPUTE: ("why",),
}
_NEEDED: Mapping[str, str] = {EventKind.REVIEW: "rating", EventKind.FLAG: "flag", EventKind.UNDO: "target"}
_SHOWN = 40


def check(event: Event) -> None:
    """Raises ValueError, in words, when the body or the card is not possible for an event of its kind.

    Kinds and fields of later releases are not checked.
    """
    kind, body = event.kind, event.body
    if kind in ACTS | {EventKind.REVIEW} and "/" not in event.card:
        raise ValueError(f"a {kind} is of a card, deck/name, not of {event.card!r}")
    needed = _NEEDED.get(kind)
    if needed is not None and needed not in body:
        raise ValueError(f"the body of this {kind} lacks its `{needed}`")
    for name, (low, high) in _WHOLE.get(kind, {}).items():
        value = body.get(name, low)
        if type(value) is not int or not low <= value <= high:
            raise _refused(kind, name, f"a whole number from {low} to {high}", value)
    for name in _TEXT.get(kind, ()):
        if not isinstance(body.get(name, ""), str):
            raise _refused(kind, name, "a text", body[name])
    if kind == EventKind.OPTIONS:
        read_options(body)
    if kind == EventKind.WEIGHTS:
        read_weights(body)


def read_weights(body: Mapping[str, Any]) -> tuple[float, ...] | None:
    """The weights of FSRS in the body of an event, None for the published ones. Raises ValueError on any others."""
    value = body.get("weights")
    if value is None or value == []:
        return None
    weights = tuple(value) if isinstance(value, list) else value
    return Options(weights=weights).weights


def _refused(kind: str, name: str, wanted: str, value: object) -> ValueError:
    text = repr(value)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return ValueError(f"the `{name}` of a {kind} is {wanted}, not {shown}")
