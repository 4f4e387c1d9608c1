#!/usr/bin/env bash
# Packages: tomlkit 0.15.2
# One would guess: a new key of a table is written after the last key of that table.
# What happens: it is written after the last line before the next heading, so it comes between that heading and the
#   comment that explains it.
# Why it matters: a settings file is edited by hand and by the program: after one change a comment explains the wrong
#   thing.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'tomlkit==0.15.2'

"$work/venv/bin/python" - <<'PY'
import tomlkit

document = tomlkit.parse("[review]\nlimit = 20\n\n# What a code answer may use.\n[worker]\nseconds = 10\n")
document["review"]["fuzz"] = True
lines = document.as_string().splitlines()
print(*lines, sep="\n")
comment = lines.index("# What a code answer may use.")
assert lines[comment + 1] == "fuzz = true"
assert lines.index("[worker]") == comment + 2
PY
