#!/usr/bin/env bash
# Packages: fsrs 6.3.2
# One would guess: making a Card is making a small object: microseconds.
# What happens: Card() without card_id takes its id from the clock in milliseconds and sleeps one, so that the next id
#   differs. With card_id it is over a hundred times as fast.
# Why it matters: a thousand new cards cost more than a second, and a card made only to ask for an interval blocks the
#   event loop of a TUI.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

"$work/venv/bin/python" - <<'PY'
import time

from fsrs import Card


def seconds(make, count=200):
    start = time.perf_counter()
    for number in range(count):
        make(number)
    return time.perf_counter() - start


without, given = seconds(lambda number: Card()), seconds(lambda number: Card(card_id=number))
print(f"200 cards without id: {without * 1000:.1f} ms, with id: {given * 1000:.1f} ms")
assert without >= 0.2
assert without > 10 * given
PY
