#!/usr/bin/env bash
# Packages: sqlite-utils 4.2.1
# One would guess: a key that a row does not have takes the column's default, in insert_all as in insert.
# What happens: insert_all writes NULL for a key that any other row of the batch has: NOT NULL DEFAULT raises
#   IntegrityError, and a plain default is silently not used. One insert after the other works.
# Why it matters: new cards from several decks are written in one batch; whether a default holds then depends on the
#   neighbours.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sqlite-utils==4.2.1'

"$work/venv/bin/python" - <<'PY'
import sqlite3

import sqlite_utils


def card_states(not_null, write):
    db = sqlite_utils.Database(memory=True)
    db["card"].create({"id": int, "state": str}, pk="id", not_null=not_null, defaults={"state": "new"})
    write(db["card"])
    return [row["state"] for row in db["card"].rows]


ROWS = [{"id": 1, "state": "review"}, {"id": 2}]


def batch(table):
    table.insert_all(ROWS)


def single(table):
    for row in ROWS:
        table.insert(row)


print("insert:", card_states((), single), "insert_all:", card_states((), batch))
assert card_states({"state"}, single) == ["review", "new"]
assert card_states((), single) == ["review", "new"]
assert card_states((), batch) == ["review", None]
try:
    card_states({"state"}, batch)
except sqlite3.IntegrityError as error:
    print("insert_all, not null:", error)
else:
    raise SystemExit("accepted now")
PY
