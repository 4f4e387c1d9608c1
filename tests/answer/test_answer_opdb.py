"""What every op of torch gives comes back through torch's own print; what differs from it does not."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import opdb
import pytest
import torch

from quiz.answer.compare.compare import Match

ROOT = Path(__file__).resolve().parents[2]
# The tables are not part of torch's interface: what they hold is only known of this release.
RELEASE = "2.13.0"
NEEDS = [
    pytest.mark.skipif(
        torch.__version__.partition("+")[0] != RELEASE, reason=f"the tables of ops are those of torch {RELEASE}"
    ),
    pytest.mark.skipif(
        importlib.util.find_spec("expecttest") is None, reason="the tables of ops import expecttest, which is not here"
    ),
]


def parsed(*arguments: str) -> tuple[str, dict[str, int]]:
    """What `opdb.py` prints, and the numbers in it."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, str(Path(opdb.__file__)), *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    numbers = re.findall(r"^ *([\d,]+) (.+)$", done.stdout, re.MULTILINE)
    return done.stdout, {what: int(count.replace(",", "")) for count, what in numbers}


@pytest.mark.parametrize(
    ("arguments", "outputs", "changes"),
    [
        pytest.param((), 110, 600, marks=[*NEEDS, pytest.mark.timeout(400)], id="sample"),
        pytest.param(
            ("--all",), 50_000, 500_000, marks=[*NEEDS, pytest.mark.soak, pytest.mark.timeout(7200)], id="all"
        ),
    ],
)
def test_the_print_of_what_any_op_gives_is_right_for_it_alone(
    arguments: tuple[str, ...], outputs: int, changes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every print that shows the whole value is right, and wrong once a cell, dtype, shape or rank is another."""
    text, numbers = parsed(*arguments)
    with capsys.disabled():
        print("\n" + text)
    assert numbers["outputs"] >= outputs
    assert numbers["prints that are right"] >= 0.95 * numbers["outputs"]
    assert numbers["changes of cell"] >= changes
    for what in ("dtype", "shape", "rank"):
        assert numbers[f"changes of {what}"] >= outputs / 2


def test_a_comparison_that_errs_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it finds everything right, or everything wrong."""
    x = torch.tensor([[1.5, -2.0], [0.25, 3.0]])
    for status, failed in (("right", "a changed cell is right"), ("wrong", "its own print is not right")):
        tally = opdb.Tally()
        with monkeypatch.context() as patch:
            patch.setattr(opdb, "compare", lambda *_, status=status: Match(status))
            opdb.try_whole(tally, "op", x)
            opdb.try_changes(tally, "op", x, opdb.random.Random(0))
        assert any(failed in line for line in tally.wrong)
    sound = opdb.Tally()
    opdb.try_whole(sound, "op", x)
    opdb.try_changes(sound, "op", x, opdb.random.Random(0))
    assert sound.wrong == []
    assert sound.tried["changes of cell"] >= 8
