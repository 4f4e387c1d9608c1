#!/usr/bin/env bash
# Packages: fsrs 6.3.2
# One would guess: a review with a time before the card's last review is refused, or at least changes nothing but the
#   log.
# What happens: it is taken as a review on the same day: last_review goes back a month, and the new due date is before
#   the review that was there already.
# Why it matters: a clock that is set back, or a log merged from two machines in the wrong order, spoils a card
#   without an error.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

scheduler = Scheduler(enable_fuzzing=False)
card, now = Card(card_id=1), datetime(2026, 1, 1, tzinfo=timezone.utc)
for _ in range(3):
    card, _ = scheduler.review_card(card, Rating.Good, now)
    now = card.due
late = card.last_review - timedelta(days=30)
after, _ = scheduler.review_card(card, Rating.Good, late)
print("last review", card.last_review, "due", card.due)
print("after     ", after.last_review, "due", after.due)
assert after.last_review == late
assert after.due < card.last_review < card.due
assert after.stability == card.stability
PY
