"""Every shipped code card against programs that nobody wrote by hand: minutes of work, run with `-m soak`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("deck", sorted(path.name for path in (ROOT / "decks").glob("*.yaml")))
def test_a_deck_refuses_all_mutants_and_takes_all_rewrites(deck: str) -> None:
    command = [sys.executable, "-m", "quiz", "check", "--strict", "--no-cache"]
    command += ["--mutants", "--rewrites", f"decks/{deck}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    found = re.search(r"([\d,]+) of ([\d,]+) mutants? judged wrong, ([\d,]+) equivalent", done.stdout)
    assert found is not None
    killed, made, equivalent = (int(number.replace(",", "")) for number in found.groups())
    assert killed + equivalent == made
