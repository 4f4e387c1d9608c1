"""The base class of answer widgets: `<kind>.py` has one class `Answer`, a subclass of `AnswerWidget`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.widget import Widget

from quiz.answer.verdict import Verdict
from quiz.ask.question import Given, Question

if TYPE_CHECKING:
    _Mixed = Widget
else:
    _Mixed = object


VALUE_SIGNS = ("1234567890", "[](),.-␣←⌫")
CODE_SIGNS = ("1234567890", "[](),.=:_⌫")


@dataclass
class Grown(Message):
    """Posted when a widget for answers needs more room, or less."""


@dataclass
class AnswerChanged(Message):
    """Posted when an answer was changed: by typing, marking or moving."""


class AnswerWidget(Widget):
    """The widget in which the learner answers. `question` is the present one.

    `TELLS_WHY` is true when `outcome` also shows the verdict's message, each part of it in its place; `SHOWS_CODE`
    when the code of the question is shown here, as long as it is asked. `OUTLIVES_EDITS` is true when an answer
    means the same once its card was edited.
    """

    GROWS = ""
    """The part that scrolls where it is too high, as a selector; "" where none takes all the room there is."""
    TELLS_WHY = False
    SHOWS_CODE = False
    OUTLIVES_EDITS = True
    SIGNS: ClassVar[tuple[str, ...]] = ()
    """Rows of signs that can be tapped where there may be no keyboard."""

    @dataclass
    class Submitted(Message):
        given: Given

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.handed_in = False
        """Whether the answer waits for its verdict: until then typing does not change it."""

    def given(self) -> Given:
        """The answer as it is now."""
        raise NotImplementedError

    @property
    def typed(self) -> Given:
        """The typed text that would be lost; empty when nothing was typed."""
        return ""

    @property
    def draft(self) -> Given:
        """The answer as it is now, for `restore`; empty when nothing was done to it."""
        return self.given() if self.typed else ""

    def begin(self) -> None:
        """Take the focus."""
        raise NotImplementedError

    def give_room(self, rows: int, width: int) -> None:
        """Let the part that `GROWS` take what is left of so many rows, and never less than most of the screen."""
        part = self.query_one(self.GROWS)
        rest = sum(height(child, width) for child in self.children if child is not part and child.display)
        part.styles.max_height = max(rows - rest, self.app.size.height * 6 // 10)

    def renew(self, question: Question) -> bool:
        """Serve another question of the same kind, with nothing typed; False when a new widget is needed."""
        return False

    def restore(self, given: Given) -> None:
        """Restore an earlier answer, as if it had been typed again."""
        raise NotImplementedError

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        """The given answer next to torch's, `width` cells wide; when nothing was given, only torch's."""
        raise NotImplementedError

    def submit(self) -> None:
        """Submit the answer as it is now, once."""
        if not self.handed_in:
            self.handed_in = True
            self.post_message(self.Submitted(self.given()))


def height(widget: Widget, width: int) -> int:
    """The rows that a widget takes where it is so many cells wide, before it is drawn."""
    box, size = widget.gutter, widget.app.size
    return widget.get_content_height(size, size, max(width - box.width, 1)) + box.height


class AnswerField(_Mixed):
    """A widget that has the focus while its answer is given; it ignores keys while the answer waits for its verdict.

    Name it before the widget's class of Textual, which takes styles and bindings from that class alone.
    """

    @property
    def answer(self) -> AnswerWidget | None:
        """The answer that it is part of, None in the playground."""
        return next((node for node in self.ancestors if isinstance(node, AnswerWidget)), None)

    @property
    def is_deaf(self) -> bool:
        return self.answer is not None and self.answer.handed_in

    async def action_submit(self) -> None:
        """Submit the answer that this is part of, as it is before any later key."""
        if self.answer is not None:
            self.answer.submit()

    @property
    def is_empty(self) -> bool:
        """Whether a question mark can mean help: nothing is typed, or no text is typed here at all."""
        return True

    async def _on_key(self, event: Key) -> None:
        """Textual calls this one, and then those of the base classes unless it is stopped."""
        if event.character == "?" and self.is_empty and self.answer is not None:
            event.stop()
            event.prevent_default()
            await self.run_action("app.help")
        elif self.is_deaf and self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()


def clicked(rows: Sequence[Widget], event: Click) -> int:
    """The place of the row that was clicked, -1 for none; the event names the widget that it came through."""
    return next((at for at, row in enumerate(rows) if row.region.contains(event.screen_x, event.screen_y)), -1)


def answer_widget(kind: str) -> type[AnswerWidget]:
    """The widget class of the kind of that name."""
    module = importlib.import_module(f"quiz.tui.widgets.answers.{kind}")
    widget: type[AnswerWidget] = module.Answer
    return widget
