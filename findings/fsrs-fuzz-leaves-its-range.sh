#!/usr/bin/env bash
# Packages: fsrs 6.3.2
# One would guess: with maximum_interval far away, the fuzz of an interval of 8 days stays within the range the source
#   computes for it: round(8 - 1.775) to round(8 + 1.775), 6 to 10 days.
# What happens: a number up to (but not including) upper + 1 is drawn and then rounded, so one draw in ten is a day
#   above the range, 11, and the two ends come half as often as the others.
# Why it matters: a schedule that promises its bounds to the learner, or balances the load of the days, cannot rest on
#   this fuzz.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

"$work/venv/bin/python" - <<'PY'
import random
from collections import Counter
from datetime import datetime, timezone

from fsrs import Card, Rating, Scheduler

now = datetime(2026, 1, 1, tzinfo=timezone.utc)
plain, fuzzy = (Scheduler(enable_fuzzing=on, learning_steps=()) for on in (False, True))


def days(scheduler):
    card, _ = scheduler.review_card(Card(card_id=1), Rating.Easy, now)
    return (card.due - now).days


assert days(plain) == 8
random.seed(0)
seen = Counter(days(fuzzy) for _ in range(2000))
print(dict(sorted(seen.items())))
delta = 1 + 0.15 * (7 - 2.5) + 0.1 * (8 - 7)
assert (round(8 - delta), round(8 + delta)) == (6, 10)
assert min(seen) == 6
assert max(seen) == 11
assert 120 < seen[11] < 280
PY
