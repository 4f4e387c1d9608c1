#!/usr/bin/env bash
# Packages: fsrs 6.3.2
# One would guess: a card learned in the evening and reviewed the next morning was reviewed on another day.
# What happens: days are blocks of 24 hours between two reviews: after 12 or 23.9 hours over midnight the stability
#   does not grow at all, after 24 hours it is three times as large.
# Why it matters: who studies an hour earlier than yesterday gets no credit for remembering; Anki counts study days,
#   so the same log gives other intervals there.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'fsrs==6.3.2'

"$work/venv/bin/python" - <<'PY'
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler

scheduler = Scheduler(enable_fuzzing=False, learning_steps=())
evening = datetime(2026, 1, 1, 20, tzinfo=timezone.utc)
stability = {}
for hours in (0, 12, 23.9, 24):
    card, _ = scheduler.review_card(Card(card_id=1), Rating.Good, evening)
    card, _ = scheduler.review_card(card, Rating.Good, evening + timedelta(hours=hours))
    stability[hours] = round(card.stability, 4)
    print(f"{hours} hours later: stability {card.stability:.4f}, next in {card.due - card.last_review}")
assert stability[12] == stability[23.9] == stability[0] == 2.3065
assert stability[24] == 7.3153
PY
