"""A review in plain lines: help, undo, disputes, crams, and verdicts that are kept however one leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_scene import MATRIX, NUMBER, review

from quiz.engine.client import Engine
from quiz.plain.signals import EndedBySignal
from quiz.plain.text import ANSWERED_ALREADY
from quiz.schedule.memory import Rating

ONE = [NUMBER.format(name="one")]
TWO = [*ONE, NUMBER.format(name="two")]
LETTERS = """
- id: letters
  ask: choose
  prompt: Which is it?
  code: x = torch.tensor(1)
  options:
""" + "".join(f'    - text: "option {letter}"\n      true_if: "{letter == "h"}"\n' for letter in "abcdefgh")


def ended(error: BaseException) -> object:
    def typed() -> str:
        raise error

    return typed


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EndedBySignal(15), EndedBySignal(1), OSError(5, "gone")])
@pytest.mark.parametrize(("answer", "verdict", "rating"), [("7", "right", 3), ("8", "wrong", 1)])
def test_a_verdict_that_was_shown_is_kept_however_one_leaves(
    engine: Engine, tmp_path: Path, error: BaseException, answer: str, verdict: str, rating: int
) -> None:
    """At the prompt for the rating, by ctrl-C, a signal, or a terminal that is gone: with the rating suggested."""
    done = review(engine, tmp_path, TWO, answer, ended(error), ask_rating=True, raises=type(error))
    (kept,) = done.reviews
    assert (kept["verdict"], kept["rating"]) == (verdict, rating)
    assert f"rated {Rating(rating).name.capitalize()}, as suggested; it is saved." in done.text


def test_leaving_by_command_at_the_rating_keeps_the_verdict(engine: Engine, tmp_path: Path) -> None:
    """As the end of input does."""
    for script in ([":quit"], []):
        folder = tmp_path / f"{len(script)}"
        folder.mkdir()
        done = review(engine, folder, TWO, "8", *script, ask_rating=True)
        assert [kept["verdict"] for kept in done.reviews] == ["wrong"]


def test_ctrl_c_sums_up_what_was_reviewed(engine: Engine, tmp_path: Path) -> None:
    """The answer at whose rating it came is counted."""
    done = review(engine, tmp_path, TWO, "7", ended(KeyboardInterrupt()), ask_rating=True, raises=KeyboardInterrupt)
    assert "1 reviewed · 1 right" in done.text


@pytest.mark.parametrize(("given", "rating"), [("2", 2), (":rate 2", 2), (":r 4", 4), (" 3 ", 3), ("", 1)])
def test_a_rating_is_given_by_its_number_or_by_the_command(
    engine: Engine, tmp_path: Path, given: str, rating: int
) -> None:
    """At the prompt that asks for it; it is the rating of this answer, and not of the one before."""
    done = review(engine, tmp_path, TWO, "7", "", "8", given, ":quit", ask_rating=True)
    assert [kept["rating"] for kept in done.reviews] == [3, rating]
    assert "undo" not in done.kinds


@pytest.mark.parametrize("command", [":hint", ":give", ":skip"])
def test_commands_about_an_open_question_say_that_it_is_answered(engine: Engine, tmp_path: Path, command: str) -> None:
    """At the prompt for the rating."""
    done = review(engine, tmp_path, TWO, "7", command, "2", ":quit", ask_rating=True)
    assert ANSWERED_ALREADY in done.text
    assert [kept["rating"] for kept in done.reviews] == [2]


def test_a_rating_that_is_none_is_asked_for_again(engine: Engine, tmp_path: Path) -> None:
    """With the numbers that there are; before any answer there is none to change."""
    done = review(
        engine, tmp_path, TWO, ":rate 2", "7", ":rate 9", ":rate", "5", "2", ":rate 1", ":quit", ask_rating=True
    )
    assert "Nothing is rated yet." in done.text
    assert done.text.count("Give a number from 1 to 4: :rate 1") == 2
    assert "Give 1, 2, 3 or 4, or a command such as :undo." in done.text
    assert [kept["rating"] for kept in done.reviews] == [2, 1]


def test_leaving_at_a_question_records_nothing(engine: Engine, tmp_path: Path) -> None:
    """No verdict was shown."""
    done = review(engine, tmp_path, TWO, ended(KeyboardInterrupt()), ask_rating=True, raises=KeyboardInterrupt)
    assert done.kinds == []


def test_a_cram_keeps_nothing_when_it_is_left(engine: Engine, tmp_path: Path) -> None:
    """Nothing of it is recorded, at a verdict neither."""
    done = review(engine, tmp_path, TWO, "8", ended(KeyboardInterrupt()), cram=True, raises=KeyboardInterrupt)
    assert done.kinds == []


def test_the_commands_are_said_at_the_start(engine: Engine, tmp_path: Path) -> None:
    """Before the first question, so that nobody has to guess them."""
    done = review(engine, tmp_path, ONE)
    first, _ = done.text.split("\n", 1)
    assert all(word in first for word in (":hint", ":give", ":skip", ":quit", ":help", "?"))


@pytest.mark.parametrize("word", ["?", "h", "help", " ? ", ":help", ":h e"])
def test_help_is_had_by_what_people_try(engine: Engine, tmp_path: Path, word: str) -> None:
    """The question stays, and nothing is recorded."""
    done = review(engine, tmp_path, ONE, word, "7")
    if word == ":h e":
        assert "No hint for this card." in done.text  # `:h` is `:hint`
        return
    assert ":undispute" in done.text
    assert [kept["verdict"] for kept in done.reviews] == ["right"]


def test_a_word_that_is_an_answer_is_no_call_for_help(engine: Engine, tmp_path: Path) -> None:
    """`h` is the eighth option."""
    done = review(engine, tmp_path, [LETTERS], "h")
    assert ":undispute" not in done.text
    assert len(done.reviews) == 1


def test_undo_at_the_rating_opens_the_question_again(engine: Engine, tmp_path: Path) -> None:
    """A slip of a key is corrected; the log tells that it was the second try."""
    done = review(engine, tmp_path, ONE, "8", ":undo", "7", "", ask_rating=True)
    (kept,) = done.reviews
    assert (kept["verdict"], kept["text"], kept["tries"]) == ("right", "7", 2)


def test_undo_brings_back_what_was_typed(engine: Engine, tmp_path: Path) -> None:
    """The same question, and the answer that was handed in."""
    done = review(engine, tmp_path, TWO, "8", ":undo", "7", ":quit")
    assert "Undone: your review of scene/one." in done.text
    assert "you had answered:\n  8" in done.text
    assert done.kinds == ["review", "undo", "review"]
    assert done.reviews[-1]["text"] == "7"


def test_a_dispute_says_why_and_is_taken_back(engine: Engine, tmp_path: Path) -> None:
    """On one line, in the learner's words."""
    done = review(engine, tmp_path, TWO, "8", ":dispute 8 is right: it says so", ":undispute", ":quit")
    (dispute,) = (event for event in done.events if event.kind == "dispute")
    assert dispute.body["why"] == "8 is right: it says so"
    assert done.kinds == ["review", "dispute", "undo"]
    assert "Dispute saved." in done.text
    assert "Undone: your dispute of scene/one." in done.text


