"""The folder of backups: which files are in it, their names, and which of them have expired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from quiz.errors import QuizError, StoreError
from quiz.schedule.day import DAY_MS, day_text
from quiz.schedule.memory import Moment
from quiz.settings.paths import make_folder

DAILY_DAYS = 31
"""For this many days one backup of each day is kept; of older ones, one of each month."""
AUTOMATIC = "auto"
BEFORE_IMPORT = "before-import"
THINNED = (AUTOMATIC, BEFORE_IMPORT)
"""The reasons of backups made again and again; the others are few, and stay until the learner deletes them."""
_SUFFIX = ".db"
_STAMP = "%Y-%m-%dT%H-%M-%SZ"
_NAMED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d+))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One file of the folder; `stamp` is when it was made, as "2026-11-20T21-59-59Z"; `reason` why.

    `number` distinguishes those of the same second and reason.
    """

    stamp: str
    reason: str
    path: Path
    number: int = 1

    @property
    def made(self) -> tuple[str, int, str]:
        """The sort key: stamp, then number."""
        return self.stamp, self.number, self.reason

    def day(self, offset_min: int) -> str:
        """The date by a clock `offset_min` ahead of UTC."""
        return (datetime.strptime(self.stamp, _STAMP) + timedelta(minutes=offset_min)).date().isoformat()


def folder_of(database: Path) -> Path:
    """The folder of the backups of a database."""
    return database.parent / "backups"


def backups(database: Path) -> list[Backup]:
    """The backups in the folder, oldest first. A file whose name gives no time counts as made when it was last
    written.
    """
    found = [_backup(path) for path in folder_of(database).glob(f"*.*{_SUFFIX}")]
    return sorted(found, key=lambda backup: backup.made)


def _backup(path: Path) -> Backup:
    reason, _, at = path.stem.partition(".")
    if named := _NAMED.fullmatch(at):
        backup = Backup(named[1], reason, path, int(named[2] or 1))
        with suppress(ValueError):  # 61 minutes past the hour
            backup.day(0)
            return backup
    return Backup(stamp(Moment(path.stat().st_mtime_ns // 1_000_000, 0)), reason, path)


def stamp(at: Moment) -> str:
    """A time, in UTC, as text that sorts by time and is a valid file name on every system."""
    seconds = at.at_ms % DAY_MS // 1000
    clock = f"{seconds // 3600:02}-{seconds // 60 % 60:02}-{seconds % 60:02}"
    return f"{day_text(at.at_ms // DAY_MS)}T{clock}Z"


def place(database: Path, reason: str, at: str) -> Path:
    """A free path for the next backup of this reason. Raises StoreError."""
    folder = folder_of(database)
    try:
        make_folder(folder)
    except QuizError as error:
        raise StoreError(error.what, where=error.where, fix=error.fix) from error
    path, number = folder / f"{reason}.{at}{_SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{reason}.{at}-{number}{_SUFFIX}", number + 1
    return path


def superseded(known: Iterable[Backup], today: str, offset_min: int = 0) -> list[Backup]:
    """The backups to delete: of today all stay, of the last DAILY_DAYS days the last of each, of older months too.

    Days are those of the local clock, `offset_min` ahead of UTC.
    """
    daily = (date.fromisoformat(today) - timedelta(days=DAILY_DAYS)).isoformat()
    last: dict[str, Backup] = {}
    earlier = [backup for backup in sorted(known, key=lambda backup: backup.made) if backup.day(offset_min) != today]
    for backup in earlier:
        day = backup.day(offset_min)
        last[day if day >= daily else day[:7]] = backup
    return [backup for backup in earlier if backup not in last.values()]
