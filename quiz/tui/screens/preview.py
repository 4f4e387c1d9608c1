"""The preview screen: a card as it would be asked, with new numbers on request; nothing is recorded."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.deck import placeholders
from quiz.deck.model import Card
from quiz.errors import EngineError
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain, prose, stacked
from quiz.tui.widgets.header import Head

if TYPE_CHECKING:
    from quiz.ask.question import Question
    from quiz.engine.job import Job
    from quiz.engine.protocol import Reply
    from quiz.tui.host import Host

KEYS = (
    Binding("r,space", "redraw", "New numbers", id="preview.redraw"),
    Binding("t", "truth", "Show answer", id="preview.truth"),
    Binding("down,j", "scroll(1)", "Down", show=False, id="preview.down"),
    Binding("up,k", "scroll(-1)", "Up", show=False, id="preview.up"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="preview.help"),
    Binding("q,escape,enter", "dismiss", "Back", id="preview.back"),
)


class PreviewScreen(Screen[None]):
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Preview", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card
        self._question: Question | None = None
        self._trouble = ""
        self._tells = False

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="body", can_focus=False):
            yield Static("", id="question", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self.action_redraw()

    def action_truth(self) -> None:
        self._tells = not self._tells
        self._draw()

    def action_scroll(self, by: int) -> None:
        self.query_one("#body").scroll_relative(y=by, animate=False)

    @while_shown("pose")
    async def action_redraw(self) -> None:
        """Pose the card by another seed."""
        self._trouble = ""
        self._draw()
        from quiz.ask.seeds import random_seed
        from quiz.engine.async_client import aconverse
        from quiz.review import carry_out
        from quiz.review.effects import Draw
        from quiz.review.events import QuestionFailed, QuestionPosed

        try:
            engine, hello = self.app.backend.engine.get(), await self.app.backend.engine.hello()

            def run(job: Job) -> Awaitable[Reply]:
                return engine.run(job, self._card.budget)

            event = await aconverse(carry_out.draw(Draw(self._card, random_seed()), hello), run)
        except EngineError as error:
            self._question, self._trouble = None, f"{error.what}. {error.fix}"
        else:
            posed = isinstance(event, QuestionPosed)
            self._question = event.question if isinstance(event, QuestionPosed) else None
            reason = event.broken.reason if isinstance(event, QuestionFailed) else ""
            self._trouble = "" if posed else f"It cannot be asked here: {reason}"
        self._draw()

    def _draw(self) -> None:
        drawn = f"seed {self._question.seed}" if self._question is not None else "drawing …"
        seed_text = "not drawn" if self._trouble else drawn
        self.query_one(Head).show(plain(self._card.id, "bold $text-accent"), plain(seed_text, MUTED))
        self.query_one("#question", Static).update(self._text())

    def _text(self) -> Content:
        if self._trouble:
            return plain(self._trouble, "$text-warning")
        if self._question is None:
            return prose(placeholders.as_names(self._card.prompt))
        from quiz.ask import kinds
        from quiz.ask.judge import given_up
        from quiz.ask.lines import question_lines, truth_lines

        lines = [plain(row) for row in question_lines(self._question)]
        if self._tells:
            verdict = given_up(kinds.kind(self._card.ask), self._question)
            lines += [Content(""), *(plain(row, "$text-success") for row in truth_lines(self._question, verdict.truth))]
            if self._question.explain:
                lines += [Content(""), prose(self._question.explain)]
        return stacked(lines)
