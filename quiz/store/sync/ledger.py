"""What this machine knows of a folder that it syncs with: the segments it has read or written, the events it lacks.

Its tables are made at the first sync; who never syncs has none of them. A trigger notes every event that is written,
by whatever part of the quiz, as lacking in each folder, so that none can be forgotten.

`sync_folder(id, path, ...)`: the folders. `sync_segment`: by folder and checksum the segments that are read or
written, each with its size in bytes and the first and the last id in it; `own` are those that this file has written.
`sync_lack(folder, id)`: the events that are in no segment of a folder yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from quiz.store.store import Store
from quiz.store.sync.files import FileLedger

_TABLES = (
    """CREATE TABLE IF NOT EXISTS sync_folder (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        synced_ms INTEGER,
        said TEXT NOT NULL DEFAULT ''
    )""",
    """CREATE TABLE IF NOT EXISTS sync_segment (
        folder INTEGER NOT NULL,
        checksum TEXT NOT NULL,
        machine TEXT NOT NULL,
        number INTEGER NOT NULL,
        own INTEGER NOT NULL,
        events INTEGER NOT NULL,
        size INTEGER NOT NULL,
        first BLOB,
        last BLOB,
        PRIMARY KEY (folder, checksum)
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sync_lack (folder INTEGER, id BLOB, PRIMARY KEY (folder, id)) WITHOUT ROWID",
    """CREATE TRIGGER IF NOT EXISTS sync_written AFTER INSERT ON event BEGIN
        INSERT OR IGNORE INTO sync_lack SELECT sync_folder.id, NEW.id FROM sync_folder;
    END""",
    """CREATE TRIGGER IF NOT EXISTS sync_dropped AFTER DELETE ON event BEGIN
        DELETE FROM sync_lack WHERE folder IN (SELECT id FROM sync_folder) AND id = OLD.id;
    END""",
)
_COLUMNS = "checksum, machine, number, own, events, size, first, last"


class KnownSegment(NamedTuple):
    """A segment that was read, or written by this file (`own`); `first` and `last` are ids, None when it is empty."""

    checksum: str
    machine: str
    number: int
    own: bool
    events: int
    size: int
    first: bytes | None = None
    last: bytes | None = None


class Ledger:
    """The knowledge of one folder, by its path. Every method raises StoreError, and Locked where it writes."""

    def __init__(self, store: Store, folder: int) -> None:
        self._store = store
        self.folder = folder

    @classmethod
    def find(cls, store: Store, path: str) -> Ledger | None:
        """What is known of the folder with this path, None when it was never synced."""
        if not store.select("SELECT 1 FROM sqlite_master WHERE name = 'sync_dropped'"):
            return None
        found = store.select("SELECT id FROM sync_folder WHERE path = ?", (path,))
        return cls(store, int(found[0][0])) if found else None

    @classmethod
    def begin(cls, store: Store, path: str) -> Ledger:
        """Begin to sync with a folder: it lacks everything, as far as is known."""
        with store.writing():
            for table in _TABLES:
                store.define(table)
            store.change("INSERT OR IGNORE INTO sync_folder (path) VALUES (?)", [(path,)])
            ledger = cls.find(store, path)
            assert ledger is not None
            ledger.forget()
        return ledger

    def segments(self) -> dict[str, KnownSegment]:
        """The segments that are known, by their checksum."""
        sql = f"SELECT {_COLUMNS} FROM sync_segment WHERE folder = ?"
        return {row[0]: KnownSegment(*row) for row in self._store.select(sql, (self.folder,))}

    def forget(self) -> None:
        """Know nothing of the folder any more, within `writing`: all is read again, and what it lacks is written."""
        self._store.change("DELETE FROM sync_segment WHERE folder = ?", [(self.folder,)])
        self._store.change("INSERT OR IGNORE INTO sync_lack SELECT ?, id FROM event", [(self.folder,)])
        FileLedger(self._store).lacks_all(self.folder)

    def lost(self, segment: KnownSegment) -> None:
        """Note, within `writing`, that a segment is gone: its events are lacking again."""
        self._store.change("DELETE FROM sync_segment WHERE folder = ? AND checksum = ?", [self._of(segment.checksum)])
        self._store.change(
            "INSERT OR IGNORE INTO sync_lack SELECT ?, id FROM event WHERE id BETWEEN ? AND ?",
            [(self.folder, segment.first, segment.last)],
        )
        FileLedger(self._store).lacks_all(self.folder)

    def note(self, segment: KnownSegment) -> None:
        """Note, within `writing`, a segment that was read or written."""
        marks = ", ".join("?" * (len(segment) + 1))
        self._store.change(
            f"INSERT OR REPLACE INTO sync_segment (folder, {_COLUMNS}) VALUES ({marks})", [(self.folder, *segment)]
        )

    def has(self, ids: Iterable[bytes]) -> None:
        """Note, within `writing`, that these events are in the folder."""
        self._store.change("DELETE FROM sync_lack WHERE folder = ? AND id = ?", (self._of(one) for one in ids))

    def lacking(self, at_most: int) -> list[tuple[Any, ...]]:
        """The first rows of the table `event` that the folder lacks, in the order of the log."""
        sql = (
            "SELECT event.id, machine, at_ms, offset_min, study_day, kind, card, body FROM sync_lack"
            " JOIN event USING (id) WHERE folder = ? ORDER BY sync_lack.id LIMIT ?"
        )
        return self._store.select(sql, (self.folder, at_most))

    def lacks(self) -> int:
        """How many events the folder lacks."""
        return int(self._store.select("SELECT count(*) FROM sync_lack WHERE folder = ?", (self.folder,))[0][0])

    def synced(self, at_ms: int | None, said: str) -> None:
        """Note how a sync has ended, in words; `at_ms` is None when it failed."""
        sql = "UPDATE sync_folder SET synced_ms = coalesce(?, synced_ms), said = ? WHERE id = ?"
        with self._store.writing():
            self._store.change(sql, [(at_ms, said, self.folder)])

    def last(self) -> tuple[int | None, str]:
        """When the last sync succeeded (UTC ms), None if none did; and what the last one said."""
        ((at_ms, said),) = self._store.select("SELECT synced_ms, said FROM sync_folder WHERE id = ?", (self.folder,))
        return at_ms, said

    def _of(self, value: Any) -> tuple[int, Any]:
        return self.folder, value
