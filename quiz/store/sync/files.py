"""The learner's own files that travel with a sync: the last change of each, and which folders lack it.

`sync_file(path, at_ms, text, applied)`: by path the last change that is known; `text` is NULL for a deletion, and
`applied` is the digest of what the file of this machine was when it last agreed with it. `sync_file_lack(folder, path)`
has what is in no segment of a folder yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from quiz.store.store import Store

_TABLES = (
    "CREATE TABLE IF NOT EXISTS sync_file (path TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, text TEXT, applied TEXT)",
    "CREATE TABLE IF NOT EXISTS sync_file_lack (folder INTEGER, path TEXT, PRIMARY KEY (folder, path)) WITHOUT ROWID",
)
_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'sync_file_lack'"


class FileChange(NamedTuple):
    """A change of a file at a time (UTC ms); `text` is None where it was deleted."""

    path: str
    at_ms: int
    text: str | None

    @property
    def digest(self) -> str:
        """That of the text, "" where there is none."""
        return digest_of(self.text)


def digest_of(text: str | None) -> str:
    """The digest of a file's text, "" where there is no file."""
    return "" if text is None else sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class FileLedger:
    """The changes that are known. Methods that write do so within `writing`; none of them raises but StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._exists = bool(store.select(_THERE))

    def changes(self) -> dict[str, tuple[FileChange, str | None]]:
        """By path the last change, and the digest at which the file here last agreed with one, None if it never did."""
        rows = self._store.select("SELECT path, at_ms, text, applied FROM sync_file") if self._exists else []
        return {path: (FileChange(path, at_ms, text), applied) for path, at_ms, text, applied in rows}

    def take(self, changes: Iterable[FileChange], folder: int | None = None) -> None:
        """Keep each change that is later than the one known; all folders lack it, but the one that it came from."""
        for change in changes:
            self._make()
            known = self._store.select("SELECT at_ms, text FROM sync_file WHERE path = ?", (change.path,))
            before = FileChange(change.path, *known[0]) if known else None
            if before is None or (before.at_ms, before.digest) < (change.at_ms, change.digest):
                self._store.change(
                    "INSERT INTO sync_file VALUES (?, ?, ?, NULL)"
                    " ON CONFLICT (path) DO UPDATE SET at_ms = excluded.at_ms, text = excluded.text",
                    [tuple(change)],
                )
                sql = "INSERT OR IGNORE INTO sync_file_lack SELECT id, ? FROM sync_folder"
                self._store.change(sql, [(change.path,)])
                before = change
            if folder is not None and before == change:
                self.has(folder, [change])

    def agree(self, path: str, digest: str) -> None:
        """Note that the file of this machine is at this digest, and the last change too."""
        self._store.change("UPDATE sync_file SET applied = ? WHERE path = ?", [(digest, path)])

    def lacking(self, folder: int) -> list[FileChange]:
        """The changes that a folder lacks."""
        sql = "SELECT path, at_ms, text FROM sync_file JOIN sync_file_lack USING (path) WHERE folder = ? ORDER BY path"
        return [FileChange(*row) for row in self._store.select(sql, (folder,))] if self._exists else []

    def has(self, folder: int, changes: Iterable[FileChange]) -> None:
        """Note that a folder has these changes, unless there are later ones."""
        if self._exists:
            sql = (
                "DELETE FROM sync_file_lack WHERE folder = ? AND path = ?"
                " AND (SELECT at_ms FROM sync_file WHERE path = sync_file_lack.path) = ?"
            )
            self._store.change(sql, ((folder, change.path, change.at_ms) for change in changes))

    def lacks_all(self, folder: int) -> None:
        """Note that a folder may lack any of them."""
        if self._exists:
            self._store.change("INSERT OR IGNORE INTO sync_file_lack SELECT ?, path FROM sync_file", [(folder,)])

    def _make(self) -> None:
        if not self._exists:
            for table in _TABLES:
                self._store.define(table)
            self._exists = True
