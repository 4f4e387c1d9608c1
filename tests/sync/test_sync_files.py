"""Own decks and settings that travel with a sync: the last change wins, and the other is kept beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sync_scene import NOON, Machine

MINUTE = 60_000
BOTH = tuple[Machine, Machine]


@pytest.fixture
def both(tmp_path: Path) -> BOTH:
    """Two machines that share a folder, and let their own decks and settings go with it."""
    machines = Machine(tmp_path / "a", tmp_path / "shared"), Machine(tmp_path / "b", tmp_path / "shared")
    for name, machine in zip("ab", machines, strict=True):
        (machine.home / "decks").mkdir(parents=True)
        settings = f'sync_decks = true\npython = "/opt/{name}/python" # mine\n'
        write(machine, "config.toml", settings, 0)
    return machines


def write(machine: Machine, name: str, text: str, minutes: int) -> Path:
    """Write a file, changed last at this time."""
    path = machine.home / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    at_s = NOON // 1000 + minutes * 60
    os.utime(path, (at_s, at_s))
    machine.at_ms = max(machine.at_ms, NOON + minutes * MINUTE)
    return path


def sync(*machines: Machine) -> list[str]:
    """Sync in this order; the notes of the last."""
    for machine in machines:
        machine.at_ms += MINUTE
        outcome = machine.sync()
        assert outcome.error is None
        assert outcome.done.faults == []
    return outcome.done.notes


def test_decks_and_settings_go_to_the_other_machine(both: BOTH) -> None:
    """A new deck, its change, its deletion; settings, but for those of one machine alone."""
    one, two = both
    write(one, "decks/mine.yaml", "deck: mine\n", 1)
    write(one, "decks/more/other.yml", "deck: other\n", 1)
    write(one, "decks/notes.txt", "not a deck", 1)
    own = (one.home / "config.toml").read_text()
    write(one, "config.toml", own + "# few\nnew_per_day = 5\n\n[decks.mine]\nretention = 0.95\n", 1)
    assert sync(one, two) == []
    assert (two.home / "decks" / "mine.yaml").read_text() == "deck: mine\n"
    assert (two.home / "decks" / "more" / "other.yml").read_text() == "deck: other\n"
    assert not (two.home / "decks" / "notes.txt").exists()
    settings = (two.home / "config.toml").read_text()
    assert 'python = "/opt/b/python" # mine\n' in settings
    assert "# few\nnew_per_day = 5\n\n[decks.mine]\nretention = 0.95\n" in settings
    write(two, "decks/mine.yaml", "deck: mine\ntitle: 2\n", 5)
    (two.home / "decks" / "more" / "other.yml").unlink()
    sync(two, one)
    assert (one.home / "decks" / "mine.yaml").read_text() == "deck: mine\ntitle: 2\n"
    assert [path.name.partition(".kept")[0] for path in (one.home / "decks" / "more").iterdir()] == ["other.yml"]
    assert not (one.home / "decks" / "more" / "other.yml").exists()
    before = len(one.segments())
    sync(one, two, one)
    assert len(one.segments()) == before


@pytest.mark.parametrize("later", ["a", "b"])
def test_of_two_changes_the_later_wins_and_the_other_is_kept(both: BOTH, later: str) -> None:
    """Whichever machine syncs first; and both then have the same."""
    one, two = both
    write(one, "decks/mine.yaml", "deck: mine\n", 1)
    sync(one, two)
    write(one, "decks/mine.yaml", "deck: a\n", 20 if later == "a" else 10)
    write(two, "decks/mine.yaml", "deck: b\n", 10 if later == "a" else 20)
    notes = sync(one, two)
    assert "kept as" in notes[0]
    sync(two, one, two)
    assert [(machine.home / "decks" / "mine.yaml").read_text() for machine in both] == [f"deck: {later}\n"] * 2
    (kept,) = (two.home / "decks").glob("mine.yaml.kept-*")
    assert kept.read_text() == ("deck: b\n" if later == "a" else "deck: a\n")


def test_settings_that_cannot_be_used_are_not_put_in_place(both: BOTH) -> None:
    """Such as those of a newer quiz: the ones here stay, and it is said."""
    one, two = both
    write(one, "config.toml", "sync_decks = true\nnew_per_day = 5\n", 1)
    sync(one)
    (segment,) = one.segments()
    assert "new_per_day" in segment.read_text()
    write(two, "config.toml", "sync_decks = true\nnew_per_day = 7\n", 2)
    sync(two, one)
    from quiz.store.sync.files import FileChange, FileLedger

    with two.open() as store, store.writing():
        FileLedger(store).take([FileChange("config.toml", NOON + 90 * MINUTE, "of_a_later_quiz = 1\n")])
    two.at_ms = one.at_ms = NOON + 100 * MINUTE
    (note,) = sync(two)
    assert "there is no setting 'of_a_later_quiz'" in note
    assert (two.home / "config.toml").read_text() == "sync_decks = true\nnew_per_day = 7\n"


def test_a_file_that_is_no_deck_is_not_written(both: BOTH) -> None:
    """A path that leads elsewhere is a fault of the segment that has it."""
    from quiz.sync.segment import compose

    one, _ = both
    lines = [
        '{"file": "decks/../../evil.yaml", "at_ms": 1, "text": "x"}',
        '{"file": "decks/.a/b.yaml", "at_ms": 1, "text": "x"}',
    ]
    segment = compose("12345678", 1, lines)
    place = one.folder / "12345678"
    place.mkdir()
    (place / segment.name).write_bytes(segment.content)
    outcome = one.sync()
    assert len(outcome.done.faults) == 2
    assert all("neither a deck nor the settings" in fault for fault in outcome.done.faults)
    assert not list(one.home.parent.rglob("*evil*"))
