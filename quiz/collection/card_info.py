"""Everything known about one card, as plain values: for `quiz card` and the info screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quiz.collection.rows import hidden_of, state_of
from quiz.schedule.day import day_text, study_day
from quiz.schedule.memory import Memory, Moment, Rating, State
from quiz.schedule.options import Options
from quiz.store.log.events import Event, EventKind
from quiz.store.log.fold import CardRow, undone_by

_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of the card: `what` is the rating of a review, else its kind; `undone` when it was taken back."""

    day: str
    at_ms: int
    kind: str
    what: str
    text: str
    seconds: float
    belief: str
    hints: int
    undone: bool


@dataclass(frozen=True, slots=True)
class CardInfo:
    """`recall` is the chance of remembering it today, `waits` the time to the next review under each rating, by its
    name.

    `due` is a date, or "in steps", "" for a new card. `beliefs` are misconceptions that its answers showed, with how
    often; `history` is in the order of time. `hidden` is suspended, buried, sibling, aside or "", as in a
    `CardLine`; `aside` is why the engine cannot ask it, "" when it can.
    """

    card: str
    state: str
    hidden: str
    flag: int
    due: str
    interval: int
    stability: float | None
    difficulty: float | None
    recall: float | None
    reps: int
    lapses: int
    first_day: str
    last_day: str
    waits: Mapping[str, str]
    beliefs: tuple[tuple[str, int], ...]
    history: tuple[HistoryEntry, ...]
    aside: str = ""


def card_info(
    card: str,
    row: CardRow | None,
    events: Iterable[Event],
    beliefs: Iterable[tuple[str, int]],
    moment: Moment,
    options: Options,
    now: Moment | None = None,
    aside: str = "",
    sibling_first: bool = False,
) -> CardInfo:
    """`events` are those of the card, in their order; `options` those in force for its deck.

    `moment` is the store's time, from which an answer would count; waits are counted from `now`, the clock's.
    `sibling_first` says that it is due and waits until tomorrow, because a sibling is, or was, asked today.
    """
    from quiz.schedule.fsrs import preview, retrievability, wait_text

    memory = row.memory if row else None
    today = study_day(moment, options.rollover_min)
    after = preview(memory, moment, card, options)
    return CardInfo(
        card=card,
        state=state_of(row),
        hidden=hidden_of(row, today) or ("aside" if aside else "sibling" if sibling_first else ""),
        flag=row.flag if row else 0,
        due=_due(memory),
        interval=memory.interval_days if memory else 0,
        stability=round(memory.stability, 2) if memory else None,
        difficulty=round(memory.difficulty, 2) if memory else None,
        recall=round(retrievability(memory, max(today, memory.last_day), options), 4) if memory else None,
        reps=memory.reps if memory else 0,
        lapses=memory.lapses if memory else 0,
        first_day=day_text(row.first_day) if row and row.first_day is not None else "",
        last_day=day_text(memory.last_day) if memory else "",
        waits={rating.name.lower(): wait_text(after[rating], now or moment, options.rollover_min) for rating in Rating},
        beliefs=tuple(beliefs),
        history=tuple(_history(list(events))),
        aside=aside,
    )


def _due(memory: Memory | None) -> str:
    if memory is None:
        return ""
    return day_text(memory.due_day) if memory.phase is State.REVIEW and memory.due_day is not None else "in steps"


def _history(events: list[Event]) -> Iterable[HistoryEntry]:
    undone = undone_by(events)
    for event in events:
        if event.kind == EventKind.UNDO:
            continue
        body = event.body
        yield HistoryEntry(
            day=day_text(event.study_day),
            at_ms=event.at_ms,
            kind=event.kind,
            what=_what(event),
            text=str(body.get("text", "")),
            seconds=round(int(body.get("ms", 0)) / _MILLISECONDS, 1),
            belief=str(body.get("belief", "")),
            hints=int(body.get("hints", 0)),
            undone=(event.card, event.id) in undone,
        )


def _what(event: Event) -> str:
    if event.kind == EventKind.REVIEW:
        return Rating(event.body["rating"]).name.lower()
    return f"flag {event.body.get('flag', 0)}" if event.kind == EventKind.FLAG else event.kind
