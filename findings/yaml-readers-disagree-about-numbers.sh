#!/usr/bin/env bash
# Packages: PyYAML 6.0.3, ruamel.yaml 0.19.1
# One would guess: what a schema checker accepts as a number in a YAML file is a number for the program that reads it.
# What happens: ruamel.yaml (by which check-jsonschema reads) follows YAML 1.2, PyYAML follows 1.1: 1e-3 is 0.001 in
#   one and a string in the other, 12:30 a string or 750, 017 is 17 or 15, on a string or True. No warning in either.
# Why it matters: decks hold learning rates and times: the check in the editor is green, and the quiz compares with a
#   string.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'PyYAML==6.0.3' 'ruamel.yaml==0.19.1'

"$work/venv/bin/python" - <<'PY'
import yaml
from ruamel.yaml import YAML

reader = YAML(typ="safe")
expected = {
    "1e-3": ("1e-3", 0.001),
    "12:30": (750, "12:30"),
    "017": (15, 17),
    "0o17": ("0o17", 15),
    "on": (True, "on"),
    "1.0e-3": (0.001, 0.001),
}
for text, values in expected.items():
    found = (yaml.safe_load(f"a: {text}")["a"], reader.load(f"a: {text}")["a"])
    print(f"{text:7} PyYAML {found[0]!r:8} ruamel.yaml {found[1]!r}")
    assert found == values and [type(v) for v in found] == [type(v) for v in values], found
PY
