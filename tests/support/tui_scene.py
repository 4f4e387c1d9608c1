"""The quiz opened on a screen of the tests: a small deck, a real store, and one engine lent to all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from textual.events import Key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from quiz.answer.verdict import Status
from quiz.ask import kinds
from quiz.ask.question import Question
from quiz.engine.client import Engine
from quiz.engine.job import Job
from quiz.engine.protocol import Reply
from quiz.errors import EngineError
from quiz.review.view import Stage, View
from quiz.store.store import Store
from quiz.tui.app import QuizApp
from quiz.tui.backend.backend import Backend
from quiz.tui.backend.engine_port import EnginePort
from quiz.worker.wire import Hello

DATA = Path(__file__).parents[1] / "tui" / "data"
_ONE_AT_A_TIME = threading.Lock()
NOW = "2026-11-20T09:30:00+01:00"


class Lent:
    """The engine of the whole test run, behind the face of `AsyncEngine`."""

    waits_for = ""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def start(self) -> Hello:
        return self._engine.start()

    async def run(self, job: Job, budget: float) -> Reply:
        return await asyncio.get_running_loop().run_in_executor(None, self._run, job, budget)

    def _run(self, job: Job, budget: float) -> Reply:
        with _ONE_AT_A_TIME:  # the blocking engine serves one caller
            return self._engine.run(job, budget)

    def close(self) -> None:
        pass


class Dead:
    """An engine that cannot start."""

    waits_for = ""

    async def start(self) -> Hello:
        raise EngineError("torch cannot be loaded", fix="Install it: pip install torch.")

    async def run(self, job: Job, budget: float) -> Reply:
        raise EngineError("torch cannot be loaded", fix="Install it: pip install torch.")

    def close(self) -> None:
        pass


class Engines:
    """Makes the engines of an app: `engine`, whichever that is at the moment."""

    def __init__(self, engine: EnginePort) -> None:
        self.engine = engine

    def __call__(self, python: str, device: str) -> EnginePort:
        return self.engine


class Quiz:
    """The app under test, and what a learner sees and does."""

    def __init__(self, app: QuizApp, pilot: Pilot[int], engines: Engines | None = None) -> None:
        self.app = app
        self.pilot = pilot
        self._engines = engines

    def lend(self, engine: EnginePort) -> None:
        """From now on this is the engine of the app."""
        assert self._engines is not None
        self._engines.engine = engine
        self.app.backend.engine.drop()

    def set_clock(self, days: int) -> None:
        """Let it be so many days after NOW."""
        self.app.backend.home.environ["QUIZ_NOW"] = (datetime.fromisoformat(NOW) + timedelta(days)).isoformat()

    @property
    def text(self) -> str:
        """The screen, as a learner would read it."""
        return "\n".join(strip.text.rstrip() for strip in self.strips)

    @property
    def strips(self) -> list[Strip]:
        """The lines of the screen as they are drawn; Textual has no public door to them."""
        return self.app.screen._compositor.render_strips()

    @property
    def view(self) -> View:
        assert self.app.study is not None
        return self.app.study.view

    @property
    def question(self) -> Question:
        assert self.view.question is not None
        return self.view.question

    @property
    def store(self) -> Store:
        """A connection of its own to what the app has saved."""
        return Store.open(self.app.backend.places.db)

    def burst(self, *keys: str) -> None:
        """Let these keys arrive together, as from one read of the terminal."""
        for key in keys:
            character = key if len(key) == 1 else {"slash": "/", "space": " "}.get(key)
            self.app.post_message(Key(key, character))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        focused = self.app.screen.focused
        if isinstance(focused, TextArea):
            focused.insert(text)
        else:
            focused.insert_text_at_cursor(text)  # type: ignore[union-attr]
        await self.pilot.pause()

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        """Wait until it is so, and drawn; no test waits longer than ten seconds."""
        for _ in range(1000):
            if true():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"it did not come to be: {what}\n{self.text}")

    def shows(self, words: str) -> bool:
        """Whether they stand on the screen, as they are or wrapped: how long the path of a file is, no test knows."""
        text = self.text
        return words in text or " ".join(words.split()) in " ".join(text.split())

    async def sees(self, *words: str) -> None:
        for word in words:
            await self.until(lambda word=word: self.shows(word), word)

    async def asked(self, card: str = "") -> None:
        """Wait for a question, of this card where one is named, and for the keyboard to be where it is answered."""
        focused = cast(Callable[[], Widget | None], lambda: self.app.screen.focused)
        await self.until(
            lambda: (
                self.app.study is not None
                and self.view.stage is Stage.ASKING
                and self.question.card.name == (card or self.question.card.name)
                and any(node.id == "answer" for node in (focused().ancestors if focused() else ()))
            ),
            f"the question {card}",
        )

    async def answered(self) -> None:
        await self.until(lambda: self.view.stage is Stage.ANSWERED, "the verdict")

    def answer_of(self, status: Status, belief: str = "") -> str:
        """What a learner could type to earn this verdict."""
        proofs = kinds.kind(self.question.card.ask).proofs(self.question)
        return next(
            str(one.given) for one in proofs if one.status is status and one.diagnosis == belief and one.given != ""
        )

    async def answers(self, text: str) -> None:
        await self.type(text)
        await self.press("enter")

    async def goes_on_to(self, card: str) -> None:
        """Answer by giving up, until this card is asked."""
        await self.asked()
        while self.question.card.name != card:
            await self.gives_up()
            await self.asked()

    async def gives_up(self, cards: int = 1, rating: str = "4") -> None:
        """Give up so many cards, and rate them all the same."""
        for _ in range(cards):
            await self.asked()
            before = self.question
            await self.press("f3")
            await self.answered()
            await self.press(rating)
            await self.until(lambda before=before: self.view.question is not before, "what comes next")


def two_cards(folder: Path) -> Path:
    """A folder with a deck of two cards that can be asked: `rows` and `which-keep-the-dim`."""
    shipped = folder / "two"
    shipped.mkdir()
    text = (DATA / "small.yaml").read_text()
    (shipped / "small.yaml").write_text(text[: text.index("  - id: which-dtype")])
    return shipped


@asynccontextmanager
async def opened(
    home: Path,
    engine: Engine | None,
    *decks: str,
    size: tuple[int, int] = (80, 24),
    shipped: Path = DATA,
    review: bool = False,
    **environ: str,
) -> AsyncIterator[Quiz]:
    """The app on a screen of this size; without an engine, one that cannot start."""
    engines = Engines(Lent(engine) if engine is not None else Dead())
    app = quiz_app(home, engines, *decks, shipped=shipped, review=review, **environ)
    async with app.run_test(size=size) as pilot:
        yield Quiz(app, pilot, engines)


def quiz_app(
    home: Path, engine: Engine | Engines, *decks: str, shipped: Path = DATA, review: bool = False, **environ: str
) -> QuizApp:
    engines = Engines(Lent(engine)) if isinstance(engine, Engine) else engine
    settings = {"QUIZ_HOME": str(home), "QUIZ_NOW": NOW, **environ}
    return QuizApp(Backend(settings, decks, seed=3, shipped=shipped, engine=engines), review=review)
