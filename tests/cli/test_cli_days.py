"""A learner's days through the process door: answers piped in, the queue moves, the next days bring the right cards."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from process import environment, quiz, quiz_json

from quiz.answer.verdict import Status
from quiz.app import grade
from quiz.ask import kinds
from quiz.ask.seeds import session_seeds
from quiz.engine.client import Engine
from quiz.library.decks import Library

MONDAY = "2026-11-16T09:00:00+09:00"
LATER = "2026-11-16T09:30:00+09:00"
WEDNESDAY = "2026-11-18T09:00:00+09:00"
SEED = 11


def answers(engine: Engine, count: int, status: Status = Status.RIGHT) -> list[str]:
    """Right (or known wrong) answers, as one types them, to the first questions of a fresh review of `create`.

    Siblings stay apart, so the order is found by skipping through, which records nothing.
    """
    order = re.findall(r"^== (create/\S+)", review(*[":skip"] * count, now=MONDAY), re.M)[:count]
    rows = []
    cards = {card.id: card for deck in Library().find(["create"]) for card in deck.cards}
    for card_id in order:
        card = cards[card_id]
        asked = grade.pose(engine, card, session_seeds(SEED)(card_id, 0))
        assert asked.question is not None
        proofs = kinds.kind(card.ask).proofs(asked.question)
        rows.append(next(str(proof.given) for proof in proofs if proof.status is status))
    return rows


def review(*lines: str, now: str) -> str:
    done = quiz(
        "review", "--plain", "create", "--seed", str(SEED), stdin="".join(f"{x}\n" for x in lines), QUIZ_NOW=now
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def due(now: str) -> dict[str, int]:
    row = quiz_json("due", "create", QUIZ_NOW=now)
    return {name: row[name] for name in ("new", "learning", "due")}


def test_ten_cards_and_the_days_after(engine: Engine) -> None:
    """Right, wrong, unreadable and given-up answers; what is due moves as Anki's users expect."""
    assert due(MONDAY) == {"new": 20, "learning": 0, "due": 0}
    right, wrong = answers(engine, 10), answers(engine, 10, Status.WRONG)
    lines = [
        *right[:4],
        "((((",  # unreadable: the same question stays
        right[4],
        ":give",
        wrong[6],
        ":hint",
        right[7],
        right[8],
        ":rate 4",  # the ninth was easy
        right[9],
        ":quit",
    ]
    shown = review(*lines, now=MONDAY)
    verdicts = re.findall(r"^(right|wrong|given up)\.$", shown, re.M)
    assert verdicts.count("right") == 8
    assert verdicts.count("wrong") + verdicts.count("given up") == 2
    assert len(re.findall(r"^rated ", shown, re.M)) == 10
    assert "rated Hard" in shown
    assert "Rated Easy." in shown
    # Ten were introduced: nine are in their steps, the one rated Easy has left them.
    assert due(MONDAY) == {"new": 10, "learning": 9, "due": 0}
    # Half an hour later the steps are asked first; answered right they graduate.
    again = review(":give", ":quit", now=LATER)
    assert "· learning ·" in again
    # Two days on there is a new day's share of new cards (siblings apart), and the steps left open are still there.
    assert 10 < due(WEDNESDAY)["new"] <= 20
    assert due(WEDNESDAY)["learning"] == 9
    asked = review(":skip", ":quit", now=WEDNESDAY)
    assert asked.count("== create/") >= 1


def test_graduated_cards_come_back_on_their_day(engine: Engine) -> None:
    """Rated Easy on Monday, a card is due some days later and not before."""
    right = answers(engine, 2)
    review(right[0], ":rate 4", right[1], ":rate 4", ":quit", now=MONDAY)
    ahead = quiz_json("due", "create", QUIZ_NOW=MONDAY)["ahead"]
    assert sum(ahead.values()) == 2
    day = min(ahead)
    assert day > "2026-11-16"
    assert due(f"{day}T03:00:00+09:00")["due"] == 0, "before the rollover it is still the day before"
    assert due(f"{day}T05:00:00+09:00")["due"] == ahead[day]


def test_the_same_seed_asks_the_same_and_none_asks_anew() -> None:
    """Without --seed the numbers differ from review to review."""
    same = [review(":quit", now=MONDAY) for _ in range(2)]
    assert same[0] == same[1]
    fresh = {quiz("review", "--plain", "gather", stdin=":quit\n").stdout for _ in range(3)}
    assert len(fresh) == 3


def test_undo_takes_back_answers_one_by_one_after_a_restart(engine: Engine) -> None:
    """`quiz undo` works in another process, as often as there is something of today."""
    right = answers(engine, 2)
    review(*right, ":quit", now=MONDAY)
    assert due(MONDAY)["learning"] == 2
    first = quiz_json("undo", QUIZ_NOW=MONDAY)["undone"]["card"]
    second = quiz_json("undo", QUIZ_NOW=MONDAY)["undone"]["card"]
    assert first != second
    assert quiz_json("undo", QUIZ_NOW=MONDAY) == {"undone": None}
    assert due(MONDAY) == {"new": 20, "learning": 0, "due": 0}


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_killed_review_keeps_every_answer_it_has_told(tmp_path: Path, after: int) -> None:
    """kill -9 right after the n-th `rated`: n answers are in the database, which is sound, and the next start works."""
    command = [sys.executable, "-m", "quiz", "review", "--plain", "create"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(QUIZ_NOW=MONDAY)
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(":give\n" * (after + 1))
    process.stdin.flush()
    rated = 0
    for line in process.stdout:
        rated += line.startswith("rated ")
        if rated == after:
            process.kill()
            break
    process.wait()
    process.stdin.close()
    process.stdout.close()
    with sqlite3.connect(tmp_path / "home" / "quiz.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM event WHERE kind = 'review'").fetchone()[0] >= after
    db.close()
    assert due(MONDAY)["learning"] >= after
    _no_zygote_of(process.pid)


def _no_zygote_of(pid: int) -> None:
    """The engine ends with the quiz, however that ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [p for p in Path("/proc").glob("[0-9]*/cmdline") if _is_worker_of(p, pid)]
        if not alive:
            return
        time.sleep(0.05)
    raise AssertionError(f"left behind: {alive}")


def _is_worker_of(cmdline: Path, pid: int) -> bool:
    try:
        if b"quiz_worker" not in cmdline.read_bytes():
            return False
        return f"\nPPid:\t{pid}\n" in (cmdline.parent / "status").read_text()
    except OSError:
        return False
