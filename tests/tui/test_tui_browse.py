"""Browse: searching, marking, doing things to many cards at once, looking at one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tui_scene import DATA, Quiz, opened

from quiz.engine.client import Engine
from quiz.schedule.memory import Moment
from quiz.schedule.options import Options
from quiz.store.log.events import EventKind
from quiz.tui.screens.browse import BrowseScreen
from quiz.tui.screens.home import HomeScreen
from quiz.tui.widgets.cards import CardTable


async def browsing(quiz: Quiz) -> CardTable:
    await quiz.sees("small", "known")
    await quiz.press("b")
    await quiz.sees("▸  small/rows", "5 cards")
    return quiz.app.screen.query_one(CardTable)


async def test_a_search_narrows_the_cards_as_it_is_typed(tmp_path: Path, engine: Engine) -> None:
    """In the language of Anki; what cannot be read is told in its place, and esc goes back to the cards."""
    async with opened(tmp_path, engine) as quiz:
        table = await browsing(quiz)
        await quiz.press("slash")
        await quiz.type("id:*rows*")
        await quiz.sees("1 card\n", "small/rows")
        await quiz.type(" (")
        await quiz.sees("(")
        await quiz.until(lambda: "1 card\n" not in quiz.text)
        await quiz.press("escape")
        await quiz.until(lambda: table.has_focus)
        await quiz.press("q")
        await quiz.until(lambda: isinstance(quiz.app.screen, HomeScreen))


async def test_what_is_done_to_marked_cards_is_taken_back_at_once(tmp_path: Path, engine: Engine) -> None:
    """Suspend, flag, bury and reset act on all marked cards; one undo brings all of them back."""
    async with opened(tmp_path, engine) as quiz:
        table = await browsing(quiz)
        await quiz.press("space", "space")
        assert len(table.marked) == 2
        await quiz.press("s")
        await quiz.sees("2 cards suspended. u undoes it.")
        assert sum(row.suspended for row in quiz.store.rows().values()) == 2
        await quiz.press("u")
        await quiz.sees("Undone: suspending 2 cards.")
        assert not any(row and row.suspended for row in quiz.store.rows().values())
        await quiz.press("3")
        await quiz.sees("Flag 3 set on 2 cards.", "[flag 3]")
        await quiz.press("b")
        await quiz.sees("2 cards buried until tomorrow.", "buried")
        await quiz.press("N")
        await quiz.sees("2 cards new again.")


async def test_sorting_keeps_the_cursor_on_its_card(tmp_path: Path, engine: Engine) -> None:
    """By due day, recall, lapses, interval, difficulty, and back to the order of learning."""
    async with opened(tmp_path, engine) as quiz:
        table = await browsing(quiz)
        await quiz.press("down", "down")
        card = table.pointed
        for name in ("due", "recall", "lapses", "interval", "difficulty", "deck"):
            await quiz.press("o")
            await quiz.sees(f"sorted by {name}")
            assert table.pointed == card


async def test_a_preview_draws_the_card_again(tmp_path: Path, engine: Engine) -> None:
    """With other numbers each time, and with the answer on request; nothing is recorded."""
    async with opened(tmp_path, engine) as quiz:
        await browsing(quiz)
        await quiz.press("enter")
        await quiz.sees("seed ", "small/rows")
        before = quiz.text
        await quiz.press("r")
        await quiz.until(lambda: "seed " in quiz.text and quiz.text != before)
        await quiz.press("t")
        await quiz.sees("torch says:")
        await quiz.press("q")
        await quiz.until(lambda: isinstance(quiz.app.screen, BrowseScreen))
        await quiz.press("i")
        await quiz.sees("state", "next", "Again")
        assert quiz.store.rows() == {}


async def test_a_preview_without_torch_says_so(tmp_path: Path) -> None:
    """Nothing is being drawn any more; the head stands apart from the text."""
    async with opened(tmp_path, None) as quiz:
        await browsing(quiz)
        await quiz.press("enter")
        await quiz.sees("not drawn", "torch cannot be loaded")
        assert "drawing" not in quiz.text
        assert [bool(line.strip()) for line in quiz.text.splitlines()[:4]] == [True, True, False, True]


async def test_resizing_leaves_browse_in_order(tmp_path: Path, engine: Engine) -> None:
    """From 200x60 to 60x20 and back; wide signs and markup in a prompt are shown as they are."""
    async with opened(tmp_path, engine, size=(200, 60)) as quiz:
        await browsing(quiz)
        for size in ((60, 20), (200, 60)):
            await quiz.pilot.resize_terminal(*size)
            await quiz.sees("small/rows", "Search")


async def test_what_the_cards_are_sorted_by_has_a_column_at_every_width(tmp_path: Path, engine: Engine) -> None:
    """Whoever sorts by lapses sees them; a wide table has all columns."""
    async with opened(tmp_path, engine) as quiz:
        await browsing(quiz)
        for name in ("due", "recall", "lapses", "interval", "difficulty"):
            await quiz.press("o")
            await quiz.sees(f"sorted by {name}")
            assert name in head(quiz)
        assert "lapses" not in head(quiz)
        await quiz.pilot.resize_terminal(130, 40)
        await quiz.until(lambda: head(quiz)[2:7] == ["due", "recall", "lapses", "interval", "difficulty"])


def head(quiz: Quiz) -> list[str]:
    return next(line.split() for line in quiz.text.splitlines() if " state " in line)


async def test_a_long_notice_can_be_read(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor broke the copy of a shipped deck: that, where, and which deck is asked meanwhile."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nshift\necho 'nonsense: [' >> \"$1\"\n")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))
    async with opened(tmp_path / "home", engine) as quiz:
        await browsing(quiz)
        await quiz.press("e")
        await quiz.sees("Your copy of the deck has a mistake", "small/rows")
        shown = " ".join(quiz.text.split())
        assert "until it is fixed the shipped deck is asked: " in shown
        assert "home/decks/small.yaml:" in shown.replace(" ", "")
        await quiz.press("down")
        await quiz.sees("Your copy of the deck has a mistake")
        await quiz.press("o")
        await quiz.sees("5 cards")


async def test_what_others_change_is_seen_while_browse_stands(tmp_path: Path, engine: Engine) -> None:
    """A deck file, and the database: without a key."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "small.yaml").write_text((DATA / "small.yaml").read_text())
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await browsing(quiz)
        screen = quiz.app.screen
        assert isinstance(screen, BrowseScreen)
        await screen.look().wait()
        with quiz.store as other:
            other.act(EventKind.FLAG, "small/rows", {"flag": 2}, Moment(1_795_170_000_000, 60), options=Options())
        await screen.look().wait()
        await quiz.sees("[flag 2]")
        text = (shipped / "small.yaml").read_text()
        (shipped / "small.yaml").write_text(text[: text.index("  - id: which-dtype")])
        await screen.look().wait()
        await quiz.sees("2 cards")


async def test_a_deck_broken_by_an_edit_is_repaired_where_it_was_broken(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mistake and its fix are two sentences; the same key opens the file again."""
    editor = tmp_path / "editor"
    swap = 'if grep -q axk: "$1"; then sed -i "s/axk: /ask: /" "$1"; else sed -i "0,/ask: /s//axk: /" "$1"; fi'
    editor.write_text(f"#!/bin/sh\nshift\n{swap}\n")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(editor))
    own = tmp_path / "home" / "decks" / "small.yaml"
    own.parent.mkdir(parents=True)
    own.write_text((DATA / "small.yaml").read_text())
    (tmp_path / "none").mkdir()
    async with opened(tmp_path / "home", engine, shipped=tmp_path / "none", size=(120, 40)) as quiz:
        await browsing(quiz)
        await quiz.press("e")
        await quiz.sees("The file has a mistake", "a card needs `ask`. Add `ask`")
        await quiz.press("e")
        await quiz.sees("small/rows", "Checked: ")
