#!/usr/bin/env bash
# Packages: sqlite-utils 4.2.1
# One would guess: with db.conn: around two inserts is sqlite3's transaction: when the second fails, the first is
#   taken back.
# What happens: each insert (and each db.execute) commits before it returns, unless a transaction was opened with
#   BEGIN, so there is nothing to roll back; db.atomic() opens one.
# Why it matters: an answer writes the review and the card. With the idiom everyone knows from sqlite3 a failure
#   leaves one without the other.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'sqlite-utils==4.2.1'

"$work/venv/bin/python" - <<'PY'
import sqlite_utils


def rows_left(enter, insert):
    db = sqlite_utils.Database(memory=True)
    db["review"].create({"id": int})
    try:
        with enter(db):
            insert(db)
            raise RuntimeError
    except RuntimeError:
        pass
    return db["review"].count


def table(db):
    db["review"].insert({"id": 1})


def execute(db):
    db.execute("insert into review values (1)")


def standard(db):
    db.conn.execute("insert into review values (1)")


conn = [rows_left(lambda db: db.conn, insert) for insert in (table, execute, standard)]
atomic = [rows_left(lambda db: db.atomic(), insert) for insert in (table, execute, standard)]
print("rows left by insert, db.execute, conn.execute")
print("with db.conn:    ", conn)
print("with db.atomic():", atomic)
assert conn == [1, 1, 0]
assert atomic == [0, 0, 0]
PY
