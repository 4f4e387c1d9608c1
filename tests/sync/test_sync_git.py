"""Syncing through git: clones of one bare repository that push at once never conflict, and what git refuses is said."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sync_scene import Machine, alike_everywhere

from quiz.sync.words import SyncOutcome


def git(*arguments: object, cwd: Path | None = None) -> str:
    command = ["git", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


def clones(root: Path, names: str) -> list[Machine]:
    """Machines with a clone each of one bare repository, which is empty."""
    git("init", "-q", "--bare", root / "bare.git")
    for name in names:
        git("clone", "-q", f"file://{root}/bare.git", root / name / "folder")
    return [Machine(root / name) for name in names]


def sync_at_once(machines: list[Machine]) -> list[SyncOutcome]:
    with ThreadPoolExecutor(len(machines)) as pool:
        return list(pool.map(lambda machine: machine.sync(git=True), machines))


def rounds(machines: list[Machine], count: int) -> None:
    """All machines answer and sync at once; at the end everything is everywhere."""
    for number in range(count):
        for machine in machines:
            machine.review(f"a/{number % 7}")
        assert [outcome.error for outcome in sync_at_once(machines)] == [None] * len(machines)
    for machine in machines:
        assert machine.sync(git=True).error is None
    events = alike_everywhere(machines, {})
    assert len([event for event in events if event.kind == "review"]) == count * len(machines)
    assert git("status", "--porcelain", cwd=machines[0].folder) == ""
    git("fsck", cwd=machines[0].folder)


def test_three_clones_that_push_at_once_never_conflict(tmp_path: Path) -> None:
    """They begin with an empty repository: three first commits with nothing in common are merged too."""
    rounds(clones(tmp_path, "abc"), 3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_three_clones_that_push_at_once_never_conflict_in_200_rounds(tmp_path: Path) -> None:
    """The same at length."""
    rounds(clones(tmp_path, "abc"), 200)


def test_only_segments_are_committed_and_a_broken_off_merge_is_finished(tmp_path: Path) -> None:
    """The learner's own files in the repository stay as they are."""
    one, two = clones(tmp_path, "ab")
    one.review("a/one")
    one.sync(git=True)
    (two.folder / "notes.txt").write_text("mine")
    two.review("b/one")
    two.sync()
    ours = ("-c", "user.name=x", "-c", "user.email=x@x")
    git("add", "--", ":(glob)*/*.jsonl", cwd=two.folder)
    git(*ours, "commit", "-qm", "x", cwd=two.folder)
    git("fetch", "-q", cwd=two.folder)
    git(*ours, "merge", "-q", "--no-commit", "--allow-unrelated-histories", "FETCH_HEAD", cwd=two.folder)
    outcome = two.sync(git=True)
    assert outcome.error is None
    assert outcome.done.taken.new == 2
    assert git("ls-files", "notes.txt", cwd=two.folder) == ""
    one.sync(git=True)
    alike_everywhere([one, two], {})


def test_what_git_refuses_is_said_and_made_up_for_at_the_next_sync(tmp_path: Path) -> None:
    """Without a connection the machine's own file is there, committed, and pushed as soon as that works."""
    one, two = clones(tmp_path, "ab")
    one.review("a/one")
    bare = tmp_path / "bare.git"
    bare.rename(tmp_path / "away.git")
    outcome = one.sync(git=True)
    assert "git fetch failed" in str(outcome.error)
    assert outcome.done.sent == 2
    (tmp_path / "away.git").rename(bare)
    assert one.sync(git=True).error is None
    assert two.sync(git=True).done.taken.new == 2
    plain = Machine(tmp_path / "plain")
    assert "not in a working copy of git" in str(plain.sync(git=True).error)
