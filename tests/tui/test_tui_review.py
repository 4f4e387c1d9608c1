"""The review: a card asked, judged and rated on one screen, by the keys of the design."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste
from tui_scene import Quiz, opened, two_cards

from quiz.answer.verdict import Status
from quiz.engine.client import Engine
from quiz.review.view import Stage
from quiz.schedule.day import study_day
from quiz.schedule.memory import Rating
from quiz.tui.screens.review import AFTER, ALWAYS, BEFORE, ReviewScreen
from quiz.tui.widgets.answers.choose import OptionRows
from quiz.tui.widgets.answers.predict import ValueInput

BELIEF = "the factor is added, not multiplied"


async def begun(quiz: Quiz, card: str = "rows") -> None:
    await quiz.sees("small")
    await quiz.press("enter")
    await quiz.goes_on_to(card)


async def test_a_predict_card_is_asked_with_its_code_and_what_to_type(tmp_path: Path, engine: Engine) -> None:
    """Deck and card, new or review, what is left; numbered code; what kind of answer is answer with."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.sees("small · rows", "new · left: 5 new", "Value of `out`?", "1  x = torch.tensor([[", "3  out")
        await quiz.sees("answer with: a value, such as [[1, 2], [3, 4]]", "enter Submit", "f2 Hint", "f3 Give up")


async def test_what_is_typed_is_read_back_while_it_is_typed(tmp_path: Path, engine: Engine) -> None:
    """So that a slip is seen before it is an answer."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press(*"[[1, 2], [3, 4]]")
        await quiz.sees("reads as shape (2, 2), integers (int64 by default)")
        await quiz.press("backspace", "backspace")
        await quiz.sees("not readable yet")


async def test_a_pasted_matrix_is_taken_whole(tmp_path: Path, engine: Engine) -> None:
    """Torch prints it on several lines; the line keeps them all, at the cursor."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        quiz.app.screen.query_one(ValueInput).post_message(Paste("tensor([[1, 2],\n        [3, 4]])"))
        await quiz.sees("tensor([[1, 2], [3, 4]])", "reads as tensor of shape (2, 2)")


async def test_pasted_rows_of_numbers_stay_rows(tmp_path: Path, engine: Engine) -> None:
    """Also as tmux pastes them, with carriage returns."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        quiz.app.screen.query_one(ValueInput).post_message(Paste("71 15 32\r94 58 60"))
        await quiz.sees("71 15 32; 94 58 60", "reads as shape (2, 3), integers")


async def test_hints_come_one_by_one_and_a_right_answer_is_then_hard(tmp_path: Path, engine: Engine) -> None:
    """F2 shows the next hint; what was typed stays."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.type("12")
        await quiz.press("f2")
        await quiz.sees("hint  Every cell is multiplied by", "> 12")
        await quiz.press("f2")
        await quiz.sees("hint  The shape stays.")
        await quiz.press("f2")
        await quiz.sees("No more hints.")
        await quiz.press("home", "ctrl+k")
        await quiz.answers(quiz.answer_of(Status.RIGHT))
        await quiz.sees("✓ right", "suggested: Hard", "▸2 Hard")


async def test_an_unreadable_answer_is_handed_back_and_nothing_is_recorded(tmp_path: Path, engine: Engine) -> None:
    """The notice stands by the input, the text stays to be mended."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.answers("[1, 2")
        await quiz.until(lambda: quiz.view.notice)
        assert quiz.view.notice in quiz.text
        assert "> [1, 2" in quiz.text
        assert quiz.store.rows() == {}
        await quiz.press("]")
        await quiz.sees("> [1, 2]")


async def test_a_right_answer_is_praised_explained_and_rated_good(tmp_path: Path, engine: Engine) -> None:
    """Verdict in words and sign, what torch says, why, where to read more, four ratings with intervals."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.answers(quiz.answer_of(Status.RIGHT))
        await quiz.sees("✓ right", "torch says  tensor([[", "multiplies every cell", "↗ docs: ", "▸3 Good")
        await quiz.sees("1 Again 1m", "2 Hard 6m", "3 Good 10m", "4 Easy", "space Go on", "u Undo")
        await quiz.press("space")
        await quiz.asked("which-keep-the-dim")
        assert quiz.store.rows()["small/rows"].memory is not None


async def test_a_wrong_answer_shows_each_cell_that_differs_and_the_belief_behind_it(
    tmp_path: Path, engine: Engine
) -> None:
    """Marks, not only colours; and the sentence that cures the belief."""
    async with opened(tmp_path, engine, size=(80, 30)) as quiz:
        await begun(quiz)
        await quiz.answers(quiz.answer_of(Status.WRONG, BELIEF))
        await quiz.sees("✗ wrong", "cells differ.", f"fits this belief: {BELIEF}.", "yours", "torch says", "* differs")
        differing = [line for line in quiz.text.splitlines() if line.lstrip().startswith("*") and "differs" not in line]
        assert len(differing) == 2
        assert "▸1 Again" in quiz.text


async def test_giving_up_shows_the_answer_and_suggests_again(tmp_path: Path, engine: Engine) -> None:
    """It is told apart from a wrong answer, and rated like one."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.sees("– given up", "torch says  tensor", "suggested: Again")


@pytest.mark.parametrize("rating", list(Rating))
async def test_the_digits_rate(tmp_path: Path, engine: Engine, rating: Rating) -> None:
    """1 Again, 2 Hard, 3 Good, 4 Easy, whatever was suggested."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press(str(int(rating)))
        await quiz.asked("which-keep-the-dim")
        reviews = [event for event in quiz.store.events() if event.kind == "review"]
        assert [event.body["rating"] for event in reviews] == [int(rating)]


async def test_undo_brings_the_card_back(tmp_path: Path, engine: Engine) -> None:
    """`u` after the submit, F9 before it, and the store knows."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("3")
        await quiz.asked("which-keep-the-dim")
        await quiz.press("f9")
        await quiz.asked("rows")
        await quiz.sees("Undone: your review of small/rows.")
        assert quiz.store.rows() == {}
        await quiz.press("f9")
        await quiz.sees("Nothing to undo today.")


@pytest.mark.parametrize(
    ("before", "after", "shown"), [("f6", "s", "suspended"), ("f6", "@", "suspended"), ("f7", "b", "buried")]
)
async def test_a_card_is_put_off_before_and_after_the_answer(
    tmp_path: Path, engine: Engine, before: str, after: str, shown: str
) -> None:
    """Function keys while letters are text, letters (Anki's) afterwards; both can be undone."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press(before)
        await quiz.asked("which-keep-the-dim")
        await quiz.sees(f"small/rows is {shown}")
        await quiz.press("f9")
        await quiz.asked("rows")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press(after)
        await quiz.asked("which-keep-the-dim")
        await quiz.sees(f"small/rows is {shown}")


async def test_a_flag_is_set_and_taken_away(tmp_path: Path, engine: Engine) -> None:
    """It stands in the header, in words."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f8")
        await quiz.sees("⚑ flagged")
        await quiz.press("f8")
        await quiz.until(lambda: "flagged" not in quiz.text)
        assert quiz.store.rows()["small/rows"].flag == 0


async def test_letters_typed_before_the_submit_are_text_and_never_commands(tmp_path: Path, engine: Engine) -> None:
    """`q`, `s`, `u` and `1` are part of an answer."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press(*"qsub1f?@-")
        await quiz.sees("> qsub1f?@-")
        assert quiz.view.stage is Stage.ASKING
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("3")
        await quiz.asked("which-keep-the-dim")
        await quiz.press(*"qsuf1@")
        assert quiz.view.stage is Stage.ASKING
        assert isinstance(quiz.app.screen, ReviewScreen)


async def test_options_are_marked_by_letter_and_by_space(tmp_path: Path, engine: Engine) -> None:
    """Several may be marked; `-` says that none is true, and stands alone."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "which-keep-the-dim")
        await quiz.sees("a [ ]", "b [ ]", "c [ ]", "- [ ]", "none of them")
        await quiz.press("c", "down", "down", "space")
        await quiz.sees("c [x]", "▸ a [x]")
        await quiz.press("-")
        await quiz.sees("a [ ]", "c [ ]", "▸ - [x]")
        await quiz.press("a")
        await quiz.sees("a [x]", "- [ ]")


async def test_letters_may_be_parted_by_spaces(tmp_path: Path, engine: Engine) -> None:
    """`a c` marks two, as in plain lines: the space between them marks nothing."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "which-keep-the-dim")
        await quiz.sees("a [ ]", "c [ ]")
        await quiz.press("a", "space", "c", "space")
        await quiz.sees("a [x]", "b [ ]", "c [x]")
        await quiz.press("space")
        await quiz.sees("a [x]", "b [ ]", "c [ ]")


async def test_signs_around_letters_mark_nothing(tmp_path: Path, engine: Engine) -> None:
    """`a), c)` marks two, typed or pasted; pasted text that names no options changes nothing."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "which-keep-the-dim")
        await quiz.sees("a [ ]", "c [ ]")
        await quiz.press("a", ")", ",", "space", "c", ")")
        await quiz.sees("a [x]", "b [ ]", "c [x]")
        options = quiz.app.screen.query_one(OptionRows)
        for text, marks in (("b and c", " xx"), ("what?", " xx"), ("(a)", "x  "), ("none of them", "   ")):
            options.post_message(Paste(text))
            await quiz.sees(*(f"{letter} [{mark}]" for letter, mark in zip("abc", marks, strict=True)))


async def test_nothing_marked_is_no_answer(tmp_path: Path, engine: Engine) -> None:
    """Enter pressed in haste costs no attempt."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "which-keep-the-dim")
        events = len(list(quiz.store.events()))
        await quiz.press("enter")
        await quiz.sees("Type the letters of all that are true")
        assert len(list(quiz.store.events())) == events


async def test_wrong_choices_are_marked_and_explained(tmp_path: Path, engine: Engine) -> None:
    """Each misjudged option has its mark and its why."""
    async with opened(tmp_path, engine, size=(80, 30)) as quiz:
        await begun(quiz, "which-keep-the-dim")
        letter = next(option.letter for option in quiz.question.body.options if option.text == "A[:, 1]")
        await quiz.press(letter, "enter")
        await quiz.sees(
            "✗ wrong", f"* {letter}  [x]    false       A[:, 1]", "an int takes one column out", "* misjudged"
        )
        await quiz.sees("a list of choices keeps its dim", "A slice and a list keep the dim")


async def test_of_options_one_of_which_is_true_moving_picks(tmp_path: Path, engine: Engine) -> None:
    """As the buttons of a radio: only one is in."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "which-dtype")
        await quiz.press("down")
        await quiz.sees("a (•)", "b ( )")
        await quiz.press("down")
        await quiz.sees("a ( )", "b (•)")
        right = next(option.letter for option in quiz.question.body.options if option.true)
        await quiz.press(right, "enter")
        await quiz.sees("✓ right")


async def test_a_card_that_cannot_be_asked_is_put_aside_and_named(tmp_path: Path, engine: Engine) -> None:
    """It is not graded; the next card comes with the reason beside it."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz, "markup")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("1")
        await quiz.sees("small/broken skipped", "no_such_thing")
        assert "small/broken" not in quiz.store.rows()


async def test_leaving_at_any_moment_keeps_what_was_rated(tmp_path: Path, engine: Engine) -> None:
    """The rating and the way out in one breath: it is on the disk."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.pilot.press("3", "q", "escape")
        await quiz.sees("Today  4 new, 1 learning", "1 reviewed")


async def test_leaving_at_a_verdict_keeps_it_with_the_rating_suggested(tmp_path: Path, engine: Engine) -> None:
    """Who has seen the answer has been asked: no way out makes that undone, and an undo still does."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.answers(quiz.answer_of(Status.WRONG, BELIEF))
        await quiz.sees("✗ wrong")
        await quiz.press("escape")
        await quiz.sees("Today  4 new, 1 learning", "1 reviewed")
        (review,) = (event for event in quiz.store.events() if event.kind == "review")
        assert (review.card, review.body["rating"]) == ("small/rows", 1)
        await quiz.press("u")
        await quiz.sees("Today  5 new", "nothing reviewed yet")


async def test_quitting_at_any_moment_keeps_what_was_rated(tmp_path: Path, engine: Engine) -> None:
    """ctrl+q right behind the rating."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.pilot.press("4", "ctrl+q")
        await quiz.until(lambda: not quiz.app.is_running)
    assert quiz.app.return_code == 0
    assert "small/rows" in quiz.store.rows()


@pytest.mark.parametrize(("woken", "day"), [("2026-11-22T08:00:00+01:00", 2), ("2026-11-18T08:00:00+01:00", 0)])
async def test_a_clock_that_jumps_in_the_middle_of_a_card_loses_nothing(
    tmp_path: Path, engine: Engine, woken: str, day: int
) -> None:
    """The laptop slept over two rollovers, or its clock was set back: the answer is saved under a day not before."""
    async with opened(tmp_path, engine) as quiz:
        await begun(quiz)
        today = quiz.app.backend.now()
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("4")
        await quiz.asked("which-keep-the-dim")
        await quiz.press("f3")
        await quiz.answered()
        quiz.app.backend.home.environ["QUIZ_NOW"] = woken
        await quiz.press("escape")
        await quiz.sees("Today  ", "reviewed")
        first, second = (event for event in quiz.store.events() if event.kind == "review")
        assert first.at_ms < second.at_ms
        assert (first.study_day, second.study_day) == (study_day(today, 240), study_day(today, 240) + day)
        assert quiz.store.rebuild()


async def test_a_deck_that_is_edited_meanwhile_asks_its_next_card_again(tmp_path: Path, engine: Engine) -> None:
    """The question before the learner stays, with what was typed; the next card comes with its new words."""
    shipped = two_cards(tmp_path)
    async with opened(tmp_path / "home", engine, shipped=shipped) as quiz:
        await begun(quiz)
        await quiz.type("[1")
        assert isinstance(quiz.app.screen, ReviewScreen)
        await quiz.app.screen.look().wait()
        deck = shipped / "small.yaml"
        deck.write_text(deck.read_text().replace("Which of these have shape (2, 1)?", "Which are columns?"))
        await quiz.app.screen.look().wait()
        await quiz.sees("Value of `out`?", "> [1")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("4")
        await quiz.sees("Which are columns?")


async def test_help_lists_every_key_of_the_review(tmp_path: Path, engine: Engine) -> None:
    """By F1 before the submit, by ? after it; the answer that was begun is still there."""
    async with opened(tmp_path, engine, size=(80, 70)) as quiz:
        await begun(quiz)
        await quiz.type("[1")
        await quiz.press("f1")
        await quiz.sees(*(binding.description for binding in (*BEFORE, *AFTER, *ALWAYS)))
        await quiz.press("enter")
        await quiz.sees("> [1")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("question_mark")
        await quiz.sees("Before you submit")


def test_every_key_has_a_description() -> None:
    """A key that nobody is told of is a trap."""
    assert all(binding.description for binding in (*BEFORE, *AFTER, *ALWAYS))
