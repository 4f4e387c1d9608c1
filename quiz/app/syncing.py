"""Syncing this learner's history with a folder, and the status of that."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.errors import Locked, QuizError
from quiz.store.connection.lock import DatabaseLock
from quiz.store.store import Store
from quiz.store.sync.ledger import Ledger
from quiz.sync.exchange import FolderSync
from quiz.sync.folder import SyncFolder
from quiz.sync.words import SyncOutcome, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quiz.app.home import Home

_BUSY_S = 30.0
"""How long a sync waits for another one, and for the database."""


def sync(home: Home, path: Path, *, git: bool = False, afresh: bool = False, beside: bool = False) -> SyncOutcome:
    """FolderSync events with the folder, by git where asked; how that ended.

    `afresh` reads and writes everything again; `beside` a session, little is done at once and nothing asks for a
    password. Raises QuizError when nothing could begin.
    """
    with _alone(home), Store.open(home.places.db, now=home.now, busy_s=_BUSY_S) as store:
        exchange = FolderSync(store, SyncFolder(path), home.now(), beside=beside)
        ledger, error = None, None
        try:
            copy = None
            if git:
                from quiz.sync.git_copy import GitCopy

                copy = GitCopy(path, home.environ, beside=beside)
                copy.check()
            is_new = Ledger.find(store, str(path)) is None
            ledger = exchange.begin(afresh=afresh)
            exchange.take_in(ledger, (lambda: _keep(home, store)) if is_new else lambda: None)
            _agree(home, store, exchange)
            exchange.write_out(ledger)
            if copy is not None:
                copy.commit()
                if copy.exchange():
                    exchange.take_in(ledger)
                    _agree(home, store, exchange)
        except QuizError as stopped:
            error = stopped
        outcome = SyncOutcome(exchange.result, _both(home, store, exchange), store.machine, error)
        if ledger is not None:
            ledger.synced(None if error else home.now().at_ms, said(outcome))
        return outcome


def status(home: Home, path: Path) -> dict[str, Any]:
    """What is known of the folder, as plain values; nothing is taken in or written."""
    with Store.open(home.places.db, now=home.now) as store:
        ledger = Ledger.find(store, str(path))
        at_ms, last = ledger.last() if ledger is not None else (None, "")
        known = ledger.segments() if ledger is not None else {}
        machines: dict[str, dict[str, Any]] = {}
        trouble = ""
        try:
            listing = SyncFolder(path).listing()
        except QuizError as error:
            listing, trouble = [], str(error)
        for segment in known.values():
            row = machines.setdefault(segment.machine, {"segments": 0, "events": 0, "last_ms": 0})
            row["segments"] += 1
            row["events"] += segment.events
            row["last_ms"] = max(row["last_ms"], int.from_bytes((segment.last or b"")[:6]))
        return {
            "folder": str(path),
            "machine": store.machine,
            "synced_ms": at_ms,
            "said": last,
            "lacks": ledger.lacks() if ledger is not None else store.count(),
            "unread": len({file.checksum for file in listing} - known.keys()),
            "trouble": trouble,
            "machines": machines,
        }


def last_said(store: Store, path: str) -> str:
    """What the last sync with this folder left to be said, "" for nothing."""
    ledger = Ledger.find(store, path)
    return ledger.last()[1] if ledger is not None else ""


def _agree(home: Home, store: Store, exchange: FolderSync) -> None:
    """Where it is asked for, bring the own decks and settings up to date, and note what has changed here."""
    if home.settings.sync_decks:
        from quiz.sync.own_files import OwnFiles

        files = OwnFiles(home.places, store, home.now())
        files.agree()
        exchange.result.notes += files.said


def _both(home: Home, store: Store, exchange: FolderSync) -> tuple[str, ...]:
    """The cards that were answered on two machines today, of those that this sync has changed."""
    cards = exchange.result.taken.cards
    if not cards:
        return ()
    from quiz.schedule.day import study_day
    from quiz.store.sync.merge import answered_on_both

    today = study_day(store.forward(home.now()), home.settings.rollover)
    return tuple(sorted(answered_on_both(store, today) & cards))


def _keep(home: Home, store: Store) -> None:
    """Back up before the first history of other machines is taken in."""
    if store.count():
        from quiz.store.connection.backup_files import BEFORE_IMPORT, place, stamp

        store.copy_to(place(home.places.db, BEFORE_IMPORT, stamp(home.now())), thorough=False)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """No other process of this learner syncs meanwhile. Raises Locked."""
    home.places.ensure()
    lock = DatabaseLock(home.places.data / "sync")
    try:
        lock.alone(_BUSY_S)
        yield
    except Locked as error:
        if not error.where.endswith("sync"):
            raise
        fix = "Wait until it is done; nothing was changed."
        raise Locked(error.what.replace("has open the database", "is syncing"), where=error.where, fix=fix) from None
    finally:
        lock.release()
