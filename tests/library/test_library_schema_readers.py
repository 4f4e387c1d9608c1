"""The schema for editors, read by the validators that people have: check-jsonschema, and ajv where Node.js has it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from deck_scene import GOOD, problems

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs" / "deck.schema.json"
DECKS = sorted((ROOT / "decks").glob("*.yaml"))
EXAMPLES = Path(__file__).parent / "data" / "examples.yaml"
AJV = Path(__file__).parent / "ajv" / "node_modules" / ".bin" / "ajv"


def check_jsonschema(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_strict_readers_take_it_for_a_schema() -> None:
    """Its patterns are those of ECMAScript under the flag `u`, which allows no needless escape."""
    done = check_jsonschema("--check-metaschema", SCHEMA)
    assert done.returncode == 0, done.stdout + done.stderr


def test_strict_readers_accept_every_shipped_deck() -> None:
    """And the examples, one card of every kind."""
    done = check_jsonschema("--schemafile", SCHEMA, EXAMPLES, *DECKS)
    assert done.returncode == 0, done.stdout + done.stderr


AGREED = [
    ("title: A demonstration", "title: ~", False),
    ("title: A demonstration", "title: null", False),
    ("title: A demonstration", "title: '~'", True),
    ("title: A demonstration", "title: true", True),
    ("title: A demonstration", "title: 7", True),
    ("tags: [demo]", "tags: [true]", True),
    ("tags: [demo]", "tags: [7]", True),
    ("tags: [demo]", "tags: [~]", False),
    ("tags: [demo]", "tags: ['a\"b']", False),
    ("- id: sum-to-n", "- id: true", True),
    ("- id: sum-to-n", "- id: null", False),
]


@pytest.mark.parametrize(("old", "new", "good"), AGREED, ids=[new for _, new, _ in AGREED])
def test_schema_and_loader_agree(tmp_path: Path, old: str, new: str, good: bool) -> None:
    """What YAML reads as a boolean, a number or nothing, where the loader reads a text."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    (tmp_path / "d.yaml").write_text(text)
    done = check_jsonschema("--schemafile", SCHEMA, tmp_path / "d.yaml")
    assert (done.returncode == 0, not problems(text)) == (good, good), done.stdout


@pytest.mark.skipif(not AJV.exists() or shutil.which("node") is None, reason="ajv is not installed beside this test")
def test_ajv_accepts_the_schema_and_the_decks(tmp_path: Path) -> None:
    """ajv in its strict mode, which refuses a schema with any keyword or pattern that it does not know."""
    import json

    import yaml

    files = []
    for path in [EXAMPLES, *DECKS]:
        file = tmp_path / f"{path.stem}.json"
        file.write_text(json.dumps(yaml.safe_load(path.read_text()), default=str))
        files += ["-d", str(file)]
    command = [str(AJV), "validate", "--spec=draft2020", "--strict=true", "--allow-union-types"]
    done = subprocess.run([*command, "-s", str(SCHEMA), *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
