"""One exchange with a folder: what others have written is taken in, and what the folder lacks is written.

Whatever ends it, at whatever point, nothing is lost and nothing doubled: a segment has its name only once it is whole,
the database notes it in the transaction that takes in its events, and an event that comes twice is one event.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from quiz.errors import QuizError
from quiz.schedule.memory import Moment
from quiz.store.log.events import Event, key
from quiz.store.log.lines import FutureEventError, event_of, line_of
from quiz.store.store import Store
from quiz.store.sync.files import FileChange, FileLedger
from quiz.store.sync.ledger import KnownSegment, Ledger
from quiz.store.sync.merge import Merging, Taken
from quiz.sync.folder import SyncFolder, gaps
from quiz.sync.segment import SegmentFile, UnreadableError, compose
from quiz.text.durations import duration
from quiz.text.numbers import counted

AT_ONCE = 20_000
"""The most events of one segment, some MB; and the most that are written beside a session."""
MOST_BYTES = 4 * 2**20
"""The most that is read beside a session: it is done in one transaction, in which no answer can be saved."""
_FILE = b'{"file"'
_DRAFTS_S = 3600
"""What a killed sync left behind is deleted after this time."""
_SHOWN = 5


@dataclass(slots=True)
class Exchanged:
    """What came of an exchange. `machines` are those that wrote what was new; `waiting` says what cannot be read yet,
    `faults` what cannot be read at all, `notes` what became of files. `renamed` is the former name of this machine,
    if it has a new one.
    """

    taken: Taken = field(default_factory=Taken)
    sent: int = 0
    machines: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    renamed: str = ""


class FolderSync:
    """An exchange of a store with a folder, as of now. With `beside` a session, it refuses to do much at once."""

    def __init__(self, store: Store, folder: SyncFolder, now: Moment, *, beside: bool = False) -> None:
        self._store, self._folder, self._now, self._beside = store, folder, now, beside
        self.result = Exchanged()

    def begin(self, *, afresh: bool = False) -> Ledger:
        """What is known of the folder; with `afresh`, nothing. Raises QuizError where it is not as it was left."""
        path = str(self._folder.path)
        ledger = Ledger.find(self._store, path)
        if ledger is None:
            self._folder.make()
            return Ledger.begin(self._store, path)
        if afresh:
            with self._store.writing():
                ledger.forget()
        return ledger

    def take_in(self, ledger: Ledger, before: Callable[[], object] = lambda: None) -> None:
        """Take in what others have written; `before` is called first, where anything is to be read.

        Raises QuizError when the folder cannot be read, or is empty all at once.
        """
        listing, known = self._folder.listing(), ledger.segments()
        if known and not listing:
            raise QuizError(
                "this folder is empty, and it was not at the last sync",
                where=str(self._folder.path),
                fix="If it is the right folder, `quiz sync DIR --afresh` fills it again.",
            )
        there = {(file.checksum, file.size) for file in listing}
        lost = [segment for segment in known.values() if segment.own and (segment.checksum, segment.size) not in there]
        damaged = {segment.checksum for segment in lost}
        self._folder.drop(file for file in listing if file.checksum in damaged)
        unread: dict[str, list[SegmentFile]] = {}
        for file in listing:
            if file.checksum not in known:
                unread.setdefault(file.checksum, []).append(file)
        self._refuse_much(sum(files[0].size for files in unread.values()), MOST_BYTES)
        if unread:
            before()
        if lost or unread:
            with self._store.writing():
                for segment in lost:
                    ledger.lost(segment)
                self._read_all(unread.values(), ledger)
        _note_gaps(self.result.waiting, listing, known)

    def write_out(self, ledger: Ledger) -> None:
        """Write what the folder lacks. Raises QuizError; what is written by then is noted."""
        self._refuse_much(ledger.lacks() if self._beside else 0, AT_ONCE)
        machine = self._store.machine
        number = 0
        files = FileLedger(self._store)
        while (rows := ledger.lacking(AT_ONCE)) or files.lacking(ledger.folder):
            changes = files.lacking(ledger.folder)
            if not number:
                number = max((file.number for file in self._folder.listing() if file.machine == machine), default=0)
            number += 1
            segment = compose(machine, number, [*_lines_of(changes), *map(line_of, rows)])
            self._folder.write(machine, segment.name, segment.content)
            ids = [row[0] for row in rows]
            with self._store.writing():
                size = len(segment.content)
                ledger.note(KnownSegment(segment.checksum, machine, number, True, len(ids), size, *_ends(ids)))
                ledger.has(ids)
                files.has(ledger.folder, changes)
            self.result.sent += len(ids)
        self._folder.sweep(machine, self._now.at_ms / 1000 - _DRAFTS_S)

    def _refuse_much(self, amount: int, most: int) -> None:
        """Raises QuizError where more is to be done than may be done beside a session."""
        if self._beside and amount > most:
            raise QuizError(
                "there is much to sync",
                where=str(self._folder.path),
                fix="Run `quiz sync` once; it takes a while. From then on it is done by itself.",
            )

    def _read_all(self, unread: Iterable[Sequence[SegmentFile]], ledger: Ledger) -> None:
        """Take in these segments, each with the copies of it, within `writing`."""
        merging = Merging(self._store)
        suspects: list[str] = []
        for files in unread:
            reports = []
            for file in files:  # where one is not whole, a copy of it may be
                report = self._read(file, merging, ledger, suspects)
                if report.is_done:
                    reports = [report]
                    break
                reports.append(report)
            for report in reports:
                self.result.waiting += report.waiting
                self.result.faults += report.faults
        self.result.taken = _sum(self.result.taken, merging.finish())
        # A segment under this name that brings something new was written by a copy of this database.
        if any(self._store.event(event_id) for event_id in suspects):
            self.result.renamed = self._store.machine
            self._store.rename(os.urandom(4).hex())

    def _read(self, file: SegmentFile, merging: Merging, ledger: Ledger, suspects: list[str]) -> _Report:
        """Take in one segment."""
        try:
            lines = file.lines()
        except UnreadableError as error:
            said = [f"{file.label}: {error}."]
            return _Report(False, said, []) if error.later else _Report(False, [], said)
        except OSError as error:
            return _Report(False, [f"{file.label}: it cannot be read ({error.strerror})."], [])
        own = [line for line in lines if line.startswith(_FILE)]
        events, problems, early_ms = self._events([line for line in lines if not line.startswith(_FILE)])
        problems += self._files(own, ledger)
        if file.machine == self._store.machine:
            suspects += merging.unknown(events)
        before = merging.new
        problems += [f"{event.id}: {why}" for event, why in merging.add(events)]
        if merging.new > before:
            self.result.machines.add(file.machine)
        ids = sorted(key(event.id) for event in events)
        ledger.has(ids)
        if problems or early_ms:
            waiting = [_early(file, early_ms)] if early_ms else []
            return _Report(False, waiting, [f"{file.label}: {why}." for why in problems[:_SHOWN]])
        ledger.note(KnownSegment(file.checksum, file.machine, file.number, False, len(ids), file.size, *_ends(ids)))
        return _Report(True, [], [])

    def _files(self, lines: Sequence[bytes], ledger: Ledger) -> list[str]:
        """Take in changes of the learner's files; what is wrong with any."""
        if not lines:
            return []
        from quiz.sync.own_files import file_of_line

        changes, problems = [], []
        for line in lines:
            try:
                changes.append(file_of_line(line, self._now.at_ms))
            except (ValueError, RecursionError) as error:
                problems.append(f"a file: {error}")
        FileLedger(self._store).take(changes, ledger.folder)
        return problems

    def _events(self, lines: Sequence[bytes]) -> tuple[list[Event], list[str], list[int]]:
        """The events, what is wrong with other lines, and by how many ms those from the future are ahead."""
        events: list[Event] = []
        problems: list[str] = []
        early_ms: list[int] = []
        for number, line in enumerate(lines, 2):
            try:
                events.append(event_of(line, self._now.at_ms))
            except FutureEventError as error:
                early_ms.append(error.ahead_ms)
            except RecursionError:
                problems.append(f"line {number}: nested too deep")
            except ValueError as error:
                problems.append(f"line {number}: {error}")
        return events, problems, early_ms


