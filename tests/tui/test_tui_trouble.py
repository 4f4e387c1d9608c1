"""When the engine or the store fails: it is told calmly, nothing is lost, and it can be tried again."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tui_scene import Dead, Lent, Quiz, opened, two_cards

from quiz.collection.gather import deal
from quiz.collection.session_cards import SessionCards
from quiz.engine.client import STARTING, Engine
from quiz.errors import StoreError
from quiz.review import carry_out
from quiz.review.view import Stage
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind
from quiz.store.store import Store
from quiz.worker.wire import Hello


async def begun(quiz: Quiz) -> None:
    await quiz.sees("small")
    await quiz.press("enter")
    await quiz.asked("rows")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that waits a twentieth of a second for its turn to write."""
    monkeypatch.setattr(Store, "open", partial(Store.open, busy_s=0.05))


async def locked_elsewhere(quiz: Quiz) -> sqlite3.Connection:
    """Another process writes into the database, and does not come to an end."""
    other = sqlite3.connect(quiz.app.backend.places.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_an_engine_that_fails_in_the_review_may_be_tried_again(tmp_path: Path, engine: Engine) -> None:
    """The card stays; `r` asks for it anew; home then knows that torch is there."""
    async with opened(tmp_path, None) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.sees("torch cannot be loaded", "r tries again, esc leaves", "small · rows")
        await quiz.press("r")
        await quiz.sees("torch cannot be loaded")
        quiz.lend(Lent(engine))
        await quiz.press("r")
        await quiz.asked("rows")
        assert "torch cannot be loaded" not in quiz.text
        await quiz.press("escape")
        await quiz.sees("torch 2.", "Today")
        assert "torch cannot be" not in quiz.text


async def test_torch_that_takes_its_time_to_start_is_waited_for(tmp_path: Path, engine: Engine) -> None:
    """It is said what is waited for, the keys work meanwhile, and the question comes by itself."""
    began = asyncio.Event()

    class Slow(Lent):
        @property
        def waits_for(self) -> str:  # type: ignore[override]
            return "" if began.is_set() else STARTING

        async def start(self) -> Hello:
            await began.wait()
            return await super().start()

    async with opened(tmp_path, engine) as quiz:
        quiz.lend(Slow(engine))
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.sees("One moment: torch is starting", "small · rows", "esc Leave")
        await quiz.press("f1")
        await quiz.sees("Before you submit")
        await quiz.press("escape")
        began.set()
        await quiz.asked("rows")
        assert "torch is starting" not in quiz.text


async def test_a_review_without_an_engine_can_be_left(tmp_path: Path) -> None:
    """By q, since nothing can be typed."""
    async with opened(tmp_path, None) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.sees("esc leaves")
        await quiz.press("q")
        await quiz.sees("Today")


async def test_a_rating_that_cannot_be_saved_is_not_lost(tmp_path: Path, engine: Engine, impatient: None) -> None:
    """Another process holds the database: the verdict stays, the reason is told, the next try saves."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        other = await locked_elsewhere(quiz)
        await quiz.press("3")
        await quiz.sees("Not saved: the database is locked by", "– given up")
        assert quiz.view.stage is Stage.ANSWERED
        other.execute("ROLLBACK")
        other.close()
        await quiz.press("3")
        await quiz.asked("which-keep-the-dim")
        assert quiz.store.rows()["small/rows"].memory is not None


async def test_who_leaves_without_saving_is_named_first(tmp_path: Path, engine: Engine, impatient: None) -> None:
    """The verdict stays with the reason, once; a second time the way out is open, and the card will come again."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        other = await locked_elsewhere(quiz)
        await quiz.press("escape")
        await quiz.sees("Not saved: the database is locked by", "– given up")
        await quiz.press("escape")
        await quiz.sees("Today  5 new")
        other.close()
        assert quiz.store.rows() == {}


async def test_a_card_reviewed_elsewhere_meanwhile_is_shown_again(tmp_path: Path, engine: Engine) -> None:
    """The other event stands; this answer is refused, and said so."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        with quiz.store as other:
            other.act(EventKind.FLAG, "small/rows", {"flag": 2}, Moment(1_795_170_000_000, 60), options=Options())
        await quiz.press("3")
        await quiz.sees("was reviewed in another window")
        await quiz.asked()
        assert [event.kind for event in quiz.store.events("small/rows")] == ["flag"]


async def test_a_database_that_is_none_is_named_and_left_alone(tmp_path: Path, engine: Engine) -> None:
    """Home names the file and the mend; leaving says by the exit code that it failed."""
    (tmp_path / "quiz.db").write_text("this is a letter to my aunt, and no database at all; it is long enough. " * 20)
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("this file is not a database", "r tries again")
        (tmp_path / "quiz.db").unlink()
        await quiz.press("r")
        await quiz.sees("Today  5 new")
        (tmp_path / "quiz.db").unlink()
        await quiz.press("q")
        await quiz.until(lambda: not quiz.app.is_running)
    assert quiz.app.return_value == 0


async def test_leaving_with_a_store_that_failed_exits_with_its_code(tmp_path: Path, engine: Engine) -> None:
    """A script that opened the quiz learns that it did not work."""
    (tmp_path / "quiz.db").mkdir(parents=True)
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("the database is not a file")
        await quiz.press("q")
        await quiz.until(lambda: not quiz.app.is_running)
    assert quiz.app.return_value == 1


async def test_what_is_acknowledged_is_committed(tmp_path: Path, engine: Engine) -> None:
    """The session hears of a saved answer only once the store has it: the next card is never ahead of the disk."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        driver = quiz.app.study
        assert driver is not None
        seen: list[tuple[Stage, int]] = []
        changed = driver.changed

        def noting() -> None:
            with Store.open(quiz.app.backend.places.db) as other:
                seen.append((driver.view.stage, len(other.rows())))
            changed()

        driver.changed = noting
        await quiz.press("3")
        await quiz.asked("which-keep-the-dim")
        assert [rows for stage, rows in seen if stage is Stage.SAVING] == [0]
        assert {rows for stage, rows in seen if stage is not Stage.SAVING} == {1}


async def test_an_engine_lost_while_it_judges_gives_the_answer_another_chance(tmp_path: Path, engine: Engine) -> None:
    """What was typed is judged once torch is back."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        quiz.lend(Dead())
        await quiz.answers("[[1, 2, 3], [4, 5, 6]]")
        await quiz.sees("torch cannot be loaded")
        quiz.lend(Lent(engine))
        await quiz.press("r")
        await quiz.sees("✗ wrong")


async def test_cards_that_cannot_be_read_are_asked_for_again(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is away for a moment: it is told, and `r` begins the review."""
    fails = True

    def flaky(*given: Any) -> SessionCards:
        if fails:
            raise StoreError("the disk is away", fix="Plug it in.")
        return deal(*given)

    monkeypatch.setattr(carry_out, "session_cards", flaky)
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.sees("the disk is away. Plug it in.", "r tries again")
        await quiz.press("r")
        await quiz.sees("the disk is away")
        fails = False
        await quiz.press("r")
        await quiz.asked("rows")
        assert "the disk is away" not in quiz.text
