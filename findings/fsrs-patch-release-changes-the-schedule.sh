#!/usr/bin/env bash
# Packages: fsrs 6.3.2, fsrs 6.3.1
# One would guess: a patch release of a scheduler gives the same dates for the same log.
# What happens: 6.3.1 and 6.3.2 disagree after the first Hard on the same day (stability 1.3334 against 2.3065), and
#   two days later the next interval is 4 days in one and 7 in the other.
# Why it matters: a log that is folded again after an update moves all cards, so the release has to be pinned and
#   remembered beside the log.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

cat >"$work/fold.py" <<'PY'
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

scheduler, card = Scheduler(enable_fuzzing=False), Card(card_id=1)
now = datetime(2026, 1, 1, tzinfo=timezone.utc)
line = []
for rating, wait in ((3, 0), (2, 60), (3, 600), (2, 3600), (3, 2 * 86400)):
    now += timedelta(seconds=wait)
    card, _ = scheduler.review_card(card, Rating(rating), now)
    line.append(f"{card.stability:.4f}")
print(*line, (card.due - now).days, "days")
PY
new=$("$work/venv/bin/python" "$work/fold.py")
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.1'
old=$("$work/venv/bin/python" "$work/fold.py")
echo "6.3.1: $old"
echo "6.3.2: $new"
test "$old" = '2.3065 1.3334 1.3747 0.8223 4.4592 4 days'
test "$new" = '2.3065 2.3065 2.3065 2.3065 6.6973 7 days'
