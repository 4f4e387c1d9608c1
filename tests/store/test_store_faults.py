"""Killed at any moment, or out of space: what was acknowledged is there once, and every file opens."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from old_file import write_old
from store_scene import answered, at

from quiz.errors import StoreError
from quiz.store.connection.backup_files import backups, folder_of
from quiz.store.connection.copy import verify
from quiz.store.connection.version import VERSION
from quiz.store.maintenance.jsonl import export_lines, import_lines
from quiz.store.store import Store

HEAD = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from store_scene import answered, at
from quiz.errors import Conflict, Locked, StoreError
from quiz.store.store import Store
path = Path(sys.argv[2])
"""
REVIEW = """
store = Store.open(path, busy_s=60)
print("ready", flush=True)
number = 0
while True:
    try:
        recorded = answered(store, f"a/{number % 40}", at(number))
    except (Conflict, Locked):
        continue
    number += 1
    print(recorded.event_id, flush=True)
"""
MIGRATE = """
import quiz.store.connection.migrations, quiz.schedule.fsrs, quiz.store.connection.copy
print("ready", flush=True)
Store.open(path)
"""
BACKUP = """
from quiz.store.connection.backup_files import place
store = Store.open(path)
print("ready", flush=True)
for number in range(10_000):
    answered(store, "a/one", at(number))
    store.copy_to(place(path, "manual", str(number)))
"""
RESTORE = """
from quiz.store.maintenance.restore import restore
print("ready", flush=True)
for number in range(10_000):
    for which in ("one", "two"):
        restore(path, path.parent / f"{which}.db", at(number))
"""
IMPORT = """
from quiz.store.maintenance.jsonl import import_lines
store = Store.open(path)
lines = path.with_name("log.jsonl").read_bytes().splitlines()
print("ready", flush=True)
import_lines(store, lines, "log", at(days=900))
"""


