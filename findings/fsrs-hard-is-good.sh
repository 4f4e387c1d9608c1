#!/usr/bin/env bash
# Packages: fsrs 6.3.2
# One would guess: a review answered Good comes back later than one answered Hard, at least by a day.
# What happens: Hard and Good can give the same number of days: nothing keeps the three intervals apart after they are
#   rounded.
# Why it matters: each answer button shows its interval. Two buttons with the same one tell the learner that the
#   choice does not matter.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timezone

from fsrs import Card, Rating, Scheduler

scheduler = Scheduler(enable_fuzzing=False)
same = []
for history in ([Rating.Again, Rating.Again, Rating.Easy], [Rating.Again, Rating.Hard, Rating.Easy]):
    card, now = Card(card_id=1), datetime(2026, 1, 1, tzinfo=timezone.utc)
    for rating in history:
        card, _ = scheduler.review_card(card, rating, now)
        now = card.due
    days = {r.name: (scheduler.review_card(card, r, now)[0].due - now).days for r in list(Rating)[1:]}
    print([r.name for r in history], "then", days)
    same.append((days["Hard"], days["Good"], days["Easy"]))
assert same == [(1, 1, 2), (2, 2, 4)], same
PY