def test_the_last_rating_is_changed_in_place(engine: Engine, tmp_path: Path) -> None:
    """The question on the screen stays."""
    done = review(engine, tmp_path, TWO, "7", ":rate 4", ":quit")
    assert "Rated Easy." in done.text
    assert done.text.count("== scene/two") == 1


def test_a_cram_is_named_in_head_and_end(engine: Engine, tmp_path: Path) -> None:
    """Nobody takes it for a review."""
    done = review(engine, tmp_path, ONE, "7", cram=True)
    assert "== scene/one · cram · nothing is recorded · left: 1" in done.text
    assert "cram · nothing is recorded\nAll done for now.\n1 practised · 1 right" in done.text
    assert "next:" not in done.text
    assert done.kinds == []


def test_a_card_in_its_steps_is_called_so(engine: Engine, tmp_path: Path) -> None:
    """It is neither new nor a review."""
    done = review(engine, tmp_path, ONE, "8", ":quit")
    assert "== scene/one · new ·" in done.text
    assert "== scene/one · learning ·" in done.text


def test_info_counts_in_the_singular_too(engine: Engine, tmp_path: Path) -> None:
    """Once is no times."""
    done = review(engine, tmp_path, ONE, "8", ":info", ":quit")
    assert "answered 1 time, forgotten 0 times" in done.text


def test_a_hint_has_its_price(engine: Engine, tmp_path: Path) -> None:
    """Said when it is taken; where there is none, that is said."""
    done = review(engine, tmp_path, [MATRIX], ":hint", ":hint", ":quit")
    assert "hint: It is small.\nWith a hint, Hard is suggested for a right answer." in done.text
    assert "No more hints." in done.text
