"""What home is told, without a screen: the counts of the decks, the path, the decks that hide another."""

from __future__ import annotations

from pathlib import Path

from quiz.app.home import Home
from quiz.schedule.memory import Rating
from quiz.store.log.events import Review
from quiz.store.store import Store
from quiz.tui.backend.overview import Outlook, Overview, OverviewReader
from quiz.tui.backend.store_thread import StoreThread
from quiz.tui.widgets.today_summary import today_lines

CARD = """
- id: c{number}
  ask: predict
  prompt: What?
  code: torch.tensor({number})
  explain: e
  source: https://example.org
"""
PATH = """
format: 1
path: first-steps
title: The first steps
about: For a newcomer
cards: [a/c0, b/c1]
"""


def home(folder: Path, settings: str = "") -> Home:
    """Two shipped decks of nine cards, and a path through them; decks of the learner's own are in `home/decks`."""
    for name in "ab":
        write_deck(folder / "shipped", name, range(9))
    (folder / "shipped" / "paths").mkdir(exist_ok=True)
    (folder / "shipped" / "paths" / "first-steps.yaml").write_text(PATH)
    (folder / "home").mkdir(exist_ok=True)
    (folder / "home" / "config.toml").write_text(settings)
    environ = {"QUIZ_HOME": str(folder / "home"), "QUIZ_NOW": "2026-11-20T09:30:00+01:00"}
    return Home(environ, shipped=folder / "shipped")


def write_deck(folder: Path, name: str, numbers: range) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cards = "".join(CARD.format(number=number) for number in numbers)
    (folder / f"{name}.yaml").write_text(f"format: 1\ndeck: {name}\ntitle: A deck\ncards:\n{cards}")


def answer(here: Home, store: Store, card: str) -> None:
    row = store.rows([card]).get(card)
    expects = row.last_event if row else None
    review = Review(
        card=card, rating=Rating.AGAIN, moment=here.now(), expects=expects, suggested=Rating.AGAIN, verdict="wrong"
    )
    store.record(review, here.settings.options())


async def looked(here: Home, *answers: str) -> tuple[Overview, Outlook]:
    """What home shows once these cards were answered."""
    thread = StoreThread(here.open_store)
    try:
        for card in answers:
            await thread.call(lambda store, card=card: answer(here, store, card))
        reader = OverviewReader(here, (), thread)
        overview = await reader.overview()
        return overview, await reader.outlook(overview)
    finally:
        await thread.close()


async def test_the_path_stays_until_all_its_cards_were_met(tmp_path: Path) -> None:
    """Also where the very first answer was to another card."""
    for answers, seen in (((), 0), (("b/c7",), 0), (("a/c0",), 1)):
        progress = (await looked(home(tmp_path), *answers))[0].progress
        assert progress is not None
        assert (progress.trail.name, progress.seen, progress.cards) == ("first-steps", seen, 2)
    assert (await looked(home(tmp_path), "b/c1"))[0].progress is None


async def test_with_unlocking_off_the_decks_share_the_new_cards_of_the_day(tmp_path: Path) -> None:
    """Each row is its part of the day: together they are what a review of all brings."""
    overview, _ = await looked(home(tmp_path, "new_per_day = 13\nunlocking = false\n"))
    assert {deck: counts.new for deck, counts in overview.counts.items()} == {"a": 9, "b": 4}
    assert overview.total.new == 13


async def test_a_deck_that_hides_a_shipped_one_is_named(tmp_path: Path) -> None:
    """An edited copy of it is not: that is what the learner asked for."""
    here = home(tmp_path)
    write_deck(tmp_path / "home" / "decks", "a", range(20, 22))
    write_deck(tmp_path / "home" / "decks", "b", range(9))
    overview, _ = await looked(here)
    (note,) = overview.notes
    assert "your deck a hides" in note
    assert "9 of its 9 cards" in note


async def test_home_names_the_siblings_that_wait(tmp_path: Path) -> None:
    """In the line below the counts, which stay what today brings."""
    here = home(tmp_path)
    deck = tmp_path / "shipped" / "a.yaml"
    deck.write_text(deck.read_text().replace("  prompt: What?\n", "  prompt: What?\n  siblings: [c8]\n", 2))
    (tmp_path / "home" / "config.toml").write_text('learning_steps = ["1m"]\n')
    overview, outlook = await looked(here, "a/c8", "a/c0")
    assert overview.total.buried_siblings == 0, "both were answered today: their steps go on"
    later = Home({"QUIZ_HOME": str(tmp_path / "home"), "QUIZ_NOW": "2026-11-21T09:30:00+01:00"}, shipped=deck.parent)
    overview, outlook = await looked(later)
    assert (overview.total.learning, overview.total.buried_siblings) == (1, 1)
    lines = today_lines(overview, outlook, 74).plain.splitlines()
    assert "1 learning" in lines[0]
    assert "1 sibling held back until tomorrow" in lines[1]
