"""Plain mode within the test's own process: typed lines are scripted, the engine and the store are real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scene import deck_of

from quiz.collection.snapshot import collection_of
from quiz.deck.model import Deck
from quiz.engine.client import Engine
from quiz.plain.line_mode import LineMode
from quiz.review.session import Session
from quiz.schedule.cram import Cram
from quiz.schedule.memory import Moment
from quiz.settings.settings import Settings
from quiz.store.log.events import Event
from quiz.store.store import Store

NOW = Moment(1_795_000_000_000, 60)
MATRIX = """
- id: matrix
  ask: predict
  prompt: Value of `x`?
  hints: [It is small.]
  code: |
    x = torch.tensor([[1, 2, 3], [4, 5, 6]])
    x
"""
NUMBER = """
- id: {name}
  ask: predict
  prompt: Value of `x`?
  code: |
    x = torch.tensor(7)
    x
"""


@dataclass
class ScriptedLines:
    """A text is a line that is typed once the program asks for it; what a list holds is there at once.

    A function is called where the next line would be typed: it may raise.
    """

    script: list[str | list[str] | Callable[[], str | None]]
    is_terminal: bool = True
    prompts: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)

    def read(self, prompt: str) -> str | None:
        self.prompts.append(prompt)
        if not self.there and self.script:
            coming = self.script.pop(0)
            if callable(coming):
                return coming()
            self.there += [coming] if isinstance(coming, str) else coming
        return self.there.pop(0) if self.there else None

    def next_waiting(self, wait_s: float) -> str | None:
        return self.there[0] if self.there else None


@dataclass
class PlainReview:
    """What was printed, the prompts before each line, and what is in the log afterwards."""

    text: str = ""
    prompts: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events if event.kind != "options"]

    @property
    def reviews(self) -> list[dict[str, object]]:
        return [dict(event.body) for event in self.events if event.kind == "review"]


def review(
    engine: Engine,
    folder: Path,
    cards: list[str] | Deck,
    *script: str | list[str] | Callable[[], str | None],
    terminal: bool = True,
    ask_rating: bool = False,
    cram: bool = False,
    raises: type[BaseException] | None = None,
) -> PlainReview:
    """Review these cards by these lines, to the end of the script."""
    deck = cards if isinstance(cards, Deck) else deck_of(*cards)
    done, printed = PlainReview(), []
    lines = ScriptedLines(list(script), terminal)
    with Store.open(folder / "quiz.db") as store:
        collection = collection_of([deck], store, Settings(), NOW)
        options = collection.rules.options
        practice = Cram(collection.cards, 1, options.rollover_min) if cram else None
        session = Session(collection, (), lambda card, nth: nth, practice)
        mode = LineMode(session, store, engine, options, lambda: NOW, lines, printed.append, ask_rating)
        try:
            mode.run()
        except BaseException as error:
            if raises is None or not isinstance(error, raises):
                raise
        done.events = list(store.events())
    done.text, done.prompts = "\n".join(printed), lines.prompts
    return done
