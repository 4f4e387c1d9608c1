"""The pictures of the README, made from the running app: `python docs/screenshot.py`.

Home is drawn over a collection that is made up for it, so that `docs/home.svg` shows a learner some weeks in; the past
is made up, the decks are the shipped ones. `docs/review.svg` shows a first answer, judged by
the torch of this machine.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from past import store_of  # noqa: E402

from quiz.ask import kinds  # noqa: E402
from quiz.library.decks import Library  # noqa: E402
from quiz.review.events import Bury  # noqa: E402
from quiz.review.view import Stage  # noqa: E402
from quiz.schedule.day import study_day  # noqa: E402
from quiz.schedule.memory import Moment  # noqa: E402
from quiz.store.log.events import Event, EventKind, new_id  # noqa: E402
from quiz.tui.app import QuizApp  # noqa: E402
from quiz.tui.backend.backend import Backend  # noqa: E402
from quiz.tui.screens.home import HomeScreen  # noqa: E402
from quiz.tui.screens.review import ReviewScreen  # noqa: E402
from quiz.tui.widgets.header import Head  # noqa: E402

NOW = "2026-11-20T09:30:00+01:00"
NOW_MS = 1_795_163_400_000
DAY_MS = 86_400_000
WEEKS = 9
CARD = "gather-rule"
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


async def draw_home(home: Path, picture: Path) -> None:
    """Draw the home screen once all of it is there."""
    app = QuizApp(Backend({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}))
    async with app.run_test(size=(92, 28)) as pilot:
        screen = app.screen
        assert isinstance(screen, HomeScreen)
        await _until(pilot, lambda: screen.outlook is not None and "torch 2" in _header(screen))
        picture.write_text(app.export_screenshot(title="quiz"), encoding="utf-8")


async def draw_review(home: Path, picture: Path) -> None:
    """Draw the verdict on an answer that fits the first misconception of its card."""
    app = QuizApp(Backend({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}, ("gather",), seed=5), review=True)
    async with app.run_test(size=(104, 40)) as pilot:
        await _until(
            pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.driver.view.stage is Stage.ASKING
        )
        assert isinstance(app.screen, ReviewScreen)
        driver = app.screen.driver
        while (question := driver.view.question) is None or question.card.name != CARD:
            driver.send(Bury())
            await _until(pilot, lambda seen=question: driver.view.question not in (seen, None))
        proofs = kinds.kind(question.card.ask).proofs(question)
        driver.submit(next(proof.given for proof in proofs if proof.belief))
        await _until(pilot, lambda: driver.view.stage is Stage.ANSWERED and driver.picture.origin is not None)
        picture.write_text(app.export_screenshot(title="quiz"), encoding="utf-8")


def _header(screen: HomeScreen) -> str:
    return "".join(strip.text for strip in screen.query_one(Head).render_lines(screen.query_one(Head).region))


async def _until(pilot: Pilot[int], there: Callable[[], bool]) -> None:
    for _ in range(600):
        await pilot.pause(0.05)
        if there():
            break
    await pilot.pause(0.3)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        past(Path(folder) / "quiz.db")
        asyncio.run(draw_home(Path(folder), ROOT / "docs" / "home.svg"))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(draw_review(Path(folder), ROOT / "docs" / "review.svg"))


if __name__ == "__main__":
    main()
