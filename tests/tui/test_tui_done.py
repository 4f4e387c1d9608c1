"""The end of a session: what was done, what comes next, what was put aside; and undo goes on working."""

from __future__ import annotations

from pathlib import Path

from tui_scene import Quiz, opened, two_cards

from quiz.answer.verdict import Status
from quiz.engine.client import Engine
from quiz.tui.screens.home import HomeScreen


async def finished(quiz: Quiz) -> None:
    """Both cards answered: the first right after a hint, the second given up; both rated Easy."""
    await quiz.sees("small")
    await quiz.press("enter")
    await quiz.asked("rows")
    await quiz.press("f2")
    await quiz.answers(quiz.answer_of(Status.RIGHT))
    await quiz.answered()
    await quiz.press("4")
    await quiz.asked("which-keep-the-dim")
    await quiz.press("f3")
    await quiz.answered()
    await quiz.press("4")
    await quiz.sees("All done for now.")


async def test_the_end_sums_up_and_says_what_comes_next(tmp_path: Path, engine: Engine) -> None:
    """Reviewed, right, hints, time; the next cards and when."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await finished(quiz)
        await quiz.sees("2 reviewed · 1 right · 1 hint · ", "next: 1 card in ", "enter Home", "u Undo")


async def test_a_named_card_that_waits_for_its_sibling_is_told(tmp_path: Path, engine: Engine) -> None:
    """It was asked for, and is not asked today."""
    shipped = two_cards(tmp_path)
    path = shipped / "small.yaml"
    path.write_text(path.read_text().replace("- id: rows\n", "- id: rows\n    siblings: [which-keep-the-dim]\n"))
    named = ("small/rows", "small/which-keep-the-dim")
    async with opened(tmp_path, engine, *named, shipped=shipped, review=True) as quiz:
        await quiz.gives_up()
        await quiz.sees("1 reviewed", "1 new card waits until tomorrow: a sibling of it was asked today.")


async def test_undo_works_after_the_last_card(tmp_path: Path, engine: Engine) -> None:
    """Again and again, back to the first; then the review goes on."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await finished(quiz)
        await quiz.press("u")
        await quiz.asked("which-keep-the-dim")
        await quiz.sees("Undone: your review of small/which-keep-the-dim.")
        await quiz.press("f9")
        await quiz.asked("rows")
        assert quiz.store.rows() == {}
        for _ in range(2):
            await quiz.asked()
            await quiz.press("f3")
            await quiz.answered()
            await quiz.press("4")
        await quiz.sees("All done for now.", "2 reviewed · 0 right")


async def test_a_session_with_nothing_due_says_so(tmp_path: Path, engine: Engine) -> None:
    """Instead of an empty question."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await finished(quiz)
        await quiz.press("enter")
        await quiz.sees("All done for today.")
        await quiz.press("s")
        await quiz.sees("Nothing is due.", "next: 1 card in ")
        await quiz.press("enter")
        await quiz.until(lambda: isinstance(quiz.app.screen, HomeScreen))


async def test_new_cards_that_the_limit_of_the_day_holds_back_are_counted(tmp_path: Path, engine: Engine) -> None:
    """Where nothing is left, though the deck has never been seen; in plain lines too, as the message is the same."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path), QUIZ_NEW_PER_DAY="0") as quiz:
        await quiz.sees("small")
        await quiz.press("s")
        await quiz.sees("Nothing is due.", "2 new cards left for another day: today's limit is reached.", "--more 5")


async def test_cards_put_aside_are_listed_with_their_reasons(tmp_path: Path, engine: Engine) -> None:
    """Nobody has to remember them from the notice."""
    async with opened(tmp_path, engine, QUIZ_NEW_PER_DAY="9") as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.gives_up(4)
        await quiz.sees("1 card skipped, not graded:", "small/broken", "AttributeError", "no_such_thing")
        await quiz.press("enter")
        await quiz.sees("Skipped: small/broken", "no_such_thing")
        await quiz.press("s")
        await quiz.sees("Nothing is due.", "not asked: small/broken", "no_such_thing")


async def test_help_and_quit_work_from_the_end(tmp_path: Path, engine: Engine) -> None:
    """? and q, as the footer says."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path)) as quiz:
        await finished(quiz)
        await quiz.press("question_mark")
        await quiz.sees("Everywhere")
        await quiz.press("q")
        await quiz.sees("All done for now.")
        await quiz.press("q")
        await quiz.until(lambda: not quiz.app.is_running)
    assert quiz.app.return_code == 0
