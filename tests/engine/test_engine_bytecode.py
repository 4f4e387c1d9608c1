"""The worker writes the bytecode of what it loads, once, where it can; card code writes none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from quiz.answer.value import Scalar
from quiz.engine.client import Engine
from quiz.engine.job import Job


def python_with_cache(folder: Path, cache: Path) -> str:
    """An interpreter that looks for bytecode below `cache` and writes it there; its path."""
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPYCACHEPREFIX="{cache}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return str(python)


def test_a_torch_without_bytecode_has_it_after_the_first_start(tmp_path: Path) -> None:
    """As a wheel that was installed without compiling it; so has the worker itself. A child is told to write none."""
    cache = tmp_path / "bytecode"
    with Engine(python_with_cache(tmp_path, cache)) as engine:
        assert engine.start()["compiled"] is True
        written = {path.parent.name + "/" + path.name.partition(".")[0] for path in cache.rglob("*.pyc")}
        assert {"torch/__init__", "process/zygote", "run/program"} <= written
        reply = engine.run(Job.running("import sys\nsys.dont_write_bytecode"), 20)
        assert reply.result is not None
        assert reply.result.outcomes[0].value == Scalar(True)


def test_doctor_says_where_none_can_be_written(tmp_path: Path) -> None:
    """It is no fault: torch only takes longer to load."""
    (tmp_path / "file").touch()
    python = python_with_cache(tmp_path, tmp_path / "file" / "bytecode")
    command = [sys.executable, "-m", "quiz", "doctor", "--json", "--python", python]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["torch"]["compiled"] is False
    (note,) = report["notes"]
    assert note.startswith(f"{python}: the bytecode of torch cannot be written")
