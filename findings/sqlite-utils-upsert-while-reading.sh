#!/usr/bin/env bash
# Packages: sqlite-utils 4.2.1
# One would guess: changing rows of a table while reading it works, as it does with update.
# What happens: the first upsert raises OperationalError: database table is locked, though there is one connection and
#   one thread. Reading all rows first, or plain UPDATE, works.
# Why it matters: folding the log again goes through cards and writes each; the error sounds like a second process,
#   and there is none.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sqlite-utils==4.2.1'

"$work/venv/bin/python" - <<'PY'
import sqlite3

import sqlite_utils


def changed(change, rows=lambda found: found):
    db = sqlite_utils.Database(memory=True)
    db["card"].insert_all([{"id": i, "n": 0} for i in range(5)], pk="id")
    for row in rows(db.query("select id from card")):
        change(db["card"], row["id"])
    return next(db.query("select sum(n) as n from card"))["n"]


def update(table, key):
    table.update(key, {"n": 1})


def upsert(table, key):
    table.upsert({"id": key, "n": 1}, pk="id")


assert changed(update) == 5
assert changed(upsert, list) == 5
try:
    changed(upsert)
except sqlite3.OperationalError as error:
    print("update: works; upsert of a list: works; upsert while reading:", error)
    assert "locked" in str(error)
else:
    raise SystemExit("upsert works now")
PY
