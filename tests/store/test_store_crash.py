"""Acknowledged means committed: killed processes, and processes that write in turn."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from quiz.store.store import Store

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from store_scene import answered, at
from quiz.errors import Conflict
from quiz.store.store import Store

store = Store.open(Path(sys.argv[1]))
number = 0
while number < int(sys.argv[2]):
    try:
        recorded = answered(store, f"a/{number % 40}", at(number))
    except Conflict:
        continue
    number += 1
    print(recorded.event_id, flush=True)
"""


def writer(path: Path, answers: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(answers), str(Path(__file__).parent)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    finally:
        connection.close()


def storm(path: Path, rounds: int, chance: random.Random) -> None:
    """Kill a process that answers in a loop; look what is left; again. The first round may hit the start itself."""
    acknowledged: set[str] = set()
    for round_ in range(rounds):
        process = writer(path, 1_000_000)
        assert process.stdout
        first = process.stdout.readline() if round_ else ""
        timer = threading.Timer(chance.uniform(0.05, 0.3), os.kill, (process.pid, signal.SIGKILL))
        timer.start()
        lines = first + process.communicate()[0]
        timer.join()
        assert process.returncode == -signal.SIGKILL
        acknowledged |= {line for line in lines.splitlines() if len(line) == 36}
        with Store.open(path) as store:
            assert acknowledged <= {event.id for event in store.events()}
            assert store.rebuild()
        assert sound(path)
    assert acknowledged


def test_kill_9_loses_no_acknowledged_answer(path: Path) -> None:
    """Every id that was printed is in the file, the file is sound, the table is the fold, the next start works."""
    storm(path, 5, random.Random(7))


@pytest.mark.soak
def test_kill_9_loses_no_acknowledged_answer_in_a_long_storm(tmp_path: Path) -> None:
    """The same, a hundred times, and from fresh files too."""
    for round_ in range(20):
        storm(tmp_path / f"{round_}.db", 5, random.Random(round_))


def test_two_processes_write_in_turn(path: Path) -> None:
    """Both answer the same cards at once: one log holds every acknowledged answer, and the table is its fold."""
    both = [writer(path, 60), writer(path, 60)]
    printed = [process.communicate()[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    with Store.open(path) as store:
        ids = [event.id for event in store.events() if event.kind == "review"]
        assert sorted(printed[0] + printed[1]) == ids
        assert len(ids) == 120
        assert store.rebuild()
