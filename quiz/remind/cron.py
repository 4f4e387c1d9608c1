"""A reminder by cron, where nothing better is there: lines to add by hand, since the table may have others' lines."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from quiz.remind.timer import DayTime, ReminderJob, ReminderState, ask

MARK = "# quiz remind"


def cron_lines(job: ReminderJob, times: Sequence[DayTime]) -> list[str]:
    """The lines of the table of cron."""
    words = [f"{name}={shlex.quote(value)}" for name, value in job.variables.items()]
    # A percent sign would end the command, even in quotes.
    command = " ".join([*words, shlex.join(job.command)]).replace("%", r"\%")
    return [f"{time.minute} {time.hour} * * * {command} {MARK}" for time in times]


def cron_state(environ: Mapping[str, str]) -> ReminderState | None:
    """The reminder in the table of this user, None where there is none, or no cron."""
    times = []
    for line in (ask(("crontab", "-l"), environ) or "").splitlines():
        minute, hour, *_ = [*line.split(), "", ""]
        if line.rstrip().endswith(MARK) and minute.isdecimal() and hour.isdecimal():
            times.append(DayTime(int(hour), int(minute)))
    return ReminderState(tuple(times), True) if times else None
