"""A reminder by an agent of launchd: macOS. A time at which the machine slept is made up for when it wakes."""

from __future__ import annotations

import os
import plistlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quiz.remind.timer import DayTime, ReminderJob, ReminderState, ask, has

LABEL = "torchquiz.remind"


class LaunchAgent:
    """See `ReminderTimer`."""

    name = "launchd"

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        self._path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

    def is_there(self) -> bool:
        return has("launchctl", self._environ)

    def files(self, job: ReminderJob, times: Sequence[DayTime]) -> dict[Path, str]:
        agent: dict[str, Any] = {
            "Label": LABEL,
            "ProgramArguments": list(job.command),
            "StartCalendarInterval": [{"Hour": time.hour, "Minute": time.minute} for time in times],
        }
        if job.variables:
            agent["EnvironmentVariables"] = dict(job.variables)
        return {self._path: plistlib.dumps(agent, sort_keys=False).decode()}

    def paths(self) -> list[Path]:
        return [self._path]

    def starting(self) -> list[list[str]]:
        # An agent that is loaded already would keep its old times.
        loaded = ask(("launchctl", "print", f"{self._domain}/{LABEL}"), self._environ) is not None
        return [*(self.stopping() if loaded else []), ["launchctl", "bootstrap", self._domain, str(self._path)]]

    def stopping(self) -> list[list[str]]:
        return [["launchctl", "bootout", f"{self._domain}/{LABEL}"]]

    def stopped(self) -> list[list[str]]:
        return []

    def state(self) -> ReminderState | None:
        try:
            agent = plistlib.loads(self._path.read_bytes())
            times = tuple(DayTime(int(row["Hour"]), int(row["Minute"])) for row in agent["StartCalendarInterval"])
        except FileNotFoundError:
            return None
        except (plistlib.InvalidFileException, ValueError, KeyError, TypeError):
            times = ()
        return ReminderState(times, ask(("launchctl", "print", f"{self._domain}/{LABEL}"), self._environ) is not None)
