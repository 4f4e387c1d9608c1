"""What came of a sync, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from quiz.errors import QuizError
from quiz.sync.exchange import Exchanged
from quiz.text.numbers import counted, plural

_SHOWN = 3
_MOST_ROWS = 8


class SyncOutcome(NamedTuple):
    """How a sync has ended: what was done, which cards were answered on two machines today, and what stopped it, if
    anything did.
    """

    done: Exchanged
    both: tuple[str, ...] = ()
    machine: str = ""
    error: QuizError | None = None


def sentences(outcome: SyncOutcome) -> list[str]:
    """What was done, and what the learner should know."""
    done = outcome.done
    rows = [_exchanged(done)]
    if outcome.both:
        rows.append(_both(outcome.both))
    if done.renamed:
        rows.append(
            "There was history under the name of this machine that it did not know: a backup was restored, or the"
            f" database was copied to another machine. It is taken in; this machine is {outcome.machine} from now on."
        )
    for about in (done.notes, done.waiting, done.faults):
        rows += about[:_MOST_ROWS]
        if len(about) > _MOST_ROWS:
            rows.append(f"... and {len(about) - _MOST_ROWS:,} more; `quiz sync --status` lists them.")
    return rows


def said(outcome: SyncOutcome) -> str:
    """The same for a status line, kept until the next sync; "" when there is nothing that the learner should know."""
    if outcome.error is not None:
        return f"Not synced: {outcome.error}"
    done = outcome.done
    news = done.taken.new or done.renamed or done.waiting or done.faults or done.notes
    return " ".join(sentences(outcome)) if news else ""


def _exchanged(done: Exchanged) -> str:
    new, sent = done.taken.new, done.sent
    if not new and not sent:
        return "Synced: nothing new."
    parts = []
    if new:
        others = len(done.machines)
        came = f" from {counted(others, 'other machine')}" if others else ""
        parts.append(f"{counted(new, 'event')} of {counted(len(done.taken.cards), 'card')}{came} taken in")
    if sent:
        parts.append(f"{counted(sent, 'event')} written")
    return f"Synced: {', '.join(parts)}."


def _both(cards: Collection[str]) -> str:
    shown = ", ".join(sorted(cards)[:_SHOWN]) + (", ..." if len(cards) > _SHOWN else "")
    were = f"{counted(len(cards), 'card')} {plural(len(cards), 'was', 'were')}"
    return f"{were} answered on two machines today ({shown}): both answers count, in the order of their times."
