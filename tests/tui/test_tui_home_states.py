"""What home tells of the past and of the way ahead: first day, locked decks, streak, load, beliefs, changed files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from past import answered
from tui_scene import DATA, Quiz, opened, quiz_app, two_cards

from quiz.engine.client import Engine
from quiz.schedule.day import study_day
from quiz.schedule.day_load import load_ms
from quiz.schedule.memory import Moment
from quiz.schedule.policy import DeckCounts
from quiz.store.store import Store
from quiz.tui.backend.overview import Outlook, Overview
from quiz.tui.screens.home import HomeScreen

TODAY = study_day(Moment(1_795_163_400_000, 60), 240)
"""That of tui_scene.NOW."""
DAY_MS = 86_400_000
PATH = "format: 1\npath: first\ntitle: First of all\ncards: [small/which-keep-the-dim, small/rows]\n"


def decks(folder: Path, *, path: str = "", requires: str = "") -> Path:
    """Two decks, `first` (five cards) and `small`, the second of which may be locked; and a path through them."""
    shipped = folder / "shipped"
    (shipped / "paths").mkdir(parents=True)
    text = (DATA / "small.yaml").read_text()
    (shipped / "a.yaml").write_text(text.replace("deck: small", "deck: first\norder: 1"))
    (shipped / "b.yaml").write_text(text.replace("deck: small", f"deck: small\norder: 2\nrequires: [{requires}]"))
    if path:
        (shipped / "paths" / "first.yaml").write_text(path)
    return shipped


def write(home: Path, days: list[int], belief: str = "") -> None:
    """An answer on each of these days before today."""
    with Store.open(home / "quiz.db") as store, store.writing():
        for ago in sorted(days, reverse=True):
            more = {"belief": belief, "verdict": "wrong"} if belief else {}
            store.insert(answered("small/rows", TODAY - ago, offset_min=60, **more))
        store.refolded(None)


def row(quiz: Quiz, words: str) -> list[str]:
    """The line of home with these words in it, word for word."""
    return next((line.split() for line in quiz.text.splitlines() if words in line and "“" not in line), [])


async def test_the_first_key_of_the_first_day_begins_the_path(tmp_path: Path, engine: Engine) -> None:
    """Home names it as the one next step; enter asks its first card, whatever deck is locked; then the second."""
    shipped = decks(tmp_path, path=PATH, requires="first")
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await quiz.sees("Welcome. Enter begins “First of all”: 2 cards", "▸ first", "locked: learn 3 more of first")
        await quiz.press("enter")
        await quiz.asked("which-keep-the-dim")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("4")
        await quiz.asked("rows")
        assert quiz.view.remaining.total == 1
        await quiz.press("escape")
        await quiz.sees("1/2")
        assert "Welcome" not in quiz.text
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await quiz.until(lambda: row(quiz, "First of all")[:1] == ["▸"], "the path, which was begun")


async def test_a_path_is_reviewed_by_its_name(tmp_path: Path, engine: Engine) -> None:
    """`quiz review first` goes straight to its first card."""
    async with opened(tmp_path, engine, "first", shipped=decks(tmp_path, path=PATH), review=True) as quiz:
        await quiz.asked("which-keep-the-dim")


async def test_streak_load_weeks_and_a_belief_are_named(tmp_path: Path, engine: Engine) -> None:
    """Three days in a row up to yesterday, and what the last wrong answer showed."""
    write(tmp_path, [1, 2, 3, 9], belief="the factor is added, not multiplied")
    async with opened(tmp_path, engine, size=(100, 30)) as quiz:
        await quiz.sees("3-day streak, not yet kept today", "the last 4 weeks", "about ")
        await quiz.sees("Not yet corrected: “the factor is added, not multiplied”", "small/rows, 4 times")
        await quiz.sees("torch 2.", "confined")


async def test_what_does_not_fit_into_the_day_is_put_off(tmp_path: Path, engine: Engine) -> None:
    """The learner sees that there is more, and that it can wait."""
    with Store.open(tmp_path / "quiz.db") as store, store.writing():
        for number, card in enumerate(("rows", "which-keep-the-dim")):
            for ago in (400, 399, 380):
                store.insert(answered(f"small/{card}", TODAY - ago, after_ms=number))
        store.refolded(None)
    async with opened(tmp_path, engine, QUIZ_REVIEWS_PER_DAY="1") as quiz:
        await quiz.sees("1 due", "1 put off to other days")


async def test_a_changed_deck_file_is_taken_up_while_home_stands(tmp_path: Path, engine: Engine) -> None:
    """Within a few seconds, without a key."""
    shipped = decks(tmp_path)
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await quiz.sees("first", "0/5")
        screen = quiz.app.screen
        assert isinstance(screen, HomeScreen)
        screen.look()
        await quiz.pilot.pause(0.1)
        (shipped / "b.yaml").unlink()
        screen.look()
        await quiz.until(lambda: "small" not in quiz.text)


async def test_home_fits_every_size(tmp_path: Path, engine: Engine) -> None:
    """From 200x60 to 60x20 and back."""
    async with opened(tmp_path, engine, size=(200, 60), shipped=decks(tmp_path, path=PATH)) as quiz:
        for size in ((200, 60), (60, 20), (80, 24), (200, 60)):
            await quiz.pilot.resize_terminal(*size)
            await quiz.sees("first", "small", "Welcome", "Quit" if size[0] >= 80 else "Review")


async def test_the_missed_cards_are_crammed_from_the_end(tmp_path: Path, engine: Engine) -> None:
    """c on the done screen; nothing of it is recorded, and it says nothing of what is scheduled."""
    async with opened(tmp_path, engine, shipped=decks(tmp_path, path=PATH)) as quiz:
        await quiz.sees("Welcome")
        await quiz.press("enter")
        await quiz.gives_up(2)
        await quiz.sees("All done for now.", "next: ", "c Cram the missed")
        events = quiz.store.count()
        await quiz.press("c")
        await quiz.asked()
        assert quiz.view.cram
        await quiz.gives_up(2)
        await quiz.sees("All done for now.")
        assert "next: " not in quiz.text
        assert quiz.store.count() == events


def test_the_load_of_a_day_follows_the_learners_own_pace() -> None:
    """New cards by their first answers and steps, reviews with what they lead to; guesses where little is known."""
    pace = {
        (0, 3): (10, 200_000),
        (1, 3): (20, 200_000),
        (2, 3): (10, 90_000),
        (2, 1): (10, 90_000),
        (3, 3): (5, 20_000),
    }
    assert load_ms(DeckCounts(new=2, learning=0, due=3), pace) == 2 * 40_000 + 3 * 10_000
    assert load_ms(DeckCounts(new=1, learning=1, due=1), {}) == 40_000 + 2 * 15_000


async def test_every_row_has_its_place_from_the_first_picture_on(tmp_path: Path, engine: Engine) -> None:
    """Until the decks are read home says so; what is counted after that moves no row."""
    shipped = decks(tmp_path, path=PATH, requires="first")
    write(tmp_path, [1], belief="a row is a column")
    app = quiz_app(tmp_path, engine, shipped=shipped)
    overviews, gate, later = app.backend.overviews, asyncio.Event(), asyncio.Event()
    overview, outlook = overviews.overview, overviews.outlook

    async def read() -> Overview:
        await gate.wait()
        return await overview()

    async def look_out(seen: Overview) -> Outlook:
        await later.wait()
        return await outlook(seen)

    overviews.overview, overviews.outlook = read, look_out  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        quiz = Quiz(app, pilot)
        await quiz.sees("Today  reading the decks")
        gate.set()
        await quiz.sees("Today  ", "known", "First of all")
        places = {name: at for at, text in enumerate(quiz.text.splitlines()) for name in text.split()[:2]}
        later.set()
        await quiz.sees("Not yet corrected", "streak")
        after = {name: at for at, text in enumerate(quiz.text.splitlines()) for name in text.split()[:2]}
        assert [after[name] for name in ("deck", "first", "small")] == [
            places[name] for name in ("deck", "first", "small")
        ]


async def test_a_path_counts_what_a_review_of_it_would_bring(tmp_path: Path, engine: Engine) -> None:
    """The daily limit, the steps of cards that were begun, and of siblings only one a day."""
    shipped = decks(tmp_path, path=PATH.replace("]", ", first/rows]"))
    deck = shipped / "b.yaml"
    deck.write_text(
        deck.read_text().replace("- id: which-keep-the-dim", "- id: which-keep-the-dim\n    siblings: [rows]")
    )
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await quiz.sees("Welcome. Enter begins “First of all”: 3 cards, the easiest first, 2 of them today.")
        assert row(quiz, "First of all")[-5:] == ["2", "·", "·", "░░░░░░░░░░", "0/3"]
        await quiz.press("enter")
        await quiz.asked("which-keep-the-dim")
        assert quiz.view.remaining == DeckCounts(new=2)
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("1")
        await quiz.asked("rows")
        assert quiz.question.card.deck == "first"
        await quiz.press("escape")
        await quiz.until(lambda: row(quiz, "First of all")[-5:] == ["1", "1", "·", "▒▒▒░░░░░░░", "0/3"])
    for limit, new in (("1", "1"), ("0", "·")):
        async with opened(tmp_path / limit, engine, shipped=shipped, QUIZ_NEW_PER_DAY=limit) as quiz:
            await quiz.until(lambda new=new: row(quiz, "First of all")[-5:] == [new, "·", "·", "░░░░░░░░░░", "0/3"])
            await quiz.sees("Welcome. Enter begins" if limit == "1" else "The options allow no new cards today")


async def test_known_is_what_has_been_passed(tmp_path: Path, engine: Engine) -> None:
    """A card that was only answered wrong is begun, and not known."""
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("small")
        for rating, bar, known in (("1", "▒▒░░░░░░░░", "0/5"), ("4", "██▒▒░░░░░░", "1/5")):
            await quiz.press("enter")
            await quiz.gives_up(rating=rating)
            await quiz.press("escape")
            await quiz.sees(f"{bar} {known}")


async def test_a_locked_deck_tells_why_in_the_room_there_is(tmp_path: Path, engine: Engine) -> None:
    """A long title is cut where the screen ends, not before."""
    shipped = decks(tmp_path, requires="first")
    deck = shipped / "b.yaml"
    deck.write_text(deck.read_text().replace("title: A few cards of each kind", f"title: {'long ' * 20}"))
    async with opened(tmp_path, engine, shipped=shipped) as quiz:

        def locked() -> str:
            return next((line for line in quiz.text.splitlines() if "locked: " in line), "")

        for width in (120, 60, 80):
            await quiz.pilot.resize_terminal(width, 40)
            await quiz.until(lambda width=width: width - 12 < len(locked()) <= width - 2)


async def test_home_counts_for_the_new_day_once_one_has_begun(tmp_path: Path, engine: Engine) -> None:
    """The laptop slept over the rollover: what was done yesterday is no longer today's, and what has come due is."""
    async with opened(tmp_path, engine, shipped=two_cards(tmp_path), QUIZ_FUZZ="false") as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.gives_up(2)
        await quiz.sees("All done for now.")
        await quiz.press("enter")
        await quiz.sees("2 reviewed", "All done for today.", "1-day streak")
        screen = quiz.app.screen
        assert isinstance(screen, HomeScreen)
        quiz.set_clock(days=20)
        await screen.look().wait()
        await quiz.sees("Today  2 due", "nothing reviewed yet")
        assert "All done for today." not in quiz.text
        quiz.set_clock(days=0)
        await screen.look().wait()
        await screen.look().wait()
        await quiz.sees("Today  2 due")


async def test_what_is_picked_after_the_night_is_reviewed_as_of_the_new_day(tmp_path: Path, engine: Engine) -> None:
    """Even where the key comes before home has looked."""
    write(tmp_path, [1, 2, 3])
    async with opened(tmp_path, engine) as quiz:
        await quiz.sees("Today  4 new")
        quiz.set_clock(days=60)
        await quiz.press("s")
        await quiz.asked()
        assert quiz.view.remaining == DeckCounts(new=4, due=1)
