"""Opening: fresh files, migrations, and files that cannot be used. Nothing is ever destroyed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from sqlite_utils import Database
from store_scene import answered, at

from quiz.errors import Locked, StoreError
from quiz.store.connection.errors import explain
from quiz.store.connection.migrations import migrations
from quiz.store.connection.version import APPLICATION_ID, VERSION
from quiz.store.store import Store

NOBODY = 65534


def failed(path: Path, busy_s: float = 0.1) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Store.open(path, busy_s=busy_s)
    assert caught.value.where
    assert caught.value.fix
    return caught.value


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def without_rights() -> Iterator[None]:
    """root may write anywhere: be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own cannot be entered by others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    for inner in [folder, *folder.rglob("*")]:
        inner.chmod(0o777)
    shutil.rmtree(folder)


def test_a_missing_file_and_its_folders_are_created(tmp_path: Path) -> None:
    """The first start needs no step of its own; the folder is the owner's alone."""
    path = tmp_path / "a" / "b" / "quiz.db"
    with Store.open(path) as store:
        assert store.rows() == {}
        assert list(store.events()) == []
        assert len(store.machine) == 8
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_machine_keeps_its_name(path: Path) -> None:
    """It is drawn once for each file."""
    with Store.open(path) as store:
        name = store.machine
    with Store.open(path) as store:
        assert store.machine == name


