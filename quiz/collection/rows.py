"""The rows of a card list: what the browser shows and `quiz browse` prints for each card found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from quiz.deck import placeholders
from quiz.deck.model import Card
from quiz.schedule.memory import State
from quiz.schedule.options import Options
from quiz.store.log.fold import CardRow

SUMMARY = "code or prompt"
"""The head of the column of summaries."""
_BLANK = "____"
_READS = "tolist|item|size|dim|numel|stride|is_contiguous|round"
_NAME = rf"\$?[A-Za-z_]\w*(?:\.(?:(?:{_READS})\(\)|\w+(?!\w*\()))*"
_SAYS_NOTHING = re.compile(rf"({_NAME}) = ([\w.]+\.)?\1|return {_NAME}|")
_NAMES = re.compile(rf"[(\[]?{_NAME}(?:\s*,\s*{_NAME})*,?[)\]]?")
"""Names, with what is only read from them: `y`, `(a.dtype, b.grad.tolist())`."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One card. `state` is new, learning, review or relearning as of today.

    `hidden` is suspended, buried, sibling (it is due and waits until tomorrow, because a sibling comes today), aside
    or "".

    `due` is in days from today, negative when overdue, None for a new card; `interval` in days, `recall` the chance
    of remembering it today, from 0 to 1; `prompt` and `summary`, which distinguishes the card from others of the
    same prompt, are "" for a card that is no longer in a deck. `aside` is why the engine cannot ask it, "" when it
    can.
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
    summary: str = ""


def lines(
    ids: Sequence[str],
    cards: Mapping[str, Card],
    rows: Mapping[str, CardRow],
    today: int,
    options: Options,
    aside: Mapping[str, str] = MappingProxyType({}),
    buried_siblings: Set[str] = frozenset(),
) -> Iterator[CardLine]:
    """One line for each id, in the order of the ids.

    `aside` are the cards that cannot be asked, with why; `buried_siblings` wait until tomorrow for a sibling.
    """
    from quiz.schedule.fsrs import retrievability

    for card_id in ids:
        row, card = rows.get(card_id), cards.get(card_id)
        memory = row.memory if row else None
        yield CardLine(
            card=card_id,
            state=state_of(row),
            hidden=hidden_of(row, today) or _hidden(card_id, aside, buried_siblings),
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
            summary=summary_of(card) if card else "",
        )


def summary_of(card: Card) -> str:
    """One line that distinguishes a card from others of the same prompt: the line of its code that matters, else its
    prompt.

    That is the signature of a function to be written, the line with a blank, or the last line that does more than
    name what is asked for. Drawn values are shown by their names; a line that says nothing then, such as `z = z`, is
    left for the prompt.
    """
    signature, code = str(getattr(card.body, "signature", "")), str(getattr(card.body, "code", ""))
    shown = placeholders.as_names(signature or _telling_line(code))
    return placeholders.as_names(card.prompt) if _SAYS_NOTHING.fullmatch(shown) else shown


def _telling_line(code: str) -> str:
    lines = [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    blank = next((line for line in lines if _BLANK in line), "")
    if blank:
        return blank.strip()
    while len(lines) > 1 and _NAMES.fullmatch(lines[-1].strip()):
        lines.pop()
    if not lines:
        return ""
    text = lines.pop().strip()
    while lines and sum(map(text.count, ")]}")) > sum(map(text.count, "([{")):  # it begins on an earlier line
        text = f"{lines.pop().strip()} {text}"
    return text


def _hidden(card: str, aside: Mapping[str, str], buried_siblings: Set[str]) -> str:
    return "aside" if card in aside else "sibling" if card in buried_siblings else ""


def state_of(row: CardRow | None) -> str:
    """The state as a word: new, learning, review or relearning."""
    return str(row.memory.phase) if row and row.memory else "new"


def hidden_of(row: CardRow | None, today: int) -> str:
    """suspended or buried on study day `today`, "" when the card is neither."""
    if row is None:
        return ""
    return "suspended" if row.suspended else "buried" if (row.buried_until or 0) > today else ""


def hidden_text(hidden: str) -> str:
    """What hides a card today, for people; "" when nothing does."""
    return "held back until tomorrow, since a sibling comes today" if hidden == "sibling" else hidden


def due_text(line: CardLine) -> str:
    """When it is due, for people."""
    if line.due is None:
        return "-"
    if line.state != State.REVIEW:
        return "in steps"
    if line.due == 0:
        return "today"
    return f"in {line.due}d" if line.due > 0 else f"{-line.due}d ago"
