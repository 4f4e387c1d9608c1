"""`quiz fit` from outside; the optimiser itself where it is installed."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest
from past import FORGETFUL, TODAY, learner, store_of
from process import ROOT, quiz, quiz_json
from scene import GATHER, deck_text

from quiz.collection.snapshot import rules_of
from quiz.schedule.day import day_text
from quiz.settings.settings import Settings
from quiz.store.log.events import EventKind
from quiz.store.store import Store

NOW = f"{day_text(TODAY)}T20:00:00+00:00"
INSTALLED = importlib.util.find_spec("fsrs_rs_python") is not None
needs_it = pytest.mark.skipif(not INSTALLED, reason="the extra `fit` is not installed")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A year of a learner who forgets far more quickly than the published weights say."""
    folder = tmp_path / "home"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "scene.yaml").write_text(deck_text(GATHER))
    store_of(folder / "quiz.db", learner(300, 365, memory=FORGETFUL)).close()
    return folder / "quiz.db"


def weights(db: Path) -> tuple[float, ...] | None:
    """Those that the next answer will stand under."""
    with Store.open(db) as store:
        return rules_of(Settings(), store).options.weights


def test_few_reviews_are_refused_honestly(tmp_path: Path) -> None:
    """Exit 1, with how many there are, how many it takes, and why."""
    (tmp_path / "home").mkdir()
    store_of(tmp_path / "home" / "quiz.db", learner(10, 60)).close()
    done = quiz("fit")
    assert done.returncode == 1
    assert "1,500 reviews" in done.stderr
    assert "worse as often as better" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--workload",)])
def test_without_the_optimiser_it_says_how_to_install_it(db: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Exit 1, and the line to type."""
    (tmp_path / "fsrs_rs_python.py").write_text("raise ModuleNotFoundError('it is not installed')")
    done = quiz("fit", *arguments, QUIZ_NOW=NOW, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert done.returncode == 1
    assert "pip install '.[fit]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fit_is_taken_back(db: Path) -> None:
    """By `fit --undo` one after the other, to the published weights; by `undo` when it was today."""
    with Store.open(db) as store:
        rules = rules_of(Settings(), store)
        moment = store.forward(store.standing(EventKind.REVIEW)[-1].moment)
        for _ in range(2):
            body = {"weights": list(FORGETFUL), "reviews": 2000, "log_loss": [0.4, 0.3]}
            store.note(EventKind.WEIGHTS, body, moment, options=rules.options)
    assert weights(db) == FORGETFUL
    assert "the fit before it is in use" in quiz("fit", "--undo", QUIZ_NOW=NOW).stdout
    assert weights(db) == FORGETFUL
    assert "weights" in quiz("undo", QUIZ_NOW=NOW).stdout
    assert weights(db) is None
    assert "no fit to undo" in quiz("fit", "--undo", QUIZ_NOW=NOW).stdout


@needs_it
def test_an_accepted_fit_counts_from_the_next_answer(db: Path) -> None:
    """Before and after are shown, the weights are saved, and no due date moves."""
    with Store.open(db) as store:
        rows = store.rows()
    found = quiz_json("fit", QUIZ_NOW=NOW)
    assert found["accepted"] is True
    assert found["after"]["log_loss"] < found["before"]["log_loss"]
    assert weights(db) == tuple(found["weights"])
    with Store.open(db) as store:
        assert store.rows() == rows
    again = quiz("fit", QUIZ_NOW=NOW)
    assert again.returncode == 0
    assert "log loss" in again.stdout


@needs_it
def test_the_workload_is_a_table_without_advice(db: Path) -> None:
    """From 80% to 97%; the present retention is marked."""
    rows = quiz_json("fit", "--workload", QUIZ_NOW=NOW)["rows"]
    assert [row["retention"] for row in rows][:: len(rows) - 1] == [0.8, 0.97]
    assert "90% (yours)" in quiz("fit", "--workload", QUIZ_NOW=NOW).stdout


def test_what_excludes_each_other_is_told() -> None:
    """Exit 2."""
    assert quiz("fit", "--undo", "--workload").returncode == 2
