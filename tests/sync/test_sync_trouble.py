"""What folders, clocks and copies of machines do to a sync: nothing is lost, nothing doubled, and words say what is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sync_scene import DAY, NOON, Machine, alike_everywhere, carry, iso, settle

from quiz.schedule.memory import Moment, Rating
from quiz.store.log.events import EventKind
from quiz.store.maintenance.clock_skew import redate
from quiz.sync.segment import compose

ROLLOVER = 240
Three = tuple[Machine, Machine, Machine]
MINUTE = 60_000


def ids(*machines: Machine) -> list[str]:
    return sorted({event.id for machine in machines for event in machine.events()})


def test_each_machine_writes_only_its_own_files_and_reads_all(machines: Three) -> None:
    """Afterwards all have everything, and a sync with nothing new writes nothing."""
    for machine, card in zip(machines, ("a/one", "a/two", "b/one"), strict=True):
        machine.review(card)
        machine.sync()
    before = {path: path.read_bytes() for path in machines[0].segments()}
    settle(machines)
    assert len(alike_everywhere(machines, {})) == 6  # three answers, and the options of each machine
    assert {path: path.read_bytes() for path in machines[0].segments()} == before
    assert len({path.parent.name for path in before}) == 3
    outcome = machines[0].sync()
    assert (outcome.done.taken.new, outcome.done.sent) == (0, 0)


def test_a_conflict_copy_is_read_when_it_is_the_whole_one(machines: Three) -> None:
    """A file that arrived in part waits, and is named; the copy beside it has all. A second copy is no second event."""
    one, two, _ = machines
    one.review("a/one", "a/two")
    one.sync()
    (segment,) = one.segments()
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-20])
    outcome = two.sync()
    assert outcome.done.taken.new == 0
    (waiting,) = outcome.done.waiting
    assert segment.name in waiting
    assert "not whole" in waiting
    for name in (" (Ana's conflicted copy 2026-01-01)", ".sync-conflict-20260101-101010-ABCDEFG"):
        segment.with_name(f"{segment.stem}{name}.jsonl").write_bytes(whole)
    outcome = two.sync()
    assert (outcome.done.taken.new, outcome.done.waiting) == (3, [])
    assert ids(two) == ids(one)


def test_missing_segments_are_named_and_may_come_in_any_order(tmp_path: Path) -> None:
    """The second arrives before the first; what it needs of that is folded when it comes."""
    one, two = Machine(tmp_path / "one"), Machine(tmp_path / "two")
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY):
        one.review("a/one", rating=rating)
        one.sync()
    carry(one, two)
    late, *_, last = two.segments()
    away = tmp_path / "away"
    shutil.move(late, away)
    outcome = two.sync()
    assert outcome.done.taken.new == 2
    assert any("1 segment not here yet (1)" in waiting for waiting in outcome.done.waiting)
    shutil.move(away, late)
    assert two.sync().done.waiting == []
    alike_everywhere([one, two], {})
    assert last.exists()


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_an_own_segment_that_is_gone_or_cut_is_written_again(machines: Three, harm: str) -> None:
    """Whoever deletes or damages files in the folder takes nothing from those who have not read them yet."""
    one, two, third = machines
    one.review("a/one")
    two.review("b/one")
    one.sync()
    two.sync()
    (segment,) = one.folder.glob(f"{name_of(one)}/*.jsonl")
    if harm == "gone":
        segment.unlink()
    else:
        segment.write_bytes(segment.read_bytes()[:100])
    one.sync()
    third.sync()
    assert ids(third) == ids(one, two)
    assert third.sync().done.faults == []


def test_an_emptied_folder_is_not_filled_before_it_is_asked_for(machines: Three) -> None:
    """It may be the mount point of a stick that is not plugged in; `--afresh` fills it."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    shutil.rmtree(one.folder)
    error = one.sync().error
    assert "not there" in str(error)
    assert not one.folder.exists()
    one.folder.mkdir()
    assert "this folder is empty, and it was not" in str(one.sync().error)
    assert one.segments() == []
    one.review("a/two")
    assert one.sync(afresh=True).error is None
    two.sync()
    assert ids(two) == ids(one)


