"""What an interpreter has said of its torch holds without starting it, until something has changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quiz.app.torch_health import HealthFile
from quiz.app.torch_hello import NAME, HelloFile
from quiz.engine.client import Engine
from quiz.engine.known_hello import HelloKeeper, known_hello
from quiz.engine.strategy import strategy
from quiz.worker.wire import PROTOCOL, Hello

DECK = """\
format: 1
deck: one
title: One
setup: |
  import torch
cards:
  - id: sum
    ask: predict
    prompt: Value?
    code: torch.tensor([1, 2]) + 1
    misconceptions:
      - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    explain: It adds to each.
    source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
"""


class Kept:
    """A cache in which the hello of a made-up installation is kept; its files are real."""

    def __init__(self, root: Path) -> None:
        self.cache = root / "cache"
        self.python = root / "python"
        self.python.write_bytes(b"\x7fELF")
        self.metadata = root / "site-packages" / "torch-2.13.0.dist-info" / "METADATA"
        self.metadata.parent.mkdir(parents=True)
        self.metadata.write_text("Version: 2.13.0\n")
        self.elsewhere = root / "first-on-the-path" / "torch"
        for path in (self.python, self.metadata, self.metadata.parents[1]):
            os.utime(path, (1e9, 1e9))  # long ago: a change of this moment is another time on any file system
        self.keep()
        HealthFile(self.cache).write("the stamp", [])

    def keep(self, **changes: Any) -> None:
        files = [str(path) for path in (self.python, self.metadata.parents[1], self.metadata, self.elsewhere)]
        hello = Hello(
            protocol=PROTOCOL,
            pid=7,
            python="3.11.7",
            torch="2.13.0",
            build="CUDA 12.6",
            devices=["cpu", "cuda:0"],
            layers=["landlock"],
            stamp="the stamp",
            files=files,
        )
        keeper = HelloKeeper(HelloFile(self.cache), str(self.python), strategy())
        keeper.keep({**hello, **changes})  # type: ignore[typeddict-item]

    def known(self, python: str = "", device: str = "auto") -> Hello | None:
        return known_hello(HelloFile(self.cache), HealthFile(self.cache), python or str(self.python), device)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_what_was_said_is_known_as_an_engine_would_say_it(kept: Kept) -> None:
    """The preferred device first; a device that is not there is for the engine to complain of."""
    hello = kept.known()
    assert hello is not None
    assert (hello["torch"], hello["build"], hello["layers"]) == ("2.13.0", "CUDA 12.6", ["landlock"])
    assert (hello["devices"], hello["unsound"]) == (["cuda:0", "cpu"], [])
    on_cpu = kept.known(device="cpu")
    assert on_cpu is not None
    assert on_cpu["devices"] == ["cpu"]
    assert kept.known(device="mps") is None


def test_a_real_engine_is_known_by_what_it_said(engine: Engine, tmp_path: Path) -> None:
    """Every file that the worker names is one that the quiz can look at."""
    hello = engine.start()
    HelloKeeper(HelloFile(tmp_path), "", engine.strategy).keep(hello)
    HealthFile(tmp_path).write(hello["stamp"], [])
    known = known_hello(HelloFile(tmp_path), HealthFile(tmp_path), "", "auto")
    assert known is not None
    assert {**hello, **known, "unsound": []} == {**hello, "pid": 0, "unsound": []}


def upgraded(kept: Kept) -> None:
    kept.metadata.write_text("Version: 2.14.0\n")


def moved(kept: Kept) -> None:
    kept.metadata.parent.rename(kept.metadata.parent.with_name("torch-2.14.0.dist-info"))


def installed_before_it(kept: Kept) -> None:
    kept.elsewhere.mkdir(parents=True)


def another_package(kept: Kept) -> None:
    (kept.metadata.parents[1] / "hooks.pth").write_text("import hooks\n")


def another_interpreter(kept: Kept) -> None:
    kept.python.write_bytes(b"\x7fELF of a later release")


@pytest.mark.parametrize("change", [upgraded, moved, installed_before_it, another_package, another_interpreter])
def test_a_changed_installation_is_not_known(kept: Kept, change: Callable[[Kept], None]) -> None:
    change(kept)
    assert kept.known() is None


@pytest.mark.parametrize("name", ["LD_LIBRARY_PATH", "VIRTUAL_ENV", "PATH", "QUIZ_START"])
def test_another_environment_of_the_worker_is_not_known(kept: Kept, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker never sees does not count."""
    monkeypatch.setenv("EDITOR", "ed")
    assert kept.known() is not None
    monkeypatch.setenv(name, "spawn")
    assert kept.known() is None


