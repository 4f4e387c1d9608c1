#!/usr/bin/env bash
# Packages: tomlkit 0.15.2
# One would guess: a new sub-table, put into a table that the file writes with dotted keys, changes nothing else.
# What happens: its [heading] is written right after the dotted keys, so each root key below them moves into the new
#   table in the text. The document object still shows it at the root: only reading the file again tells.
# Why it matters: one change of a setting from a program silently takes other settings away from the learner.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'tomlkit==0.15.2'

"$work/venv/bin/python" - <<'PY'
import tomllib

import tomlkit

document = tomlkit.parse("decks.gather.n = 3\nfuzz = true\n")
document["decks"]["create"] = {"n": 1}
text = document.as_string()
print(text)
again = tomllib.loads(text)
print("in memory:", document.unwrap())
print("read back:", again)
assert document.unwrap()["fuzz"] is True
assert "fuzz" not in again
assert again["decks"]["create"] == {"n": 1, "fuzz": True}
PY