def test_a_folder_that_vanishes_in_the_middle_loses_nothing(machines: Three) -> None:
    """What was read counts, what could not be written is written next time."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    two.sync()
    two.review("b/one")
    one.review("a/two")
    one.sync()
    blocked = two.folder / name_of(two)
    shutil.rmtree(blocked, ignore_errors=True)
    blocked.write_text("a file where the folder of the machine should be")
    outcome = two.sync()
    assert outcome.done.taken.new == 1
    assert "cannot be used" in str(outcome.error) or "not a folder" in str(outcome.error)
    blocked.unlink()
    settle([one, two])
    alike_everywhere([one, two], {})


def name_of(machine: Machine) -> str:
    with machine.open() as store:
        return store.machine


def test_events_of_a_clock_that_is_ahead_wait_until_their_time_has_come(machines: Three) -> None:
    """An hour off: they do not push the clock of the other machine ahead, and come in an hour later."""
    one, two, _ = machines
    one.at_ms += 60 * MINUTE
    one.review("a/one")
    one.sync()
    outcome = two.sync()
    assert outcome.done.taken.new == 0
    (waiting,) = outcome.done.waiting
    assert "2 events dated up to 1 h 1 min later" in waiting
    two.review("a/two")
    assert two.events()[-1].at_ms <= NOON + MINUTE + 1
    two.at_ms = NOON + 62 * MINUTE
    outcome = two.sync()
    assert (outcome.done.taken.new, outcome.done.waiting) == (2, [])


@pytest.mark.parametrize("both", [False, True])
def test_a_corrected_clock_doubles_nothing_where_the_wrong_dates_are_known(machines: Three, both: bool) -> None:
    """`quiz doctor --clock` gives new dates on one machine, or on two at once: each answer is still one answer."""
    one, two, three = machines
    two.review("a/two")
    two.sync()
    for machine in (one, two):
        machine.at_ms = NOON + 300 * DAY
    one.review("a/one", "b/one")
    one.sync()
    two.sync()
    two.undo()  # of an answer of the other machine
    two.sync()
    before = [(event.kind, event.card) for event in two.events()]
    for machine in machines:
        machine.at_ms = NOON + DAY
    for machine in (one, two) if both else (one,):
        with machine.open() as store:
            assert redate(store, Moment(machine.at_ms, 0), ROLLOVER) > 0
    settle(machines)
    events = [event for event in alike_everywhere(machines, {}) if event.kind != EventKind.REDATE]
    assert sorted((event.kind, event.card) for event in events) == sorted(before)
    assert max(event.at_ms for event in events if event.kind == EventKind.REVIEW) <= NOON + DAY
    with three.open() as store:
        assert store.rows().keys() == {"a/one", "a/two"}


def test_a_restored_backup_gets_back_what_it_had_written_and_a_new_name(machines: Three, tmp_path: Path) -> None:
    """The answers after the backup are in the folder; the old name stays that of the old files."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    shutil.copytree(one.home, tmp_path / "backup")
    one.review("a/two", "b/one")
    one.sync()
    everything = ids(one)
    shutil.rmtree(one.home)
    shutil.copytree(tmp_path / "backup", one.home)
    name = name_of(one)
    one.at_ms += MINUTE
    outcome = one.sync()
    assert outcome.done.renamed == name != name_of(one)
    assert ids(one) == everything
    one.review("a/three")
    settle([one, two])
    alike_everywhere([one, two], {})
    assert one.sync().done.renamed == ""


def test_a_machine_cloned_with_its_database_goes_on_as_two(machines: Three) -> None:
    """Both write under one name until one of them sees the files of the other; no file overwrites another."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    shutil.rmtree(two.home, ignore_errors=True)
    shutil.copytree(one.home, two.home)
    one.review("a/two")
    two.at_ms = one.at_ms
    two.review("b/one")
    alone = two.folder
    two.folder = alone.with_name("apart")
    two.folder.mkdir()
    two.sync()
    one.sync()
    carry(two, one)
    carry(one, two)
    settle([one, two])
    assert name_of(one) != name_of(two)
    events = alike_everywhere([one, two], {})
    assert sorted(event.card for event in events if event.kind == "review") == ["a/one", "a/two", "b/one"]


SYNC = """
import sys
from pathlib import Path
from quiz.app.home import Home
from quiz.app.syncing import sync
for _ in range(3):
    assert sync(Home({"QUIZ_HOME": sys.argv[1], "QUIZ_NOW": sys.argv[3]}), Path(sys.argv[2])).error is None
