"""What a reminder asks of the system: files to write and commands to run, shown before either is done."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from quiz.errors import QuizError

LONGEST_S = 20
"""How long a command of the system may take."""
_CARRIED = ("QUIZ_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PYTHONPATH")
"""Variables that say where the quiz and its files are; a timer starts without those of a shell."""
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class DayTime(NamedTuple):
    """A time of each day, by the clock on the wall."""

    hour: int
    minute: int

    def __str__(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"


def day_time(text: str) -> DayTime | None:
    """The time that `text` says, as 08:00; None where it says none."""
    found = _TIME.fullmatch(text.strip())
    return DayTime(int(found[1]), int(found[2])) if found else None


class ReminderJob(NamedTuple):
    """What is to be started, with these variables."""

    command: tuple[str, ...]
    variables: Mapping[str, str]


def reminder_job(python: str, environ: Mapping[str, str]) -> ReminderJob:
    """The reminder of the quiz that this interpreter runs, with the files of this environment."""
    # Without -P, a file `quiz.py` in the folder where a timer starts would be run.
    variables = {name: environ[name] for name in _CARRIED if environ.get(name)}
    return ReminderJob((python, "-P", "-m", "quiz", "remind", "--notify"), variables)


class ReminderState(NamedTuple):
    """A reminder that is set: its times, whether the system will call it, when next where the system says so."""

    times: tuple[DayTime, ...]
    is_active: bool
    next: str = ""


class ReminderTimer(Protocol):
    """What starts a program each day. No method but `state` and `is_there` asks the system anything."""

    name: str

    def is_there(self) -> bool:
        """Whether this system has it, and it works for this user."""

    def files(self, job: ReminderJob, times: Sequence[DayTime]) -> dict[Path, str]:
        """The files that set the reminder, with what they contain."""

    def paths(self) -> list[Path]:
        """The files of a reminder, whether they are there or not."""

    def starting(self) -> list[list[str]]:
        """The commands after the files are written."""

    def stopping(self) -> list[list[str]]:
        """The commands before the files are deleted."""

    def stopped(self) -> list[list[str]]:
        """The commands after the files are deleted."""

    def state(self) -> ReminderState | None:
        """The reminder that is set, None where there is none. Raises OSError."""


def has(command: str, environ: Mapping[str, str]) -> bool:
    """Whether there is such a command."""
    return shutil.which(command, path=environ.get("PATH")) is not None


def ask(command: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """What a command prints; None where it fails, or is not there."""
    try:
        return _run(command, environ).stdout
    except QuizError:
        return None


def do(command: Sequence[str], environ: Mapping[str, str]) -> None:
    """Run a command. Raises QuizError, with what it says."""
    _run(command, environ)


def _run(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    said = ""
    try:
        found = shutil.which(command[0], path=environ.get("PATH")) or command[0]
        done = subprocess.run(
            [found, *command[1:]],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_S,
            check=False,
        )
        if not done.returncode:
            return done
        said = " ".join((done.stderr or done.stdout).split())[:300] or f"it ended with {done.returncode}"
    except subprocess.TimeoutExpired:
        said = f"it took longer than {LONGEST_S} s"
    except OSError as error:
        said = str(error.strerror)
    raise QuizError(f"`{' '.join(command)}` failed: {said}")