def test_another_path_is_another_interpreter(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(kept.python)
    assert kept.known(str(tmp_path / "alias")) is None
    assert kept.known(str(tmp_path / "none")) is None


def test_a_torch_that_was_never_examined_is_not_known(kept: Kept) -> None:
    """It may compute wrongly, and the cards that use it would have to be skipped."""
    kept.keep(stamp="another stamp")
    assert kept.known() is None


def test_what_changes_while_torch_is_loaded_is_not_kept(kept: Kept) -> None:
    """Nobody knows which of the two it was that said hello."""
    keeper = HelloKeeper(HelloFile(kept.cache), str(kept.python), strategy())
    later = time.time_ns() + 10**10
    os.utime(kept.metadata, ns=(later, later))
    keeper.keep({"files": [str(kept.metadata)]})  # type: ignore[typeddict-item]
    assert kept.known() is None


def test_a_script_is_known_if_it_names_what_it_starts(kept: Kept) -> None:
    """What a script of pyenv starts may change without any file that is looked at."""
    kept.python.write_text("#!/bin/sh\nexec some-python\n")
    kept.keep(files=["/opt/python/bin/python3"])
    assert kept.known() is None
    kept.python.write_text('#!/bin/sh\nexec "/opt/python/bin/python3" "$@"\n')
    kept.keep(files=["/opt/python/bin/python3"])
    assert kept.known() is not None


@pytest.mark.parametrize("text", ["", "[", "[]", "null", '{"KEY": 1}', '{"KEY": {"hello": {}, "files": {"/": []}}}'])
def test_a_damaged_cache_is_nothing_known(kept: Kept, text: str) -> None:
    (kept.cache / NAME).write_text(text.replace("KEY", key(kept)))
    assert kept.known() is None


@pytest.mark.parametrize(
    ("old", "new"),
    [('"2.13.0"', "2"), ('["landlock"]', '"landlock"'), ('["cpu", "cuda:0"]', "[]"), (f'"protocol": {PROTOCOL}', "1")],
)
def test_a_row_in_another_form_is_nothing_known(kept: Kept, old: str, new: str) -> None:
    path = kept.cache / NAME
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new if ":" not in old else f'"protocol": {new}'))
    assert kept.known() is None


def test_a_cache_that_cannot_be_written_is_nothing_known(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be")
    (tmp_path / "installation").mkdir()
    kept = Kept(tmp_path / "installation")
    kept.cache = tmp_path / "cache"
    kept.keep()
    assert kept.known() is None


def key(kept: Kept) -> str:
    """The one key of the cache."""
    (only,) = json.loads((kept.cache / NAME).read_text())
    assert isinstance(only, str)
    return only


def counting(folder: Path, name: str) -> tuple[Path, Path]:
    """An interpreter that counts its starts, and the file with a line for each."""
    starts, python = folder / f"{name}.starts", folder / name
    starts.touch()
    python.write_text(f'#!/bin/sh\necho started >> "{starts}"\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return python, starts


def test_a_check_of_what_is_proven_starts_no_torch(tmp_path: Path) -> None:
    """As processes: two interpreters, then a damaged cache, after which torch is started to ask, and nothing is run."""
    deck = tmp_path / "one.yaml"
    deck.write_text(DECK)
    one, starts = counting(tmp_path, "one")
    two, others = counting(tmp_path, "two")

    def check(*pythons: Path) -> tuple[str, int, int]:
        """What it said, and how often each interpreter was started."""
        before = len(starts.read_text().split()), len(others.read_text().split())
        options = [option for python in pythons for option in ("--python", str(python))]
        command = [sys.executable, "-m", "quiz", "check", "--trust", str(deck), *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        after = len(starts.read_text().split()), len(others.read_text().split())
        return done.stdout, after[0] - before[0], after[1] - before[1]

    said, *began = check(one)
    assert (began, "1 card, 1 question proven on torch" in said) == ([2, 0], True)  # it and its twin
    again, *began = check(one)
    assert (began, "1 card of these proven in an earlier run" in again) == ([0, 0], True)
    assert check(one, two)[1:] == (0, 1)  # the same torch: only what it is has to be asked
    assert check(one, two)[1:] == (0, 0)
    (Path(os.environ["QUIZ_HOME"]) / "cache" / NAME).write_text("{")
    assert check(one)[1:] == (1, 0)
