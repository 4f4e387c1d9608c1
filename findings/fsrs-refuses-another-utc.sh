#!/usr/bin/env bash
# Packages: fsrs 6.3.2, tzdata 2026.6
# One would guess: a time in UTC is a time in UTC, whichever class says so.
# What happens: the check compares the tzinfo object: timezone.utc and timezone(timedelta(0)) are taken,
#   ZoneInfo('UTC') raises ValueError with the advice to use UTC.
# Why it matters: a tool that knows the learner's time zone has ZoneInfo objects everywhere, and 'UTC' is the zone of
#   most servers and containers.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2' 'tzdata==2026.6'

"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

scheduler = Scheduler(enable_fuzzing=False)
now = datetime(2026, 1, 1, tzinfo=timezone.utc)
assert now == now.astimezone(ZoneInfo("UTC"))
assert now.astimezone(ZoneInfo("UTC")).utcoffset() == timedelta(0)
for zone in (timezone.utc, timezone(timedelta(0))):
    scheduler.review_card(Card(card_id=1), Rating.Good, now.astimezone(zone))
try:
    scheduler.review_card(Card(card_id=1), Rating.Good, now.astimezone(ZoneInfo("UTC")))
except ValueError as error:
    print("ZoneInfo('UTC'):", error)
else:
    raise SystemExit("accepted now")
PY
