"""Machines that sync: each with its own database, clock and copy of the folder, as a cloud or Syncthing leaves it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from killed_sync import Killer

from quiz.app.home import Home
from quiz.app.syncing import sync
from quiz.errors import Conflict
from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import Event, EventKind, Review
from quiz.store.log.fold import alike, fold
from quiz.store.store import Store
from quiz.sync.words import SyncOutcome

DAY = 86_400_000
NOON = 20_000 * DAY + DAY // 2
OPTIONS = Options()
LATER = NOON + 4000 * DAY
"""By then the clock of every machine has passed the date of every event."""


def iso(at_ms: int) -> str:
    """The time as QUIZ_NOW has it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).isoformat()


class Machine:
    """A machine of the learner; `folder` is its copy of the folder that is synced."""

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        self.home = root / "home"
        self.folder = folder or root / "folder"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.at_ms = NOON
        self.options = OPTIONS

    @property
    def db(self) -> Path:
        return self.home / "quiz.db"

    def open(self) -> Store:
        return Store.open(self.db, now=lambda: Moment(self.at_ms, 0), busy_s=30)

    def review(self, *cards: str, rating: Rating = Rating.GOOD) -> None:
        """Answer cards, a minute each."""
        with self.open() as store:
            for card in cards:
                self.at_ms += 60_000
                row = store.rows([card]).get(card)
                last = row.last_event if row else None
                answer = Review(
                    card=card,
                    rating=rating,
                    moment=Moment(self.at_ms, 0),
                    expects=last,
                    suggested=rating,
                    verdict="right",
                )
                with suppress(Conflict):
                    store.record(answer, self.options)

    def act(self, kind: EventKind, *cards: str) -> None:
        with self.open() as store:
            store.act_all(kind, cards, {}, Moment(self.at_ms, 0), options=self.options)

    def undo(self) -> None:
        with self.open() as store:
            store.undo(Moment(self.at_ms, 0), self.options.rollover_min)

    def sync(self, **how: bool) -> SyncOutcome:
        environ = {"QUIZ_HOME": str(self.home), "QUIZ_NOW": iso(self.at_ms)}
        return sync(Home(environ), self.folder, **how)

    def sync_killed(self, killer: Killer, kill_at: int) -> bool:
        """Sync in a child that is killed at this stop; whether it was."""
        return killer.sync(self.home, self.folder, iso(self.at_ms), kill_at).killed

    def events(self) -> list[Event]:
        with self.open() as store:
            return list(store.events())

    def segments(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.jsonl"))


def carry(source: Machine, target: Machine, chance: random.Random | None = None) -> None:
    """Copy the segments that the target lacks; by chance only some of them, some in part, some as conflict copies."""
    for path in source.segments():
        place = target.folder / path.parent.name / path.name
        place.parent.mkdir(exist_ok=True)
        if chance is None or chance.random() < 0.5:
            shutil.copyfile(path, place)
        elif chance.random() < 0.3 and not place.exists():
            place.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])
        elif chance.random() < 0.3:
            shutil.copyfile(path, place.with_name(f"{path.stem} (conflicted copy){path.suffix}"))


def settle(machines: Iterable[Machine]) -> None:
    """All machines sync until everything has reached all of them."""
    everyone = list(machines)
    for _ in range(3):
        for machine in everyone:
            machine.at_ms = LATER
            outcome = machine.sync()
            assert outcome.error is None, outcome.error
            assert outcome.done.faults == []
            for other in everyone:
                if other.folder != machine.folder:
                    carry(machine, other)


def alike_everywhere(machines: Iterable[Machine], aliases: dict[str, str]) -> list[Event]:
    """The events, once all machines are found to be in one state: the fold of the union of what they have."""
    states = []
    for machine in machines:
        with machine.open() as store:
            store.join(aliases)
            events = list(store.events())
            rows = store.rows()
            assert store.rebuild()
            states.append((events, rows, store.select("SELECT * FROM revlog ORDER BY id")))
    events, rows, reviews = states[0]
    for other, other_rows, other_reviews in states[1:]:
        assert other == events
        assert other_rows == rows
        assert other_reviews == reviews
    folded = fold(events, aliases)
    assert folded.keys() == rows.keys()
    assert all(alike(folded[card], rows[card]) for card in rows)
    return events