def killed(code: str, path: Path, after_s: float) -> list[str]:
    """Run it, kill it so long after it is ready; what it printed."""
    command = [sys.executable, "-c", HEAD + code, str(Path(__file__).parent), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        timer = threading.Timer(after_s, os.kill, (process.pid, signal.SIGKILL))
        timer.start()
        printed = process.stdout.read().split()
        timer.cancel()
    return [word for word in printed if len(word) == 36]


def ids(path: Path) -> list[str]:
    """Every event of a sound database, whose tables are what its log makes them."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store.open(path) as store:
        assert store.rebuild()
        found = [event.id for event in store.events()]
    assert len(found) == len(set(found))
    return found


def while_reviewing(folder: Path, chance: random.Random, rounds: int) -> None:
    acknowledged: list[str] = []
    for _ in range(rounds):
        acknowledged += killed(REVIEW, folder / "quiz.db", chance.uniform(0, 0.3))
        found = ids(folder / "quiz.db")
        assert set(acknowledged) <= set(found)
    assert acknowledged


def while_migrating(folder: Path, chance: random.Random, rounds: int) -> None:
    for number in range(rounds):
        path = folder / f"{number}" / "quiz.db"
        path.parent.mkdir()
        events = write_old(path, 400)
        killed(MIGRATE, path, chance.uniform(0, 0.25))
        with closing(sqlite3.connect(path)) as db:
            ((version,),) = db.execute("PRAGMA user_version")
        assert version in (1, VERSION)
        assert all(verify(one.path).events == len(events) for one in backups(path))
        assert backups(path) or version == 1
        assert ids(path) == [event.id for event in events]


def while_backing_up(folder: Path, chance: random.Random, rounds: int) -> None:
    path = folder / "quiz.db"
    for _ in range(rounds):
        killed(BACKUP, path, chance.uniform(0, 0.3))
        assert ids(path)
        for one in backups(path):
            assert verify(one.path)
            one.path.unlink()
    killed(BACKUP, path, 0.5)
    parts = list(folder_of(path).glob(".*part*"))
    assert len({one.name.split(".part")[0] for one in parts}) <= 1  # those of the killed ones before are swept away


def while_restoring(folder: Path, chance: random.Random, rounds: int) -> None:
    path = folder / "quiz.db"
    wanted = []
    with Store.open(path) as store:
        for name in ("one", "two"):
            for number in range(20):
                answered(store, f"{name}/{number}", at(number))
            store.copy_to(folder / f"{name}.db")
            wanted.append([event.id for event in store.events()])
    for _ in range(rounds):
        killed(RESTORE, path, chance.uniform(0, 0.3))
        assert ids(path) in wanted
        assert all(verify(one.path) for one in backups(path)[-2:])


def while_importing(folder: Path, chance: random.Random, rounds: int) -> None:
    with Store.open(folder / "source.db") as store:
        for number in range(300):
            answered(store, f"a/{number % 50}", at(number))
        lines = list(export_lines(store))
    for number in range(rounds):
        path = folder / f"{number}" / "quiz.db"
        path.parent.mkdir()
        path.with_name("log.jsonl").write_text("\n".join(lines))
        killed(IMPORT, path, chance.uniform(0, 0.3))
        assert len(ids(path)) in (0, len(lines))


STORMS = [while_reviewing, while_migrating, while_backing_up, while_restoring, while_importing]
Storm = Callable[[Path, random.Random, int], None]


@pytest.mark.parametrize("storm", STORMS)
def test_kill_9_loses_nothing(tmp_path: Path, storm: Storm) -> None:
    """Reviewing, migrating, backing up, restoring, importing: each is done or not done."""
    storm(tmp_path, random.Random(5), 2)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("storm", STORMS)
def test_kill_9_loses_nothing_in_a_long_storm(tmp_path: Path, storm: Storm) -> None:
    """The same at three hundred moments."""
    storm(tmp_path, random.Random(6), 60)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_eight_processes_review_the_same_collection_for_a_minute(tmp_path: Path) -> None:
    """Every answer that was acknowledged is there once; the table is the fold of the log."""
    path = tmp_path / "quiz.db"
    command = [sys.executable, "-c", HEAD + REVIEW, str(Path(__file__).parent), str(path)]
    logs = [tmp_path / f"{number}.log" for number in range(8)]
    started = [subprocess.Popen(command, stdout=log.open("w")) for log in logs]
    with suppress(subprocess.TimeoutExpired):
        started[0].wait(60)
    for process in started:
        process.terminate()
    for process in started:
        process.wait()
    printed = [[word for word in log.read_text().split() if len(word) == 36] for log in logs]
    acknowledged = [word for words in printed for word in words]
    found = ids(path)
    print(f"{len(acknowledged)} answers, {min(map(len, printed))} to {max(map(len, printed))} a process")
    assert all(printed)
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= set(found)


def test_a_full_disk_during_an_import_takes_nothing_in(store: Store, tmp_path: Path) -> None:
    """The database may grow no more in the middle: it is told, and the store goes on as it was."""
    with Store.open(tmp_path / "source.db") as source:
        for number in range(300):
            answered(source, f"a/{number}", at(number), text="x" * 500)
        lines = [line.encode() for line in export_lines(source)]
    ((pages,),) = store.select("PRAGMA page_count")
    store.select(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(StoreError, match="disk is full"):
        import_lines(store, lines, "log", at(days=900))
    assert store.count() == 0
    store.select("PRAGMA max_page_count = 1000000")
    assert import_lines(store, lines, "log", at(days=900)).new == len(lines)


@pytest.mark.parametrize("what", ["migrate", "backup", "restore"])
def test_a_disk_that_takes_no_more_is_reported_and_nothing_is_lost(tmp_path: Path, what: str) -> None:
    """A write that the kernel refuses: StoreError in words, the database as it was, no half file left."""
    path = tmp_path / "quiz.db"
    wanted = [event.id for event in write_old(path, 300)]
    if what != "migrate":
        with Store.open(path) as store:
            store.copy_to(tmp_path / "good.db")
    code = f"""
import resource, signal
from quiz.store.maintenance.restore import restore
store = {what != "migrate"} and Store.open(path)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    if {what == "backup"}:
        store.copy_to(path.with_name("copy.db"))
    elif {what == "restore"}:
        store.close()
        restore(path, path.with_name("good.db"), at(1))
    else:
        Store.open(path)
except StoreError as error:
    print(error, file=sys.stderr)
else:
    print("it worked", file=sys.stderr)
"""
    command = [sys.executable, "-c", HEAD + code, str(Path(__file__).parent), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert "it worked" not in done.stderr
    assert "\n  " in done.stderr  # the mend
    assert ids(path) == wanted
    assert not list(tmp_path.rglob(".*part*"))
    assert not (tmp_path / "copy.db").exists()
