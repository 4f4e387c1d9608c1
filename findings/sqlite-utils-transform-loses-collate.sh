#!/usr/bin/env bash
# Packages: sqlite-utils 4.2.1
# One would guess: transform(), which copies a table to rename one column, keeps how the other columns are declared:
#   4.2 keeps CHECK, and so COLLATE.
# What happens: COLLATE NOCASE is gone from a column that was not named, so a search that ignored case finds nothing,
#   while the UNIQUE of the same column keeps it and refuses the row that the search did not find.
# Why it matters: after a migration looking a deck up, else adding it, fails for a name that differs in case: not
#   found, and not to be added.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sqlite-utils==4.2.1'

"$work/venv/bin/python" - <<'PY'
import sqlite3

import sqlite_utils

db = sqlite_utils.Database(memory=True)
db.execute("create table deck (id integer primary key, name text collate nocase unique, size integer check (size >= 0))")
db["deck"].insert({"name": "Autograd", "size": 3})
found = "select count(*) as n from deck where name = 'AUTOGRAD'"


def duplicate():
    try:
        db["deck"].insert({"name": "autograd"})
    except sqlite3.IntegrityError:
        return "refused"
    return "accepted"


before = (next(db.query(found))["n"], duplicate())
db["deck"].transform(rename={"size": "cards"})
after = (next(db.query(found))["n"], duplicate())
print(db["deck"].schema)
print("before:", before, "after:", after)
assert "check" in db["deck"].schema.lower()
assert before == (1, "refused")
assert after == (0, "refused")
PY