def test_commits_are_durable(store: Store, path: Path) -> None:
    """WAL, and every commit waits for the disk."""
    assert store.select("PRAGMA synchronous") == [(2,)]
    with raw(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_the_version_counts_the_migrations(path: Path) -> None:
    """`VERSION` is what a file has after all of them; each is recorded by name."""
    Store.open(path).close()
    with raw(path) as connection:
        applied = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'quiz'").fetchall()
    assert {name for (name,) in applied} == {step.name for step in migrations.pending(Database(memory=True))}
    assert len(applied) == VERSION


def test_a_file_without_its_last_migrations_gets_them(path: Path) -> None:
    """An empty database, as an interrupted first start leaves it, is migrated like a missing one."""
    with raw(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with Store.open(path) as store:
        answered(store, "a/one", at())
    assert path.exists()


def test_a_migration_that_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps or none: the next start finds the file as it was."""

    longer = deepcopy(migrations)

    @longer()
    def broken(db: object) -> None:
        raise RuntimeError("stopped")

    with monkeypatch.context() as patched:
        patched.setattr("quiz.store.connection.migrations.migrations", longer)
        with pytest.raises(RuntimeError, match="stopped"):
            Store.open(path)
    with raw(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    Store.open(path).close()


def test_a_present_file_is_opened_without_sqlite_utils(path: Path) -> None:
    """The way to the first screen is stdlib sqlite3 alone: importing sqlite_utils costs more than the rest of it."""
    Store.open(path).close()
    code = (
        "import sys; from pathlib import Path; from quiz.store.store import Store\n"
        f"store = Store.open(Path({str(path)!r})); store.rows(); store.done_today(1); store.day_tally(1)\n"
        "print(sorted({'sqlite_utils', 'fsrs', 'numpy', 'yaml', 'torch', 'textual'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_processes_that_open_a_fresh_file_at_once_all_succeed(path: Path) -> None:
    """One migrates, the others wait for it; there is one machine name."""
    code = (
        "import sys; from pathlib import Path; from quiz.store.store import Store\n"
        "import quiz.store.connection.migrations\n"
        f"sys.stdin.readline(); print(Store.open(Path({str(path)!r})).machine)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    names = {process.communicate()[0].strip() for process in started}
    assert [process.returncode for process in started] == [0] * 4
    assert len(names) == 1


def test_threads_that_open_a_fresh_file_at_once_all_succeed(path: Path) -> None:
    """The race of the processes, many times closer together."""
    barrier = threading.Barrier(4)
    names: list[str] = []

    def start() -> None:
        barrier.wait()
        with Store.open(path) as store:
            names.append(store.machine)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 4
    assert len(set(names)) == 1


def test_a_file_of_a_newer_version_is_refused_untouched(path: Path) -> None:
    """The error tells both versions and how to get the newer quiz."""
    Store.open(path).close()
    with raw(path) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    error = failed(path)
    assert "newer" in error.what
    assert "Update the quiz" in error.fix
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"hello\n", b"x" * 100_000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_untouched(path: Path, content: bytes) -> None:
    """A text or noise in its place is kept."""
    path.write_bytes(content)
    failed(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused_untouched(path: Path) -> None:
    """A file with tables that are not the quiz's gets none of the quiz's."""
    with raw(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    assert "not the quiz's" in failed(path).what
    assert path.read_bytes() == before


def test_a_damaged_file_is_reported_and_kept(path: Path) -> None:
    """Pages overwritten in the middle: an error when they are read, and not a byte is changed by it."""
    with Store.open(path) as store:
        for number in range(200):
            answered(store, f"a/{number}", at(number))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    error = failed(path)
    assert "damaged" in error.what
    assert path.read_bytes() == content


def test_a_file_with_tables_missing_is_reported(path: Path) -> None:
    """Someone's hand in the schema is no traceback."""
    Store.open(path).close()
    with raw(path) as connection:
        connection.execute("DROP TABLE meta")
    assert "no such table" in failed(path).what


def test_a_card_row_that_makes_no_sense_is_reported(store: Store, path: Path) -> None:
    """A phase that does not exist, an event that is not JSON: StoreError, not a traceback of the fold."""
    answered(store, "a/one", at())
    with raw(path) as connection:
        connection.execute("UPDATE card SET phase = 'asleep'")
    with pytest.raises(StoreError, match="asleep"):
        store.rows()
    assert store.rebuild() is False
    assert store.rebuild() is True
    with raw(path) as connection:
        connection.execute("UPDATE event SET body = '[1]'")
    with pytest.raises(StoreError, match="not an object"):
        store.rebuild()


def test_a_folder_in_the_place_of_the_file_is_reported(path: Path) -> None:
    """And left alone."""
    path.mkdir()
    assert "not a file" in failed(path).what


def test_a_read_only_file_is_reported(open_folder: Path) -> None:
    """The right that is missing is said before anything is tried."""
    path = open_folder / "quiz.db"
    with Store.open(path) as store:
        answered(store, "a/one", at())
    path.chmod(0o444)
    before = path.read_bytes()
    with without_rights():
        error = failed(path)
    assert error.where == str(path)
    assert path.read_bytes() == before


def test_a_folder_without_the_right_to_write_is_reported(open_folder: Path) -> None:
    """A database in it, or none yet, or a folder yet to be made: the same sentence."""
    Store.open(open_folder / "quiz.db").close()
    (open_folder / "quiz.db").chmod(0o666)
    open_folder.chmod(0o555)
    with without_rights():
        for name in ("quiz.db", "other.db", "inner/quiz.db"):
            assert "QUIZ_HOME" in failed(open_folder / name).fix


def test_a_full_disk_is_reported(path: Path) -> None:
    """SQLite's own error for it, got by allowing the file no more pages."""
    with raw(path) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    error = explain(caught.value, path)
    assert "full" in error.what
    assert "saved" in error.fix


def test_a_disk_that_fails_loses_nothing_that_was_acknowledged(path: Path) -> None:
    """A write that the kernel refuses in the middle is a StoreError; the answers before it are there."""
    code = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from sqlite_utils import Database
from store_scene import answered, at
from quiz.errors import StoreError
from quiz.store.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Path({str(path)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(1000):
        print(answered(store, "a/one", at(number)).event_id, flush=True)
except StoreError as error:
    print(error.what, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "disk" in done.stderr
    acknowledged = done.stdout.split()
    assert acknowledged
    with Store.open(path) as store:
        assert [event.id for event in store.events("a/one")] == acknowledged
        assert store.rebuild()


def test_a_lock_kept_too_long_names_its_holder(store: Store, path: Path) -> None:
    """Locked is exit code 4 and says which process it is; reading goes on, and so does writing afterwards."""
    code = (
        "import sqlite3, sys\n"
        f"db = sqlite3.connect({str(path)!r}, isolation_level=None); db.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", code, "the-holder"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with Store.open(path, busy_s=0.05) as impatient:
            assert impatient.rows() == {}
            with pytest.raises(Locked) as caught:
                answered(impatient, "a/one", at())
        other.communicate("\n")
    assert caught.value.exit_code == 4
    if Path("/proc/locks").exists():
        assert f"process {other.pid}" in caught.value.what
    assert answered(store, "a/one", at()).row.memory
