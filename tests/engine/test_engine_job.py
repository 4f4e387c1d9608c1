"""A job is built in one place and changed nowhere; what the worker is sent is made of it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from quiz.engine.job import ATTEMPTS, Job, Task, TrialPlan

CARD = Job.drawing([Task("truth", "$a")], setup="import torch", seed=7, draw=(("a", "1"),), require="a")


def test_a_job_cannot_be_changed() -> None:
    for name in ("seed", "device", "draw"):
        with pytest.raises(FrozenInstanceError):
            setattr(CARD, name, None)
    assert CARD.on("cuda:0").device == "cuda:0" != CARD.device


def test_what_is_drawn_is_drawn_again_and_what_is_not_is_not() -> None:
    fixed = Job.drawing([Task("truth", "1")], setup="", seed=7, draw=())
    assert (CARD.first, CARD.attempts, fixed.attempts) == (0, ATTEMPTS, 1)
    assert (Job.at(5, [], setup="", seed=7, device="cpu").first, Job.running("1").attempts) == (5, 1)


def test_the_same_draw_under_another_chance() -> None:
    again = CARD.redrawn((("a", "41"),), 3, seed=8)
    assert (again.seed, again.draw, again.require, again.first, again.attempts) == (8, (("a", "41"),), "", 3, 4)
    assert (again.tasks, again.setup) == (CARD.tasks, CARD.setup)


def test_the_message_of_a_job() -> None:
    """Trials only where there are some, a trace only where it is asked for."""
    wire = CARD.wire()
    assert wire["draw"] == [["a", "1"]]
    assert wire["tasks"] == [{"name": "truth", "code": "$a"}]
    assert "rounds" not in wire
    trials = TrialPlan(cases=((("a", "2"),),), repeat=3, check="x")
    tried = replace(CARD, tasks=(Task("t", "1", trace=True),)).trying(trials, 4).wire()
    assert tried["tasks"] == [{"name": "t", "code": "1", "trace": True}]
    assert (tried["first"], tried["attempts"], tried["rounds"]["cases"]) == (4, 5, [[["a", "2"]]])
    assert trials.draws == 5
