"""The action for GitHub and the template for GitLab: their form by published schemas, their scripts by running them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION, TEMPLATE = ROOT / "action.yml", ROOT / "ci" / "quiz.gitlab-ci.yml"
STUB = """\
#!/bin/bash
echo "$(basename "$0") $*" >> "$LOG"
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"
  for name in python quiz; do cp "$0" "$3/bin/$name"; done
fi
[ "$(basename "$0")" != quiz ] || exit "${ENDS:-0}"
"""
"""Stands for python3, for the interpreters that it makes, and for the quiz."""


@pytest.mark.parametrize(
    ("schema", "path"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", TEMPLATE)], ids=["github", "gitlab"]
)
def test_a_template_has_the_form_that_is_published(schema: str, path: Path) -> None:
    """By the schemas that check-jsonschema brings."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_action_uses_every_input_that_it_has() -> None:
    """And no other."""
    action = yaml.safe_load(ACTION.read_text())
    used = set(re.findall(r"inputs\.(\w+)", ACTION.read_text()))
    assert used == action["inputs"].keys()
    assert all(one["description"] for one in action["inputs"].values())


def run(folder: Path, script: str, **environ: str) -> tuple[int, list[str]]:
    """The exit code of a script, and what it called."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "python3").write_text(STUB)
    (tools / "python3").chmod(0o755)
    log = folder / "log"
    log.unlink(missing_ok=True)
    variables = {"PATH": f"{tools}:{os.environ['PATH']}", "LOG": str(log), **environ}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    return done.returncode, [line.replace(f"{folder}/", "") for line in log.read_text().splitlines()]


def test_the_action_installs_each_torch_and_proves_on_all(tmp_path: Path) -> None:
    """One environment a release; paths and options may have blanks."""
    steps: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    script = "\n".join(f"( {step['run']} )" for step in steps if "run" in step)
    given = {"TORCH": "2.6.0 2.13.0", "DECKS": "decks/\nmy decks/a.yaml\n", "ARGS": "--strict\n", "DRAWS": "4"}
    more = {"INDEX": "https://index", "SOURCE": "/quiz", "RUNNER_TEMP": str(tmp_path)}
    code, log = run(tmp_path, script, **given, **more, SHARD="1/2", ENDS="1")
    assert code == 1
    installed = [line for line in log if "pip install" in line]
    assert "python -m pip install -q torch==2.6.0 --index-url https://index" in installed
    assert installed[-1] == "python -m pip install -q /quiz"
    pythons = "--python torch-2.6.0/bin/python --python torch-2.13.0/bin/python"
    assert log[-1] == f"quiz check --format github --draws 4 --shard 1/2 {pythons} --strict decks/ my decks/a.yaml"
    code, log = run(tmp_path, script, **{**given, "TORCH": "", "ARGS": "", "DECKS": "decks/"}, **more, SHARD="")
    assert (code, log[-1]) == (0, "quiz check --format github --draws 4 --python torch-newest/bin/python decks/")


@pytest.mark.parametrize("ends", [0, 1])
def test_the_template_reports_and_fails_when_the_check_does(ends: int, tmp_path: Path) -> None:
    """For people first, then the report."""
    job = yaml.safe_load(TEMPLATE.read_text())[".quiz"]
    variables = {**job["variables"], "FOLDER": str(tmp_path), "TORCH": "2.13.0", "SHARD": "2/3", "ENDS": str(ends)}
    code, log = run(tmp_path, "\n".join(job["script"]), **variables)
    assert code == ends
    said, report = log[-2:]
    assert said == "quiz check --draws 8 --python torch-2.13.0/bin/python --shard 2/3 decks/"
    assert report == said.replace(" decks/", " --format gitlab decks/")
    assert (tmp_path / job["artifacts"]["reports"]["codequality"]).exists()


def test_every_input_and_variable_is_in_the_documentation() -> None:
    """A name in backquotes."""
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    names = [*yaml.safe_load(ACTION.read_text())["inputs"], *yaml.safe_load(TEMPLATE.read_text())[".quiz"]["variables"]]
    hidden = {"FOLDER", "XDG_CACHE_HOME", "PIP_CACHE_DIR"}
    assert [name for name in names if name not in hidden and f"`{name}`" not in page] == []
