"""What the reminder says, how many cards today has and how long they take; and which timer this system has."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import QuizError

if TYPE_CHECKING:
    from quiz.app.home import Home
    from quiz.remind.timer import ReminderTimer
    from quiz.schedule.policy import DeckCounts

BY = ("systemd", "launchd", "cron")


class DayAhead(NamedTuple):
    """What is left for today, and how long it will probably take."""

    counts: DeckCounts
    ms: int

    @property
    def sentence(self) -> str:
        """As "12 cards today (3 new, 9 due), about 8 min."."""
        from quiz.text.durations import duration
        from quiz.text.numbers import counted

        counts = self.counts
        if not counts.total:
            return "Nothing is left for today."
        parts = ((counts.new, "new"), (counts.learning, "learning"), (counts.due, "due"))
        each = ", ".join(f"{count:,} {word}" for count, word in parts if count)
        return f"{counted(counts.total, 'card')} today ({each}), about {duration(self.ms / 1000, whole_minutes=True)}."


def day_ahead(home: Home) -> DayAhead:
    """What all decks bring today, less what is done. Raises StoreError."""
    from quiz.schedule.day_load import PACE_DAYS, load_ms
    from quiz.store.queries.reviews import History

    decks = home.decks(())
    with home.open_store() as store:
        collection = home.collection(store, decks)
        total = collection.total(())
        pace = History(store, (), collection.today - PACE_DAYS + 1).pace() if total.total else {}
    return DayAhead(total, load_ms(total, pace))


def timers(environ: Mapping[str, str]) -> list[ReminderTimer]:
    """All that may have a reminder, whether they run or not."""
    from quiz.remind.launchd import LaunchAgent
    from quiz.remind.systemd import SystemdTimer

    home = Path(environ.get("HOME") or Path.home())
    return [LaunchAgent(environ, home), SystemdTimer(environ, home)]


def timer_of(environ: Mapping[str, str], by: str = "") -> ReminderTimer | None:
    """What starts the reminder each day: the one that is named, else what this platform has; None for cron.

    Raises QuizError where the one that is named is not there.
    """
    wanted = by or ("launchd" if sys.platform == "darwin" else "systemd")
    found = next((each for each in timers(environ) if each.name == wanted and each.is_there()), None)
    if found is None and by not in ("", "cron"):
        fix = "`quiz remind --at 08:00 --by cron` prints a line for cron instead."
        raise QuizError(f"{by} does not run here for this user", fix=fix)
    return found
