"""The pictures of the README, made from the running app: `python docs/screenshot.py`.

Home is drawn over a collection that is made up for it, so that `docs/home.svg` shows a learner some weeks in; the past
is that of `tests/bench/memory.py`, the decks are the shipped ones. `docs/review.svg` shows a first answer, judged by
the torch of this machine.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from quiz import ask  # noqa: E402
from quiz.library.decks import Library  # noqa: E402
from quiz.review.events import Bury  # noqa: E402
from quiz.review.view import Stage  # noqa: E402
from quiz.schedule.day import study_day  # noqa: E402
from quiz.schedule.memory import Moment  # noqa: E402
from quiz.store.log.events import key, new_id  # noqa: E402
from quiz.store.log.rebuild import PUT_EVENT  # noqa: E402
from quiz.store.store import Store  # noqa: E402
from quiz.tui.app import QuizApp  # noqa: E402
from quiz.tui.backend.backend import Desk  # noqa: E402
from quiz.tui.screens.home import HomeScreen  # noqa: E402

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
    held = next((card.id for deck in decks for card in deck.cards if deck.name == "gather"), "")
    rows += [(NOW_MS - days * DAY_MS, held, 1) for days in (9, 4, 1) if held]
    with Store.open(path) as store, store.writing():
        store._db.executemany(PUT_EVENT, (_event(store.machine, chance, *row) for row in sorted(set(rows))))
        store.refolded(None)


def _event(machine: str, chance: random.Random, at_ms: int, card: str, rating: int) -> tuple[object, ...]:
    body: dict[str, object] = {"rating": rating, "verdict": "wrong" if rating == 1 else "right"}
    body["ms"] = chance.randrange(6_000, 30_000)
    if rating == 1 and card.startswith("gather"):
        body["belief"] = BELIEF
    day = study_day(Moment(at_ms, 60), 240)
    return key(new_id(at_ms)), machine, at_ms, 60, day, "review", card, json.dumps(body)


async def draw_home(home: Path, picture: Path) -> None:
    """Write what stands on the screen once all of it is there."""
    app = QuizApp(Desk({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}))
    async with app.run_test(size=(92, 28)) as pilot:
        screen = app.screen
        assert isinstance(screen, HomeScreen)
        await _until(pilot, lambda: screen.outlook is not None and "torch 2" in screen._torch)
        picture.write_text(app.export_screenshot(title="quiz"), encoding="utf-8")


async def draw_review(home: Path, picture: Path) -> None:
    """A card answered as one who holds the first of its beliefs would."""
    app = QuizApp(Desk({"QUIZ_HOME": str(home), "QUIZ_NOW": NOW}, ("gather",), seed=5), review=True)
    async with app.run_test(size=(104, 40)) as pilot:
        await _until(pilot, lambda: app._study is not None and app._study.view.stage is Stage.ASKING)
        driver = app._study
        assert driver is not None
        while (question := driver.view.question) is None or question.card.name != CARD:
            driver.send(Bury())
            await _until(pilot, lambda seen=question: driver.view.question not in (seen, None))
        proofs = ask.kind(question.card.ask).proofs(question)
        driver.submit(next(proof.given for proof in proofs if proof.belief))
        await _until(pilot, lambda: driver.view.stage is Stage.ANSWERED and driver.picture.origin is not None)
        picture.write_text(app.export_screenshot(title="quiz"), encoding="utf-8")


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