"""


def test_two_quizzes_sync_at_once(machines: Three) -> None:
    """One waits for the other; a third that answers meanwhile is not refused."""
    one, two, _ = machines
    one.review(*(f"a/{number}" for number in range(30)))
    command = [sys.executable, "-c", SYNC, str(one.home), str(one.folder), iso(one.at_ms + DAY)]
    both = [subprocess.Popen(command) for _ in range(2)]
    one.review(*(f"b/{number}" for number in range(30)))
    assert [process.wait() for process in both] == [0, 0]
    settle([one, two])
    assert len(alike_everywhere([one, two], {})) == 61
    written = [json.loads(line)["id"] for path in one.segments() for line in path.read_text().splitlines()[1:]]
    assert len(written) == len(set(written))


def test_what_is_no_segment_is_named_and_the_rest_is_read(machines: Three) -> None:
    """A newer format waits for an update; a line that is no event does not keep the others out; the rest is ignored."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    (segment,) = one.segments()
    lines = segment.read_text().splitlines()[1:]
    bad = compose("12345678", 2, [*lines, '{"id": 1}'])
    other = one.folder / "12345678"
    other.mkdir()
    (other / bad.name).write_bytes(bad.content)
    newer = compose("12345678", 3, lines)
    content = newer.content.replace(b'"format": 1', b'"format": 2')
    from quiz.sync.segment import checksum_of

    (other / f"000003-{checksum_of(content)}.jsonl").write_bytes(content)
    (other / "notes.txt").write_text("mine")
    (one.folder / "README").write_text("mine")
    outcome = two.sync()
    assert outcome.done.taken.new == 2
    (fault,) = outcome.done.faults
    assert "line 4: an event has the fields" in fault
    assert any("a newer quiz has written it" in waiting for waiting in outcome.done.waiting)
    assert any("1 segment not here yet (1)" in waiting for waiting in outcome.done.waiting)


def compressed(machine: Machine) -> Path:
    """The only segment of the folder, compressed by zstd, as somebody might to save room."""
    from quiz.sync.segment import checksum_of

    (segment,) = machine.segments()
    done = subprocess.run(["zstd", "-q", "-c", str(segment)], capture_output=True, check=True)
    packed = segment.with_name(f"000001-{checksum_of(done.stdout)}.jsonl.zst")
    packed.write_bytes(done.stdout)
    segment.unlink()
    return packed


@pytest.mark.skipif(not shutil.which("zstd"), reason="the command zstd is not installed")
def test_a_compressed_segment_waits_where_python_cannot_read_it(
    machines: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what would read it."""
    one, two, _ = machines
    one.review("a/one")
    one.sync()
    packed = compressed(one)
    monkeypatch.setitem(sys.modules, "zstandard", None)
    outcome = two.sync()
    assert (outcome.done.taken.new, outcome.done.faults) == (0, [])
    (waiting,) = outcome.done.waiting
    assert packed.name in waiting
    assert "once the package zstandard is installed" in waiting


@pytest.mark.skipif(not shutil.which("zstd"), reason="the command zstd is not installed")
def test_a_compressed_segment_is_read(machines: Three) -> None:
    """Also a conflict copy of it; what is not whole waits, what zstd did not make is named."""
    pytest.importorskip("zstandard", reason="zstandard is not installed")
    from quiz.sync.segment import checksum_of

    one, two, third = machines
    one.review("a/one")
    one.sync()
    packed = compressed(one)
    whole = packed.read_bytes()
    assert two.sync().done.taken.new == 2
    packed.write_bytes(whole[:40])
    assert "not whole" in third.sync().done.waiting[0]
    packed.with_name(f"{packed.stem} (conflicted copy).zst").write_bytes(whole)
    outcome = third.sync()
    assert (outcome.done.taken.new, outcome.done.waiting) == (2, [])
    junk = b"no frame of zstd"
    packed.with_name(f"000002-{checksum_of(junk)}.jsonl.zst").write_bytes(junk)
    (fault,) = two.sync().done.faults
    assert "zstd cannot read it" in fault


def test_a_day_on_two_machines_is_one_day(machines: Three) -> None:
    """Counts and the last action are those of both; a card answered on both is named, and folded in order."""
    one, two, _ = machines
    one.review("a/one", "a/two")
    two.at_ms = one.at_ms + 10 * MINUTE
    two.review("a/one", "b/one")
    one.at_ms = two.at_ms
    settle_once = (one, two, one)
    for machine in settle_once:
        outcome = machine.sync()
    assert outcome.both == ("a/one",)
    with one.open() as store:
        assert store.done_today(20_000)["a"].new == 2
        assert store.day_tally(20_000).reviewed == 4
        undone = store.undo(Moment(one.at_ms, 0), ROLLOVER)
        assert undone is not None
        assert undone.event.card == "b/one"
    settle([one, two])
    alike_everywhere([one, two], {})
