"""A file of an earlier release becomes one of this: nothing lost, a verified copy kept, one process at a time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from old_file import NEXT, write_old
from store_scene import answered, at

from quiz.errors import Locked, StoreError
from quiz.schedule.memory import Moment
from quiz.store.connection.backup_files import backups, place
from quiz.store.connection.copy import verify
from quiz.store.connection.lock import DatabaseLock
from quiz.store.connection.version import VERSION
from quiz.store.log.fold import fold
from quiz.store.maintenance.restore import latest, restore
from quiz.store.store import Store


@pytest.mark.parametrize("version", NEXT)
def test_an_old_file_keeps_every_event_and_gains_what_is_new(path: Path, version: int) -> None:
    """The log to the letter, the cards as its fold, the log of reviews, the machine's name; it goes on from there."""
    events = write_old(path, 50, version)
    with Store.open(path) as store:
        assert list(store.events()) == events
        assert store.machine == "0ldfa5e1"
        assert store.rows() == fold(events)
        assert store.select("SELECT count(*) FROM revlog") == [(50,)]
        assert store.rebuild()
        assert answered(store, "a/1", at(99)).row.memory


def test_a_backup_is_made_before_and_is_whole(path: Path) -> None:
    """The old version with all its events, under a name that says so; a file of this version gets none."""
    events = write_old(path, 5)
    Store.open(path).close()
    (made,) = backups(path)
    assert made.reason == f"before-version-{VERSION}"
    facts = verify(made.path)
    assert (facts.version, facts.events) == (1, len(events))
    Store.open(path).close()
    assert len(backups(path)) == 1


def test_the_backup_before_a_migration_is_not_the_latest_for_ever(path: Path) -> None:
    """It is named by the time that is handed in, like all of them."""
    write_old(path, 5)
    with Store.open(path, now=lambda: Moment(1_728_036_000_000, 120)) as store:
        assert latest(path).name == f"before-version-{VERSION}.2024-10-04T10-00-00Z.db"
        store.copy_to(place(path, "manual", "2024-10-04T10-00-01Z"))
    assert latest(path).name == "manual.2024-10-04T10-00-01Z.db"


def test_without_a_backup_nothing_is_migrated(path: Path) -> None:
    """Where the copy cannot be written the file stays as it was."""
    write_old(path, 5)
    (path.parent / "backups").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(StoreError):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_log_that_cannot_be_folded_is_reported_and_kept(path: Path) -> None:
    """Nothing half done: the version stays 1."""
    write_old(path, 5)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE event SET body = '{}' WHERE kind = 'review'")
    with pytest.raises(StoreError, match="cannot be read"):
        Store.open(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT count(*) FROM event").fetchone() == (6,)


def test_processes_that_meet_an_old_file_at_once_all_succeed(path: Path) -> None:
    """One migrates, alone; the others wait for it."""
    events = write_old(path, 200)
    code = (
        f"from pathlib import Path; from quiz.store.store import Store; print(Store.open(Path({str(path)!r})).count())"
    )
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert {process.communicate()[0].strip() for process in started} == {str(len(events))}
    assert len(backups(path)) == 1


def test_while_another_has_an_old_file_open_it_is_not_migrated(path: Path) -> None:
    """Exit code 4, with its pid and command; afterwards it is."""
    write_old(path, 5)
    code = (
        "import sys; from pathlib import Path; from quiz.store.connection.lock import DatabaseLock\n"
        f"lock = DatabaseLock(Path({str(path)!r})); lock.share(1); print('held', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, "the-holder"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Locked) as caught:
            Store.open(path, busy_s=0.1)
        other.communicate("\n")
    assert caught.value.exit_code == 4
    if Path("/proc/locks").exists():
        assert f"process {other.pid} (" in caught.value.what
        assert "python" in caught.value.what
    Store.open(path).close()


@pytest.mark.parametrize("by", ["flock", "portalocker"])
def test_the_lock_keeps_others_out_by_whatever_locks_files(
    path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Many hold it in common, one alone; a hold in common becomes one alone, and is lost where it cannot."""
    if by == "portalocker":
        monkeypatch.setattr("quiz.store.connection.lock.fcntl", None)
    first, second = DatabaseLock(path), DatabaseLock(path)
    first.share(0)
    second.share(0)
    assert not first.try_alone()
    assert second.try_alone()
    with pytest.raises(Locked, match="is at work on the database"):
        first.share(0)
    with pytest.raises(Locked, match="has open the database"):
        first.alone(0)
    second.share(0)
    first.share(0)
    second.release()
    first.alone(0)
    assert first.path.read_text().startswith(f"{os.getpid()} ")
    first.release()
    first.release()


def test_a_restore_that_wins_while_one_waits_is_what_is_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To be alone means to hold nothing for a moment: the file may be another one after, and answers go into that."""
    write_old(path, 30)
    other = path.with_name("other.db")
    events = write_old(other, 12)
    readers = [DatabaseLock(path)]
    readers[0].share(0)

    def slept(seconds: float) -> None:
        if readers:
            readers.pop().release()  # who has it open closes it, and a restore gets it first
            restore(path, other, at(days=1), busy_s=0)

    monkeypatch.setattr(time, "sleep", slept)
    with Store.open(path) as store:
        recorded = answered(store, "a/1", at(days=2))
        assert store.count() == len(events) + 1
    with Store.open(path) as store:
        assert store.event(recorded.event_id)
        assert store.rebuild()


def test_a_lock_of_a_dead_process_is_no_obstacle(path: Path) -> None:
    """Whoever was killed while it held the file alone holds it no more, though its name stands in the lock file."""
    code = (
        "import os, signal; from pathlib import Path; from quiz.store.connection.lock import DatabaseLock\n"
        f"lock = DatabaseLock(Path({str(path)!r})); lock.alone(1); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert Path(f"{path}.lock").read_text().split()[0].isdigit()
    Store.open(path, busy_s=0).close()
    lock = DatabaseLock(path)
    lock.alone(0)
    lock.release()
