"""A folder of decks as a team has it, and pytest with the plugin."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRANGE = "a b, 50%25: c=d"
"""A folder with all that a report may have to escape."""
SCENE = """\
format: 1
deck: scene
title: A deck of the tests
setup: |
  import torch
cards:
  - id: good
    ask: predict
    prompt: Value?
    tags: [sums]
    draw: {k: "rng.randint(2, 99)"}
    code: torch.tensor([1, 2]) + $k
    misconceptions:
      - {belief: nothing is added, code: "torch.tensor([1, 2])"}
    explain: It adds to each.
    source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
  - id: unsound
    ask: predict
    prompt: Value?
    code: torch.tensor([1]) / "a"
    ignore: {Q501: a scene, Q502: a scene}
  - id: terse
    ask: print
    prompt: What is printed?
    code: print(torch.tensor([1]).shape)
    ignore: {Q304: a scene, Q502: a scene}
  - id: later
    ask: predict
    torch: ">=2.12,<2.13"
    prompt: Value?
    code: torch.tensor([1])
    ignore: {Q304: a scene, Q501: a scene, Q502: a scene}
"""
BROKEN = """\
format: 1
deck: broken
title: A mistake
cards:
  - id: x
    ask: predict
    promt: Value?
    code: '1'
"""


@dataclass(frozen=True)
class Ended:
    code: int
    text: str

    def outcomes(self) -> dict[str, str]:
        """Each test with what came of it, as `-rA` lists them."""
        rows = re.findall(r"^(PASSED|FAILED|ERROR) (.*?)(?: - .*)?$", self.text, re.MULTILINE)
        return {name: outcome.lower() for outcome, name in rows}


def write_decks(root: Path) -> Path:
    """The folder with the decks: one with a mistake in the file; beside it YAML that is no deck, and a test."""
    folder = root / STRANGE
    folder.mkdir()
    (folder / "scene.yaml").write_text(SCENE)
    (folder / "broken.yaml").write_text(BROKEN)
    (root / "other.yaml").write_text("a: 1\n")
    (root / "test_own.py").write_text("def test_own():\n    pass\n")
    return folder


def inside(root: Path, *arguments: str) -> Ended:
    """`pytest ARGUMENTS` in this folder, within this process: a tenth of the time of one of its own."""
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(out):
        patch.chdir(root)
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        for name in [name for name in os.environ if name.startswith("PYTEST_XDIST") or name == "PYTEST_ADDOPTS"]:
            patch.delenv(name)
        code = pytest.main(["-p", "quiz.pytest_plugin", "--import-mode=importlib", *arguments])
    return Ended(int(code), out.getvalue())


def process(root: Path, *arguments: str, plugins: tuple[str, ...] = ("quiz.pytest_plugin",), **environ: str) -> Ended:
    """`pytest ARGUMENTS` in this folder, with these plugins and no others."""
    loaded = [part for plugin in plugins for part in ("-p", plugin)]
    variables = {**_variables(), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environ}
    return _ended(root, ["pytest", *loaded, *arguments], variables)


def check(root: Path, *arguments: str) -> Ended:
    """`quiz check ARGUMENTS` in this folder."""
    return _ended(root, ["quiz", "check", "--trust", *arguments], _variables())


def _ended(root: Path, command: Sequence[str], variables: Mapping[str, str]) -> Ended:
    whole = [sys.executable, "-m", *command]
    done = subprocess.run(whole, cwd=root, env=variables, capture_output=True, text=True, timeout=90, check=False)
    return Ended(done.returncode, done.stdout + done.stderr)


def _variables() -> dict[str, str]:
    """The environment with the checkout importable, and nothing of the pytest that runs this test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


def cases(path: Path) -> dict[str, ElementTree.Element]:
    """The cases of a JUnit report, by the names of the tests."""
    return {case.get("name", ""): case for case in ElementTree.parse(path).iter("testcase")}
