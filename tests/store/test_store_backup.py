"""Backups: made whole, thinned out, put back; whatever goes wrong, the database is the old one or the new one."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from store_scene import TODAY, answered, at

from quiz.errors import Locked, NotFound, StoreError
from quiz.schedule.memory import Moment
from quiz.store.connection.backup_files import AUTOMATIC, DAILY_DAYS, Backup, backups, place, stamp, superseded
from quiz.store.connection.copy import verify
from quiz.store.log.events import Event, new_id
from quiz.store.maintenance import restore as restoring
from quiz.store.maintenance.backup import keep_automatically
from quiz.store.maintenance.restore import latest, restore
from quiz.store.store import Store


def filled(path: Path, answers: int) -> None:
    with Store.open(path) as store:
        for number in range(answers):
            answered(store, f"a/{number}", at(number))


def ids(path: Path) -> list[str]:
    with Store.open(path) as store:
        return [event.id for event in store.events()]


def test_a_backup_is_the_database_as_it_is_now(store: Store, tmp_path: Path) -> None:
    """While it is open and has answers in its log (-wal): one file, verified, with all of them."""
    for number in range(30):
        answered(store, f"a/{number}", at(number))
    target = tmp_path / "copy.db"
    facts = store.copy_to(target)
    assert facts.events == store.count() == verify(target).events
    assert facts.last_ms == at(29).at_ms
    assert sorted(tmp_path.glob("copy.db*")) == [target]
    assert not list(tmp_path.glob(".*part*"))
    with pytest.raises(StoreError, match="already"):
        store.copy_to(target)
    with pytest.raises(StoreError, match="cannot be written"):
        store.copy_to(tmp_path / "no" / "such" / "folder.db")


def test_a_restore_puts_back_and_keeps_aside(path: Path) -> None:
    """What the backup held is there again; what was there can itself be restored."""
    filled(path, 5)
    before = ids(path)
    with Store.open(path) as store:
        made = place(path, "manual", stamp(at()))
        store.copy_to(made)
        answered(store, "b/one", at(50))
    later = ids(path)
    done = restore(path, made, at(60))
    assert (done.facts.events, done.source) == (len(before), made)
    assert ids(path) == before
    assert done.aside is not None
    restore(path, done.aside, at(61))
    assert ids(path) == later
    with Store.open(path) as store:
        assert store.rebuild()
        assert answered(store, "b/two", at(70)).row.memory


def test_the_latest_is_the_newest_of_the_folder(path: Path) -> None:
    """Whatever its reason; without any, exit code 3."""
    with pytest.raises(NotFound):
        latest(path)
    with Store.open(path) as store:
        answered(store, "a/one", at())
        for reason, days in (("manual", 2), (AUTOMATIC, 3), ("manual", 1)):
            store.copy_to(place(path, reason, stamp(at(days=days))))
    assert latest(path).name == f"auto.{stamp(at(days=3))}.db"


def test_a_backup_whose_name_tells_no_time_is_as_old_as_its_file(path: Path) -> None:
    """Those that earlier releases made before a migration are named by the version: later backups come after them."""
    old = place(path, "before-version-2", "from-1")
    with Store.open(path) as store:
        answered(store, "a/one", at())
        store.copy_to(old)
        os.utime(old, (at(5).at_ms / 1000,) * 2)
        for minutes in (1, 9, 9):
            store.copy_to(place(path, "manual", stamp(at(minutes))))
    assert [one.path.name for one in backups(path)] == [
        f"manual.{stamp(at(1))}.db",
        old.name,
        f"manual.{stamp(at(9))}.db",
        f"manual.{stamp(at(9))}-2.db",
    ]
    assert backups(path)[1].stamp == stamp(at(5))


def test_the_latest_is_whole_and_what_is_passed_over_is_reported(path: Path) -> None:
    """After a restore from corruption the newest is the damaged file itself; with nothing whole that is said."""
    filled(path, 50)
    wanted = ids(path)
    with Store.open(path) as store:
        store.copy_to(place(path, "manual", stamp(at())))
    path.write_bytes(path.read_bytes()[:8192] + b"\xa5" * 50_000)
    done = restore(path, latest(path), at(1))
    shown: list[tuple[Path, str]] = []
    again = latest(path, lambda which, why: shown.append((which, str(why))))
    assert again == done.source
    ((which, why),) = shown
    assert which == done.aside
    assert str(which) in why
    assert ids(path) == wanted
    again.write_bytes(b"")
    with pytest.raises(StoreError, match="none of the 2 backups is whole"):
        latest(path)


def test_what_is_no_backup_is_named_by_its_own_name(path: Path, tmp_path: Path) -> None:
    """Not by that of the copy that was looked at, which is gone."""
    filled(path, 1)
    bad = tmp_path / "bad.db"
    bad.write_text("hello" * 1000)
    with pytest.raises(StoreError) as caught:
        restore(path, bad, at(1))
    assert caught.value.where == str(bad)


def test_a_plain_copy_of_an_open_database_can_be_restored(path: Path, tmp_path: Path) -> None:
    """The file and the log beside it (-wal), as `cp` takes them."""
    with Store.open(path) as store:
        for number in range(20):
            answered(store, f"a/{number}", at(number))
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", tmp_path / f"cp.db{suffix}")
        wanted = [event.id for event in store.events()]
    restore(path, tmp_path / "cp.db", at(99))
    assert ids(path) == wanted


def test_what_is_no_backup_is_refused_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    """Missing, not a database, another program's, damaged, of a newer quiz."""
    import sqlite3

    filled(path, 100)
    before = ids(path)
    good = tmp_path / "good.db"
    with Store.open(path) as store:
        store.copy_to(good)
    text, theirs, damaged, newer = (tmp_path / f"{n}.db" for n in ("text", "theirs", "damaged", "newer"))
    text.write_text("hello" * 1000)
    with sqlite3.connect(theirs) as connection:
        connection.execute("CREATE TABLE t (x)")
    content = good.read_bytes()
    damaged.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    shutil.copy(good, newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    for bad, error in (
        (tmp_path / "none.db", NotFound),
        *((bad, StoreError) for bad in (text, theirs, damaged, newer)),
    ):
        with pytest.raises(error) as caught:
            restore(path, bad, at(days=1))
        assert caught.value.fix
        assert ids(path) == before
    assert not list(path.parent.glob(".*part*"))
    assert backups(path) == []


def test_a_damaged_database_is_replaced_and_kept(path: Path) -> None:
    """That is what backups are for; the damaged file is aside as it was."""
    filled(path, 50)
    wanted = ids(path)
    with Store.open(path) as store:
        store.copy_to(place(path, "manual", stamp(at())))
    path.write_bytes(b"\xa5" * 50_000)
    with pytest.raises(StoreError, match="quiz restore latest") as caught:
        Store.open(path)
    assert "quiz restore latest" in str(caught.value)
    done = restore(path, latest(path), at(1))
    assert ids(path) == wanted
    assert done.aside is not None
    assert done.aside.read_bytes() == b"\xa5" * 50_000


def test_a_restore_waits_for_nobody_who_has_the_file_open(store: Store, path: Path) -> None:
    """Locked, exit code 4; while it is restored nobody can open it."""
    answered(store, "a/one", at())
    made = place(path, "manual", stamp(at()))
    store.copy_to(made)
    with pytest.raises(Locked) as caught:
        restore(path, made, at(1), busy_s=0.05)
    assert caught.value.exit_code == 4
    assert str(os.getpid()) in caught.value.what
    assert answered(store, "a/one", at(2)).row.memory


def test_a_restore_that_fails_in_the_middle_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk refuses the last step: the database opens with all it had."""
    filled(path, 20)
    wanted = ids(path)
    with Store.open(path) as store:
        store.copy_to(place(path, "manual", stamp(at())))

    def refused(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(restoring.Path, "replace", refused)
        with pytest.raises(StoreError, match="No space"):
            restore(path, latest(path), at(1))
    assert ids(path) == wanted
    assert not list(path.parent.glob(".*part*"))


def test_a_store_that_has_written_is_backed_up_once_an_hour(path: Path) -> None:
    """When it closes; not when it has only read; not again within the hour; and whatever the clock did."""
    made: list[Moment] = []

    def used(at_: Moment, write: bool = True) -> int:
        def keep(store: Store) -> None:
            made.append(at_)
            keep_automatically(store, at_)

        with Store.open(path, on_close=keep) as store:
            if write:
                answered(store, "a/one", at_)
        return len(backups(path))

    assert used(at(), write=False) == 0
    assert made == []
    assert used(at()) == 1
    assert used(at(59)) == 1
    assert used(at(61)) == 2
    assert used(at(-600)) == 3
    assert all(verify(one.path).events for one in backups(path))


def test_a_clock_set_back_makes_no_backup_at_every_command(path: Path) -> None:
    """What was made under the clock of before is later than now; an hour counts from those that are not."""
    with Store.open(path) as store:
        answered(store, "a/one", at(days=400))
        assert keep_automatically(store, at(days=400))
        assert keep_automatically(store, at())
        assert keep_automatically(store, at(5)) is None
        assert keep_automatically(store, at(61))
    assert len(backups(path)) == 3


@pytest.mark.parametrize("offset_min", [14 * 60, 0, -11 * 60])
def test_today_is_the_day_of_the_clock_on_the_wall(path: Path, offset_min: int) -> None:
    """Wherever the learner is, today's backups all stay until the next date, and then the last of them does."""
    morning = -12 * 60 - offset_min  # midnight there

    def kept(minutes: int) -> int:
        keep_automatically(store, at(morning + minutes, offset_min=offset_min))
        return len(backups(path))

    with Store.open(path) as store:
        answered(store, "a/one", at())
        assert [kept(30 + 61 * hour) for hour in range(23)] == list(range(1, 24))
        assert kept(24 * 60 + 1) == 2


def test_what_is_made_before_an_import_is_thinned_out_too(path: Path) -> None:
    """By itself: the last of each day. What was made by hand or put aside stays."""
    with Store.open(path) as store:
        answered(store, "a/one", at())
        for reason in ("before-import", "manual", "before-restore"):
            for minutes in (0, 1):
                store.copy_to(place(path, reason, stamp(at(minutes))))
        keep_automatically(store, at(days=2))
    assert sorted(one.reason for one in backups(path)) == [
        "auto",
        "before-import",
        "before-restore",
        "before-restore",
        "manual",
        "manual",
    ]
    assert next(one.stamp for one in backups(path) if one.reason == "before-import") == stamp(at(1))


def test_a_copy_made_while_something_is_written_holds_what_was_there_before(store: Store, path: Path) -> None:
    """What is not on the disk yet is not in it."""
    answered(store, "a/one", at())
    before = store.count()
    with store.writing():
        store.insert(Event(new_id(at(1).at_ms), "m", at(1).at_ms, 0, TODAY, "flag", "a/one", {"flag": 1}))
        facts = store.copy_to(path.with_name("copy.db"))
    assert (facts.events, store.count()) == (before, before + 1)


def test_old_backups_are_thinned_out() -> None:
    """All of today, the last of each of the last days, the last of each month before; nothing else goes."""
    today = date(2026, 11, 20)
    days = [today - timedelta(days=back) for back in range(400)]
    known = [
        Backup(f"{day.isoformat()}T{hour:02}-00-00Z", AUTOMATIC, Path(f"{day}-{hour}"))
        for day in days
        for hour in (9, 15, 21)
    ]
    gone = superseded(known, today.isoformat())
    left = sorted(set(known) - set(gone))
    assert [one for one in left if one.day(0) == today.isoformat()] == sorted(known)[-3:]
    since = str(today - timedelta(days=DAILY_DAYS))
    daily = [one for one in left if one.day(0) != today.isoformat() and one.day(0) >= since]
    assert len(daily) == DAILY_DAYS
    assert all("T21" in one.stamp for one in daily)
    monthly = left[: -DAILY_DAYS - 3]
    assert len({one.day(0)[:7] for one in monthly}) == len(monthly) == 13
    assert superseded(left, today.isoformat()) == []
