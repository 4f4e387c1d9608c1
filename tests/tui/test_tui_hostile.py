"""Hostile text and hostile terminals: nothing in a deck is markup, and no size breaks a screen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from scene import pose
from tui_scene import opened

from quiz.answer.verdict import Status, Verdict
from quiz.ask import kinds
from quiz.ask.judge import judging
from quiz.ask.question import Broken
from quiz.engine.client import Engine, converse
from quiz.library.decks import Library
from quiz.tui.style.content import hanging, link, plain, prose
from quiz.tui.widgets.verdict import verdict_parts


async def test_markup_in_a_deck_is_shown_as_it_is_written(tmp_path: Path, engine: Engine) -> None:
    """Neither Textual's nor Rich's markup means anything in a prompt, a truth or an explanation."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.goes_on_to("markup")
        await quiz.sees("[bold]Is this bold?[/bold] [red]$[/] [@click=app.quit]no[/] 張量", "[/nonsense]")
        await quiz.type("[red]mine[/]")
        await quiz.press("enter")
        await quiz.sees("✗ wrong", "yours       [red]mine[/]", "torch says  '[b]literal[/b]'")
        await quiz.sees("[link=https://example.org]still text[/link] \\[not escaped]")


def test_control_characters_never_reach_the_terminal() -> None:
    """Whatever they come from: torch's own messages can hold them too."""
    hostile = "a\x1b[31mb\x07\x9b2J\u202ec\rd"
    assert plain(hostile).plain == "a[31mb2Jc\nd"
    assert prose(f"`{hostile}`").plain == "`a[31mb2Jc d`"
    assert "\x1b" not in link(f"https://example.org/{hostile}").plain


def test_only_an_address_becomes_a_link() -> None:
    """A source that is none stays text."""
    assert link("javascript:alert(1)").spans == []
    assert link("https://docs.pytorch.org/docs/stable/torch.html").spans != []


def test_paragraphs_are_unfolded_and_lists_are_not() -> None:
    """Authors wrap their lines; the screen has a width of its own."""
    text = "One line\nand the next.\n\nA list:\n- one\n- two\n\nSo:\n\n  indented\n  code\n"
    assert prose(text).plain == "One line and the next.\n\nA list:\n• one\n• two\n\nSo:\n\n  indented\n  code"


def test_wide_characters_keep_the_hanging_lines_straight() -> None:
    """Cells are counted, not characters."""
    lines = hanging(plain("張 "), plain("量子 " * 20), 20).plain.splitlines()
    assert len(lines) > 3
    assert all(line.startswith("   ") for line in lines[1:])
    assert all(plain(line).cell_length <= 20 for line in lines)


async def test_a_storm_of_resizes_breaks_no_screen(tmp_path: Path, engine: Engine) -> None:
    """From 1x1 to 200x60, while a card is asked, marked, judged and rated."""
    chance = random.Random(7)
    sizes = [(1, 1), (60, 20), (200, 60), (20, 5), (80, 24), (3, 60), (200, 2)]

    async with opened(tmp_path, engine) as quiz:

        async def storm() -> None:
            for width, height in chance.sample(sizes, 3):
                await quiz.pilot.resize_terminal(width, height)
            await quiz.pilot.resize_terminal(80, 24)

        await quiz.sees("small")
        await storm()
        await quiz.press("enter")
        for card, answer in (("rows", "[[1, 2, 3], [4, 5, 6]]"), ("which-keep-the-dim", "")):
            await quiz.asked(card)
            await storm()
            if answer:
                await quiz.type(answer)
            else:
                await quiz.press("a", "down")
            await storm()
            await quiz.press("enter")
            await quiz.answered()
            await storm()
            await quiz.sees("suggested: ")
            await quiz.press("3")
        await quiz.asked("which-dtype")
        await quiz.press("f1")
        await storm()
        await quiz.sees("Before you submit")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_input_and_ratings_are_in_view_at_every_size(
    tmp_path: Path, engine: Engine, size: tuple[int, int]
) -> None:
    """The card scrolls, they do not."""
    async with opened(tmp_path, engine, size=size) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.asked("rows")
        await quiz.press("f2")
        await quiz.type("[[1, 2, 3], [4, 5, 6]]")
        await quiz.sees("> [[1, 2, 3], [4, 5, 6]]", "reads as", "f2 Hint")
        await quiz.press("enter")
        await quiz.sees("✗ wrong", "1 Again", "4 Easy", "space Go on")


async def test_without_colour_every_meaning_is_in_words(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR: the verdict, the marks and the suggestion are still there, and no colour is."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.asked("rows")
        await quiz.answers("[[1, 2, 3], [4, 5, 6]]")
        await quiz.sees("✗ wrong", "*", "* differs", "▸1 Again", "suggested: Again")
        assert quiz.app.no_color
        strips = quiz.strips
        colours = {
            segment.style.color.triplet
            for strip in strips
            for segment in strip
            if segment.style is not None and segment.style.color is not None and segment.style.color.triplet
        }
        assert all(len(set(colour)) == 1 for colour in colours)


async def test_a_light_theme_can_be_chosen(tmp_path: Path, engine: Engine) -> None:
    """All colours are the theme's, so that nothing vanishes in it."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        for theme in ("textual-light", "solarized-light", "nord"):
            quiz.app.theme = theme
            await quiz.pilot.pause()
            await quiz.sees("Today  5 new")


DECKS, _ = Library().all()
CARDS = [card for deck in DECKS for card in deck.cards]


@pytest.mark.parametrize("of_each", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_shipped_cards_of_every_kind_can_be_shown_with_every_answer(engine: Engine, of_each: int) -> None:
    """Right, wrong by each belief, and given up, narrow and wide: a verdict, and never an exception."""
    shown = 0
    of_kind = {kind: [card for card in CARDS if card.ask == kind] for kind in kinds.names()}
    sample = [card for cards in of_kind.values() for card in cards[:: max(1, len(cards) // of_each)]]
    for card in sample:
        try:
            question = pose(engine, card, seed=1)
        except Broken:
            continue
        kind = kinds.kind(card.ask)
        assert prose(question.prompt).plain
        for proof in kind.proofs(question):
            verdict = converse(judging(kind, question, proof.given), lambda job: engine.run(job, 5.0))
            if verdict.status is Status.INVALID:
                continue
            for width in (40, 74, 190):
                above, below = verdict_parts(question, proof.given, verdict, width)
                assert above[0].plain.startswith("✓ right" if verdict.right else "✗ wrong")
                assert all(part.wrap(width) for part in (*above, *below))
                shown += 1
        above, _ = verdict_parts(question, "", Verdict(Status.WRONG, kind.truth(question), ""), 74)
        assert above[0].plain == "– given up"
    assert shown > 3 * len(sample)
