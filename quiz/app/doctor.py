"""The checks of `quiz doctor`: each part of the installation separately, so that one failure hides no other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Set
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from quiz import __version__
from quiz.app.hidden_decks import hidden_decks
from quiz.collection.card_index import CardIndex
from quiz.engine.client import Engine
from quiz.engine.confinement import sentences, whole
from quiz.engine.fork.kept_engine import kept_engines
from quiz.engine.fork.kept_folder import folder_path
from quiz.engine.job import Job
from quiz.engine.protocol import Ended
from quiz.errors import EngineError, QuizError
from quiz.library.decks import Library
from quiz.schedule.day import DAY_MS, day_text
from quiz.schedule.memory import Moment
from quiz.settings.paths import Places
from quiz.settings.trusted import TrustList
from quiz.store.connection.backup_files import backups, folder_of, place, stamp
from quiz.store.connection.version import VERSION, sqlite_version
from quiz.store.log.validate import LAST_DAY
from quiz.store.maintenance.clock_skew import ahead, redate
from quiz.store.maintenance.restore import latest
from quiz.store.store import Store
from quiz.text.durations import duration

JOB = Job.running("torch.arange(4).sum().item()")
BUDGET_S = 20.0
PACKAGES = ("textual", "sqlite-utils", "fsrs", "click", "pyyaml")


@dataclass(slots=True)
class Torch:
    """What runs torch. `layers` are pairs of a name and what it stops; `ready_s` and `answer_ms` are wall time.

    `compiled` is whether its bytecode is on disk; `kept` has what each engine that waits says of itself.
    """

    interpreter: str
    python: str = ""
    torch: str = ""
    build: str = ""
    devices: list[str] = field(default_factory=list)
    strategy: str = ""
    layers: list[tuple[str, str]] = field(default_factory=list)
    confined: bool = False
    ready_s: float = 0.0
    answer_ms: float = 0.0
    unsound: list[str] = field(default_factory=list)
    compiled: bool = True
    kept: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class DatabaseReport:
    """The database: `orphans` are cards that were answered and are no longer in a deck; `rebuilt` None when not asked
    for.

    `rebuilt` is whether the table of cards equalled the fold of the log; if it did not, it does now. `version` is
    that of the schema; `last_backup` the time (UTC) of the newest of the `backups` that is whole. `ahead_ms` is how
    far the log is ahead of the clock, `redated` how many events got new dates, None when that was not asked for.
    `readable` is whether any of this could be found out.
    """

    exists: bool = False
    readable: bool = False
    damage: list[str] = field(default_factory=list)
    events: int = 0
    cards: int = 0
    orphans: list[str] = field(default_factory=list)
    rebuilt: bool | None = None
    version: int = 0
    backups: int = 0
    last_backup: str = ""
    ahead_ms: int = 0
    redated: int | None = None


@dataclass(slots=True)
class Health:
    """The result of all checks; `wrong` has a sentence or two for each thing to fix.

    `notes` are the same about what may be intended.
    """

    paths: dict[str, str]
    versions: dict[str, str]
    torch: Torch
    decks: int = 0
    cards: int = 0
    own: int = 0
    trusted: int = 0
    memory: DatabaseReport = field(default_factory=DatabaseReport)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    engine_fails: bool = False

    @property
    def exit_code(self) -> int:
        """0 when all is well, 1 when something is wrong, 5 when torch cannot be run."""
        return EngineError.exit_code if self.engine_fails else int(bool(self.wrong))

    def wire(self) -> dict[str, Any]:
        """Everything as plain JSON values."""
        row = asdict(self) | {"ok": not self.wrong}
        row["torch"]["layers"] = [{"name": name, "stops": stops} for name, stops in self.torch.layers]
        return row


@dataclass(frozen=True, slots=True)
class Repairs:
    """The repairs to make besides checking.

    `rebuild` folds the log again, and corrects the table of cards if it differs; `clock` makes a backup and gives
    new dates to events later than now, by study days that begin at `rollover_min`.
    """

    rebuild: bool = False
    clock: bool = False
    rollover_min: int = 0


def examine(
    places: Places, library: Library, interpreter: str, engine: Callable[[], Engine], now: Moment, repairs: Repairs
) -> Health:
    """Check everything; `engine` makes one under `interpreter`."""
    health = Health(_paths(places, library), _versions(), Torch(interpreter))
    cards = _decks(health, places, library)
    try:
        health.trusted = len(TrustList(places.trusted).all())
    except QuizError as error:
        health.wrong.append(str(error))
    _backups(health, places)
    _memory(health, places, cards, now, repairs)
    _kept_engines(health)
    _torch(health, engine)
    return health


def _kept_engines(health: Health) -> None:
    try:
        health.torch.kept = list(kept_engines())
    except PermissionError:
        health.notes.append(
            f"{folder_path()}: it is another user's, or open to others, so no engine waits there for the next command\n"
            "  Remove it, or set XDG_RUNTIME_DIR to a folder of your own."
        )


def _paths(places: Places, library: Library) -> dict[str, str]:
    return {
        "database": str(places.db),
        "decks": str(places.decks),
        "shipped": str(library.shipped),
        "config": str(places.config_file),
        "trusted": str(places.trusted),
        "backups": str(folder_of(places.db)),
        "cache": str(places.cache),
    }


def _versions() -> dict[str, str]:
    here = {"quiz": __version__, "python": ".".join(map(str, sys.version_info[:3])), "sqlite": sqlite_version()}
    return here | {name: metadata.version(name) for name in PACKAGES}


def _decks(health: Health, places: Places, library: Library) -> Set[str]:
    decks, problems = library.all()
    health.decks, health.cards = len(decks), sum(len(deck.cards) for deck in decks)
    own = places.decks.resolve()
    health.own = sum(Path(deck.path).resolve().is_relative_to(own) for deck in decks)
    health.wrong += map(str, problems)
    health.notes += map(str, hidden_decks(library, decks))
    card_index = CardIndex(decks)
    return card_index.cards.keys() | card_index.former.keys()


def _backups(health: Health, places: Places) -> None:
    known = {copy.path: copy.stamp for copy in backups(places.db)}
    health.memory.backups = len(known)
    try:
        health.memory.last_backup = known[latest(places.db)] if known else ""
    except QuizError as error:
        health.wrong.append(str(error))


def _memory(health: Health, places: Places, cards: Set[str], now: Moment, repairs: Repairs) -> None:
    memory = health.memory
    memory.exists = places.db.exists()
    if not memory.exists:
        return  # checking must not create one
    try:
        with Store.open(places.db) as store:
            memory.damage = store.damage()
            if repairs.clock and not memory.damage:
                memory.redated = _redate(store, now, repairs.rollover_min)
            memory.version, memory.events = VERSION, store.count()
            remembered = store.known()
            memory.cards, memory.orphans = len(remembered), sorted(remembered - cards)
            memory.readable = True
            if repairs.rebuild:
                memory.rebuilt = store.rebuild()
            health.wrong += _problems(store, now, memory)
    except QuizError as error:
        health.wrong.append(str(error))
    if memory.damage:
        found = "; ".join(memory.damage[:3])
        health.wrong.append(
            f"{places.db}: the database is damaged: {found}\n"
            "  `quiz restore latest` replaces it by the last backup and keeps this file aside."
        )
    if memory.rebuilt is False:
        health.wrong.append(
            f"{places.db}: the table of cards did not agree with the log\n  It does now: nothing more to do."
        )


def _redate(store: Store, now: Moment, rollover_min: int) -> int:
    if not store.after(now.at_ms):
        return 0
    store.copy_to(place(store.path, "before-clock", stamp(now)))
    return redate(store, now, rollover_min)


def _problems(store: Store, now: Moment, memory: DatabaseReport) -> Iterator[str]:
    """What is in the log and cannot be intended. Raises StoreError."""
    if found := ahead(store, now):
        memory.ahead_ms, first = found.by_ms, found.since
        day = day_text(min(first.at_ms // DAY_MS, LAST_DAY))
        of = f" of {first.card}" if first.card else ""
        ahead_by = duration(found.by_ms / 1000, whole_minutes=True)
        yield (
            f"{store.path}: the log is {ahead_by} ahead of the clock, since the {first.kind}{of} of {day}"
            f" (event {first.id}): every later answer counts for the day of the last of these {found.events:,}\n"
            "  Where it is today's clock that is wrong, set it right; else `quiz doctor --clock` dates them to now, and"
            " makes a backup before."
        )
    try:
        store.adopted()
    except ValueError as error:
        yield (
            f"{store.path}: the fitted weights are not used, the published ones are: {error}\n"
            "  `quiz fit --undo` undoes the fit; if a later release wrote them, update the quiz."
        )


def _torch(health: Health, make: Callable[[], Engine]) -> None:
    found = health.torch
    began = time.monotonic()
    try:
        with make() as engine:
            found.strategy = str(engine.strategy)
            hello = engine.start()
            found.ready_s = round(time.monotonic() - began, 3)
            found.python, found.torch, found.build = hello["python"], hello["torch"], hello.get("build", "")
            found.devices, found.layers, found.confined = hello["devices"], sentences(hello), whole(hello)
            found.compiled = hello.get("compiled", True)
            if not found.compiled:
                health.notes.append(
                    f"{found.interpreter}: the bytecode of torch cannot be written: every start compiles it anew\n"
                    "  Let someone who may write there run `python -m compileall -q` on the folder of torch."
                )
            engine.run(JOB, BUDGET_S)  # the first one warms up what every later one shares
            reply = engine.run(JOB, BUDGET_S)
            found.answer_ms = round(reply.ms, 1)
            found.unsound = engine.examine(fresh=True)
            if found.unsound:
                health.wrong.append(
                    f"{found.interpreter}: this torch computes wrongly: {', '.join(found.unsound)}\n"
                    "  Cards that use it are skipped. Install another release or build of torch."
                )
            if reply.status is not Ended.DONE:
                health.wrong.append(f"{found.interpreter}: torch loads, but runs nothing: {reply.detail}")
                health.engine_fails = True
    except EngineError as error:
        health.wrong.append(str(error))
        health.engine_fails = True
