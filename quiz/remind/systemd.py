"""A reminder by a timer of systemd, of the user's own: Linux. A missed time is made up for when the machine is on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from quiz.remind.timer import DayTime, ReminderJob, ReminderState, ask, day_time, has

UNIT = "quiz-remind"
_TIMES = re.compile(r"^OnCalendar=\*-\*-\* (\d\d:\d\d):00$", re.MULTILINE)
_SYSTEMCTL = ("systemctl", "--user")


class SystemdTimer:
    """See `ReminderTimer`."""

    name = "systemd"

    def __init__(self, environ: Mapping[str, str], home: Path) -> None:
        self._environ = environ
        config = environ.get("XDG_CONFIG_HOME", "")
        self._folder = (Path(config) if config.startswith("/") else home / ".config") / "systemd" / "user"

    def is_there(self) -> bool:
        return has("systemctl", self._environ) and ask((*_SYSTEMCTL, "show-environment"), self._environ) is not None

    def files(self, job: ReminderJob, times: Sequence[DayTime]) -> dict[Path, str]:
        service, timer = self.paths()
        variables = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in job.variables.items())
        # A program with a quote or a backslash in its name is refused, and no variable is filled into that name.
        env: tuple[str, ...] = ("/usr/bin/env",) if set(job.command[0]) & set("\"'\\") else ()
        program, *arguments = (*env, *job.command)
        command = " ".join([_quoted(program), *(_quoted(word).replace("$", "$$") for word in arguments)])
        calendar = "".join(f"OnCalendar=*-*-* {time}:00\n" for time in times)
        return {
            service: f"[Unit]\nDescription=What quiz has for today\n\n[Service]\nType=oneshot\n{variables}"
            f"ExecStart={command}\n",
            timer: f"[Unit]\nDescription=Reminder of quiz\n\n[Timer]\n{calendar}Persistent=true\n\n"
            "[Install]\nWantedBy=timers.target\n",
        }

    def paths(self) -> list[Path]:
        return [self._folder / f"{UNIT}.service", self._folder / f"{UNIT}.timer"]

    def starting(self) -> list[list[str]]:
        # A timer that runs already goes by its new times only once it is started again.
        timer = f"{UNIT}.timer"
        return [[*_SYSTEMCTL, *words] for words in (("daemon-reload",), ("enable", timer), ("restart", timer))]

    def stopping(self) -> list[list[str]]:
        return [[*_SYSTEMCTL, "disable", "--now", f"{UNIT}.timer"]]

    def stopped(self) -> list[list[str]]:
        return [[*_SYSTEMCTL, "daemon-reload"]]

    def state(self) -> ReminderState | None:
        try:
            text = self.paths()[1].read_text("utf-8", "replace")
        except FileNotFoundError:
            return None
        times = tuple(time for found in _TIMES.findall(text) if (time := day_time(found)))
        active = ask((*_SYSTEMCTL, "is-active", f"{UNIT}.timer"), self._environ) is not None
        show = (*_SYSTEMCTL, "show", "-P", "NextElapseUSecRealtime", f"{UNIT}.timer")
        return ReminderState(times, active, (ask(show, self._environ) or "").strip() if active else "")


def _quoted(word: str) -> str:
    """A word of a unit: specifiers doubled, and quoted where systemd would divide or change it."""
    word = word.replace("%", "%%")
    if re.fullmatch(r"[\w./=:%@+,$-]+", word, re.ASCII):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
