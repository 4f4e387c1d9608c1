"""A line about torch that starts: when it takes a while, and only then."""

from __future__ import annotations

import queue
from dataclasses import dataclass

from quiz.plain.waiting import waiting


@dataclass
class Waits:
    waits_for: str


def test_what_takes_a_while_is_said_once() -> None:
    said: queue.Queue[str] = queue.Queue()
    with waiting(Waits("torch is starting"), said.put):
        assert said.get(timeout=20) == "One moment: torch is starting ..."
    assert said.empty()


def test_what_is_soon_over_is_not_worth_a_line() -> None:
    """Nor is an engine that only computes."""
    said: list[str] = []
    with waiting(Waits("torch is starting"), said.append):
        pass
    assert said == []
