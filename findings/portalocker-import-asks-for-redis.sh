#!/usr/bin/env bash
# Packages: portalocker 4.4.2
# One would guess: importing a wrapper of fcntl and msvcrt loads little more than these.
# What happens: the import of the plain file lock looks for the package redis, and brings in logging, json, uuid and
#   platform: more than a hundred modules that the interpreter had not loaded.
# Why it matters: a command-line tool takes its lock on each start, so this is paid before the first question is on
#   the screen.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'portalocker==4.4.2'

"$work/venv/bin/python" - <<'PY'
import sys

before = set(sys.modules)
asked = []


class Listener:
    """Notes each module that is looked for, and finds none."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        asked.append(name)


sys.meta_path.insert(0, Listener)
import portalocker  # noqa: E402, F401

new = set(sys.modules) - before
print(len(new), "modules loaded; redis looked for:", "redis" in asked)
assert "redis" in asked
assert "redis" not in sys.modules
assert {"logging", "json", "uuid", "platform"} <= new
assert len(new) > 100, len(new)
PY
