"""The half of `anki.py` that runs under the Python that has Anki: plays histories there, and says what came of them.

Reads one JSON document on stdin, `[{"rollover": hour, "answers": [[rating, gap in seconds], ...]}, ...]`; writes one
with a list for each history: [now in ms, offset in minutes, state] of each answer.
Anki has no clock to be set, so time passes the other way round: before each answer what it knows of the card is moved
into the past by the gap.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ["ANKI_TEST_MODE"] = "1"  # no fuzz

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer

RATINGS = {1: CardAnswer.AGAIN, 2: CardAnswer.HARD, 3: CardAnswer.GOOD, 4: CardAnswer.EASY}


def main() -> None:
    histories = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "oracle.anki2"))
        collection.set_config("fsrs", True)
        collection.set_config("loadBalancerEnabled", False)
        json.dump([played(collection, history) for history in histories], sys.stdout)
        collection.close()


def played(collection: Collection, history: dict[str, Any]) -> list[list[Any]]:
    preferences = collection.get_preferences()
    preferences.scheduling.rollover = history["rollover"]
    collection.set_preferences(preferences)
    note = collection.new_note(collection.models.by_name("Basic"))
    note["Front"] = "?"
    collection.add_note(note, 1)
    card_id = note.card_ids()[0]
    told = []
    for rating, gap_s in history["answers"]:
        _move_into_the_past(collection, card_id, gap_s)
        now = time.time()
        states = collection._backend.get_scheduling_states(card_id)
        card = collection.get_card(card_id)
        card.start_timer()
        answer = collection.sched.build_answer(card=card, states=states, rating=RATINGS[rating])
        collection.sched.answer_card(answer)
        offset = time.localtime(now).tm_gmtoff // 60
        told.append([int(now * 1000), offset, _state(collection, card_id) | _exact(answer.new_state)])
    return told


def _move_into_the_past(collection: Collection, card_id: int, gap_s: int) -> None:
    card = collection.get_card(card_id)
    if card.memory_state is None:
        return
    card.last_review_time -= gap_s
    if card.queue == 1:
        card.due -= gap_s
    elif card.queue == 2:
        # The study day of the last answer, counted as Anki counts: from the end of today backwards.
        ends = collection.sched.day_cutoff
        days = (ends - card.last_review_time) // 86_400
        card.due = collection.sched.today - days + card.ivl
    collection.update_card(card)


def _exact(state: Any) -> dict[str, float]:
    """Stability and difficulty before they are rounded to be stored."""
    for kind in ("review", "relearning", "learning"):
        if state.normal.WhichOneof("kind") == kind:
            part = getattr(state.normal, kind)
            memory = (part.learning if kind == "relearning" else part).memory_state
            return {"exact_stability": memory.stability, "exact_difficulty": memory.difficulty}
    raise AssertionError(state)


def _state(collection: Collection, card_id: int) -> dict[str, Any]:
    card = collection.get_card(card_id)
    assert card.memory_state is not None
    return {
        "type": card.type,
        "stability": card.memory_state.stability,
        "difficulty": card.memory_state.difficulty,
        "days": card.ivl if card.type == 2 else 0,
        "seconds": 0 if card.type == 2 else card.due - card.last_review_time,
        "lapses": card.lapses,
    }


main()