def _lines_of(changes: Sequence[FileChange]) -> list[str]:
    if not changes:
        return []
    from quiz.sync.own_files import line_of_file  # which most syncs need not load

    return list(map(line_of_file, changes))


def _ends(ids: Sequence[bytes]) -> tuple[bytes | None, bytes | None]:
    return (ids[0], ids[-1]) if ids else (None, None)


class _Report(NamedTuple):
    """What came of reading a segment; `is_done` if it need not be read again."""

    is_done: bool
    waiting: list[str]
    faults: list[str]


def _sum(one: Taken, two: Taken) -> Taken:
    return Taken(one.new + two.new, one.known + two.known, one.cards | two.cards)


def _early(file: SegmentFile, early_ms: Sequence[int]) -> str:
    ahead = duration(max(early_ms) / 1000, whole_minutes=True)
    return (
        f"{file.label}: {counted(len(early_ms), 'event')} dated up to {ahead} later than the clock of this machine;"
        " taken in when it gets there. If the other clock is wrong, correct it and run `quiz doctor --clock` there."
    )


def _note_gaps(waiting: list[str], listing: Sequence[SegmentFile], known: Mapping[str, KnownSegment]) -> None:
    numbers: dict[str, set[int]] = {}
    for machine, number in [
        *((file.machine, file.number) for file in listing),
        *((k.machine, k.number) for k in known.values()),
    ]:
        numbers.setdefault(machine, set()).add(number)
    for machine, there in numbers.items():
        if missing := gaps(there):
            shown = ", ".join(map(str, missing[:_SHOWN])) + (", ..." if len(missing) > _SHOWN else "")
            waiting.append(f"{machine}: {counted(len(missing), 'segment')} not here yet ({shown}).")
