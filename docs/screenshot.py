"""The pictures of the README and of the tour, made from the running app: `python docs/screenshot.py`.

Home and the screens behind it are drawn over a collection that is made up, so that they show a learner some weeks in;
the past is made up, the decks are the shipped ones. The pictures of a review show questions judged by the torch of this
machine. What is drawn is the same each time, but for the release of torch.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from past import store_of  # noqa: E402

from quiz.ask import kinds  # noqa: E402
from quiz.library.decks import Library  # noqa: E402
from quiz.review.view import Stage  # noqa: E402
from quiz.schedule.day import study_day  # noqa: E402
from quiz.schedule.memory import Moment  # noqa: E402
from quiz.store.log.events import Event, EventKind, new_id  # noqa: E402
from quiz.tui.app import QuizApp  # noqa: E402
from quiz.tui.backend.backend import Backend  # noqa: E402
from quiz.tui.backend.driver import Driver  # noqa: E402
from quiz.tui.screens.browse import BrowseScreen  # noqa: E402
from quiz.tui.screens.home import HomeScreen  # noqa: E402
from quiz.tui.screens.info import InfoScreen  # noqa: E402
from quiz.tui.screens.playground import PlayScreen  # noqa: E402
from quiz.tui.screens.review import ReviewScreen  # noqa: E402
from quiz.tui.screens.settings import SettingsScreen  # noqa: E402
from quiz.tui.screens.stats import StatsScreen  # noqa: E402
from quiz.tui.widgets.header import Head  # noqa: E402

NOW = "2026-11-20T09:30:00+01:00"
NOW_MS = 1_795_163_400_000
DAY_MS = 86_400_000
WEEKS = 9
CELL = 12.2
"""The width of a character in a picture."""
_HOME = re.compile(r"\S*/quiz-pictures-\w+/")
_TEXT = re.compile(r'textLength="(?P<width>[\d.]+)"(?P<rest>[^>]*)>(?P<text>[^<]*)</text>')
CARD = "gather-rule"
CODE_CARD = "reduce/rows-that-sum-to-one"
BELIEF = "dim is the coordinate that stays"


def past(path: Path) -> None:
    """Some weeks of a learner who goes through the first decks, a few cards a day, and misses a day now and then."""
    decks, _ = Library().all()
    chance = random.Random(7)
    rows = []
    for deck, weight in zip(decks[:4], (1.0, 0.9, 0.7, 0.35), strict=False):
        for card in deck.cards[: int(len(deck.cards) * weight)]:
            ago, gap = chance.uniform(3, 7 * WEEKS), 0.01
            while ago > 0:
                rating = chance.choices((1, 2, 3, 4), (9, 8, 75, 8))[0]
                rows.append((int(NOW_MS - ago * DAY_MS), card.id, rating))
                ago, gap = ago - max(gap, 0.01), (1.0 if gap < 1 else gap * 2.4) if rating > 1 else 0.01
    wrong = next((card.id for deck in decks for card in deck.cards if deck.name == "gather"), "")
    rows += [(NOW_MS - days * DAY_MS, wrong, 1) for days in (9, 4, 1) if wrong]
    store_of(path, [_event(chance, *row) for row in sorted(set(rows))]).close()


def _event(chance: random.Random, at_ms: int, card: str, rating: int) -> Event:
    body: dict[str, object] = {"rating": rating, "verdict": "wrong" if rating == 1 else "right"}
    body["ms"] = chance.randrange(6_000, 30_000)
    if rating == 1 and card.startswith("gather"):
        body["belief"] = BELIEF
    day = study_day(Moment(at_ms, 60), 240)
    return Event(new_id(at_ms), "pictures", at_ms, 60, day, EventKind.REVIEW.value, card, body)


async def draw_home(home: Path, docs: Path) -> None:
    """Draw the home screen once all of it is there, and the screens behind its keys."""
    app = QuizApp(Backend({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}))
    async with app.run_test(size=(92, 28)) as pilot:
        screen = app.screen
        assert isinstance(screen, HomeScreen)
        await _until(pilot, lambda: screen.outlook is not None and "torch 2" in _header(screen))
        await _draw(pilot, docs / "home.svg")
        for key, name in (("o", "options"), ("t", "stats"), ("b", "browse")):
            await pilot.press(key)
            await _until(pilot, lambda: isinstance(app.screen, (SettingsScreen, StatsScreen, BrowseScreen)))
            if name == "browse":
                app.screen.query_one("#search", Input).value = "deck:create prop:lapses>0"
                await pilot.pause(0.5)
            await _draw(pilot, docs / "pictures" / f"{name}.svg")
            if name == "browse":
                await pilot.press("i")
                await _until(pilot, lambda: isinstance(app.screen, InfoScreen))
                await _draw(pilot, docs / "pictures" / "info.svg")
            while app.screen is not screen:
                await pilot.press("escape")
                await pilot.pause(0.1)


async def draw_review(home: Path, docs: Path) -> None:
    """Draw a question, the verdict on an answer that fits the first misconception of its card, and its playground."""
    app = QuizApp(Backend({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}, (f"gather/{CARD}",), seed=5), review=True)
    async with app.run_test(size=(104, 40)) as pilot:
        driver = await _asked(pilot)
        await _draw(pilot, docs / "pictures" / "question.svg")
        question = driver.view.question
        assert question is not None
        proofs = kinds.kind(question.card.ask).proofs(question)
        driver.submit(next(proof.given for proof in proofs if proof.diagnosis))
        await _until(pilot, lambda: driver.view.stage is Stage.ANSWERED and driver.picture.origin is not None)
        await _draw(pilot, docs / "review.svg")
        await pilot.press("p")
        await _until(pilot, lambda: isinstance(app.screen, PlayScreen))
        await pilot.press("f12")
        await _until(pilot, lambda: "tensor" in str(app.screen.query_one("#came", Static).render()))
        await _draw(pilot, docs / "pictures" / "playground.svg")


async def draw_code(home: Path, docs: Path) -> None:
    """Draw a card that asks for code."""
    app = QuizApp(Backend({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}, (CODE_CARD,), seed=5), review=True)
    async with app.run_test(size=(104, 18)) as pilot:
        await _asked(pilot)
        await _draw(pilot, docs / "pictures" / "code.svg")


async def _asked(pilot: Pilot[int]) -> Driver:
    """The driver, once its first card is asked."""
    app = pilot.app
    await _until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.driver.view.stage is Stage.ASKING)
    assert isinstance(app.screen, ReviewScreen)
    return app.screen.driver


async def _draw(pilot: Pilot[int], picture: Path) -> None:
    """Draw the screen once it stays as it is, without a cursor that blinks."""
    screen = pilot.app.screen
    for line in (*screen.query(Input), *screen.query(TextArea)):
        line.cursor_blink = False
    before, drawn = "", pilot.app.export_screenshot(title="quiz")
    while before != drawn:
        await pilot.pause(0.4)
        before, drawn = drawn, pilot.app.export_screenshot(title="quiz")
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(_elsewhere(drawn), encoding="utf-8")


def _elsewhere(drawn: str) -> str:
    """The picture with the folders of this machine as a reader has them, and no name that says what is drawn."""

    def renamed(found: re.Match[str]) -> str:
        text = _HOME.sub("~/.config/quiz/", found["text"]).replace(f"{ROOT}/", "~/quiz/")
        width = float(found["width"]) + (len(text) - len(found["text"])) * CELL
        return f'textLength="{width:g}"{found["rest"]}>{text}</text>'

    there = _TEXT.sub(lambda found: renamed(found) if "/" in found["text"] else found[0], drawn)
    return re.sub(r"terminal-\d+-", "terminal-", re.sub(r"\b\d+&#160;ms\b", "5&#160;ms", there))


def _header(screen: HomeScreen) -> str:
    return "".join(strip.text for strip in screen.query_one(Head).render_lines(screen.query_one(Head).region))


async def _until(pilot: Pilot[int], there: Callable[[], bool]) -> None:
    """Wait for something to be there. Raises TimeoutError after half a minute."""
    for _ in range(600):
        await pilot.pause(0.05)
        if there():
            return
    raise TimeoutError("the screen that was waited for did not come")


def main() -> None:
    Driver.elapsed_s = 48  # type: ignore[assignment,method-assign]  # the time on the clock is part of a picture
    docs = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    for draw in (draw_home, draw_review, draw_code):
        with tempfile.TemporaryDirectory(prefix="quiz-pictures-") as folder:
            if draw is draw_home:
                past(Path(folder) / "quiz.db")
            asyncio.run(draw(Path(folder), docs))


if __name__ == "__main__":
    main()
