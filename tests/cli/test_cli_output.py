"""Where what is printed goes: files, links, pipes, full devices; and texts that no encoding has."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from process import environment, quiz

from quiz.schedule.memory import Moment, Rating
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind, Review
from quiz.store.store import Store

TYPED = "b\udce9\udcff ü"
NOON = Moment(1_794_819_600_000, 0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Path:
    """One answer and one dispute, typed in bytes that are no UTF-8."""
    folder = tmp_path / "home"
    folder.mkdir()
    with Store.open(folder / "quiz.db") as store:
        review = Review(
            card="a/one",
            rating=Rating.GOOD,
            moment=NOON,
            expects=None,
            suggested=Rating.GOOD,
            verdict="right",
            text=TYPED,
        )
        store.record(review, Options())
        store.note(EventKind.DISPUTE, {"seed": 1, "typed": TYPED}, NOON, options=Options(), card="a/one")
    return folder


def exported(path: Path) -> None:
    done = quiz("export", str(path))
    assert done.returncode == 0, done.stderr


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    """What it leads to is replaced, or made, with the rights it had."""
    there, link = tmp_path / "there.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(there.name)
    exported(link)
    assert link.is_symlink()
    assert len(there.read_text().splitlines()) == 3
    there.write_text("old")
    there.chmod(0o600)
    exported(link)
    assert link.is_symlink()
    assert len(there.read_text().splitlines()) == 3
    assert there.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "link.jsonl", "there.jsonl"]


def test_what_is_no_regular_file_is_written_into(tmp_path: Path) -> None:
    """A pipe with a name, itself or behind a link, is there afterwards; a folder is refused."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe.name)
    for name in (pipe, link):
        read: list[str] = []
        reader = threading.Thread(target=lambda into=read: into.append(pipe.read_text()))
        reader.start()
        exported(name)
        reader.join(timeout=30)
        assert [len(text.splitlines()) for text in read] == [3]
        assert pipe.is_fifo()
    refused = quiz("export", str(tmp_path))
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr


@pytest.mark.parametrize("coding", ["utf-8", "ascii"])
def test_half_a_surrogate_pair_is_told_by_its_number(tmp_path: Path, coding: str) -> None:
    """As CSV to the standard output and to a file, as JSON, as text; JSON gives back the very text."""
    table = quiz("export", "--csv", "reviews", PYTHONIOENCODING=coding)
    exported_to = tmp_path / "reviews.csv"
    assert (table.returncode, quiz("export", "--csv", "reviews", str(exported_to)).returncode) == (0, 0)
    written = next(csv.DictReader(exported_to.read_text("utf-8").splitlines()))
    assert written["text"] == r"b\udce9\udcff ü"
    if coding == "utf-8":
        assert table.stdout == exported_to.read_text("utf-8")
    disputes = quiz("disputes", "--json", PYTHONIOENCODING=coding)
    assert disputes.returncode == 0, disputes.stderr
    assert json.loads(disputes.stdout)[0]["typed"] == TYPED
    for arguments in (("disputes",), ("card", "a/one"), ("card", "a/one", "--json"), ("export",)):
        done = quiz(*arguments, PYTHONIOENCODING=coding)
        assert done.returncode == 0, done.stderr
        assert "udce9" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [("export",), ("stats",), ("stats", "--json"), ("disputes",), ("--help",)])
def test_a_full_device_is_told(arguments: tuple[str, ...]) -> None:
    """Exit 1 and a sentence, whether it shows while printing or at the end."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "quiz", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            timeout=90,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("quiz: the output cannot be written (No space left on device)\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("decks",), ("export",)])
def test_a_reader_that_has_seen_enough_is_no_failure(arguments: tuple[str, ...]) -> None:
    """`quiz decks | head`: exit 0, and not a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "quiz", *arguments],
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            timeout=90,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")


def shell(redirected: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `quiz ARGUMENTS` as the shell does with these redirections."""
    command = ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, "-m", "quiz", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=90, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_lead_nowhere(closed: str) -> None:
    """What is printed is lost, and what is done is done; nothing is printed into the file that is opened next."""
    for words, code in (("disputes --json", 0), ("stats", 0), ("flag 1 a/one", 0), ("review --plain --cram a/one", 3)):
        done = shell(closed, *words.split())
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert [json.loads(row)["kind"] for row in quiz("export").stdout.splitlines()].count("flag") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_where_no_error_can_be_told_the_exit_code_is_the_same() -> None:
    """Of a usage, of what is not there, of an operation that failed, and of an output that is full as well."""
    for redirected, arguments, code in (
        ("2>/dev/full", ("due", "--nonsense"), 2),
        ("2>/dev/full", ("stats", "--deck", "nowhere"), 3),
        ("2>/dev/full", ("fit",), 1),
        (">/dev/full 2>/dev/full", ("stats",), 1),
    ):
        assert shell(redirected, *arguments).returncode == code, arguments


def test_a_name_that_no_file_can_have_is_told() -> None:
    """By whichever command it is given to."""
    name = "x" * 5000
    for arguments in (("restore", name), ("export", name), ("trust", name)):
        done = quiz(*arguments)
        assert (done.returncode in (1, 3), "Traceback" in done.stderr) == (True, False), arguments
        assert "name too long" in done.stderr or "no such" in done.stderr, done.stderr[-200:]
