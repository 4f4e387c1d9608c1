"""Automatic backups: at most one an hour of use, thinned out as they age."""

from __future__ import annotations

from quiz.schedule.day import MINUTE_MS, day_text, study_day
from quiz.schedule.memory import Moment
from quiz.store.connection.backup_files import AUTOMATIC, THINNED, Backup, backups, place, stamp, superseded
from quiz.store.store import Store

HOUR_MS = 60 * MINUTE_MS


def keep_automatically(store: Store, now: Moment) -> Backup | None:
    """Back up unless an automatic backup was made within the hour before `now`, then thin them out; the new backup.

    Raises StoreError, which leaves the database itself unharmed.
    """
    hour_ago = stamp(Moment(max(0, now.at_ms - HOUR_MS), 0))
    # Backups dated later than now, by a clock that has since been set back, do not prevent a new one.
    if any(backup.reason == AUTOMATIC and hour_ago < backup.stamp <= stamp(now) for backup in backups(store.path)):
        return None
    path = place(store.path, AUTOMATIC, stamp(now))
    store.copy_to(path, thorough=False)
    known, today = backups(store.path), day_text(study_day(now, 0))
    for reason in THINNED:
        for old in superseded((backup for backup in known if backup.reason == reason), today, now.offset_min):
            old.path.unlink(missing_ok=True)
    return next(backup for backup in known if backup.path == path)
