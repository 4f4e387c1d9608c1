"""Cards found by a search, as rows: what the browser shows and `quiz browse` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from quiz.deck.model import Card
from quiz.schedule.memory import State
from quiz.schedule.options import Options
from quiz.store.log.fold import CardRow


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card. `state` is new, learning, review or relearning, `hidden` suspended, buried, aside or "", as of today.

    `due` is in days from today, negative when overdue, None for a new card; `interval` in days, `recall` the chance
    of remembering it today, from 0 to 1; `prompt` is "" for a card that is in no deck any more. `aside` is why the
    engine cannot ask it, "" where it can.
    """

    card: str
    state: str
    hidden: str
    due: int | None
    interval: int
    recall: float | None
    difficulty: float | None
    reps: int
    lapses: int
    flag: int
    orphan: bool
    prompt: str
    aside: str = ""


def lines(
    ids: Sequence[str],
    cards: Mapping[str, Card],
    rows: Mapping[str, CardRow],
    today: int,
    options: Options,
    aside: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[CardLine]:
    """One line for each id, in the order of the ids. `aside` are the cards that cannot be asked, with why."""
    from quiz.schedule.fsrs import retrievability

    for card_id in ids:
        row, card = rows.get(card_id), cards.get(card_id)
        memory = row.memory if row else None
        yield CardLine(
            card=card_id,
            state=state_of(row),
            hidden=hidden_of(row, today) or ("aside" if card_id in aside else ""),
            due=None if memory is None else (memory.due_day or today) - today,
            interval=memory.interval_days if memory else 0,
            recall=round(retrievability(memory, max(today, memory.last_day), options), 4) if memory else None,
            difficulty=round(memory.difficulty, 2) if memory else None,
            reps=memory.reps if memory else 0,
            lapses=memory.lapses if memory else 0,
            flag=row.flag if row else 0,
            orphan=card is None,
            prompt=card.prompt if card else "",
            aside=aside.get(card_id, ""),
        )


def state_of(row: CardRow | None) -> str:
    return str(row.memory.phase) if row and row.memory else "new"


def hidden_of(row: CardRow | None, today: int) -> str:
    if row is None:
        return ""
    return "suspended" if row.suspended else "buried" if (row.buried_until or 0) > today else ""


def due_text(line: CardLine) -> str:
    """When it is due, for people."""
    if line.due is None:
        return "-"
    if line.state != State.REVIEW:
        return "in steps"
    if line.due == 0:
        return "today"
    return f"in {line.due}d" if line.due > 0 else f"{-line.due}d ago"
