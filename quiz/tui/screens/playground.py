"""The playground screen: a card's code in an editor, run as the card is run. Nothing is recorded."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence, Set
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.answer.value import Null, Outcome, Raised
from quiz.ask import kinds
from quiz.ask.question import Broken, Given, Question
from quiz.engine.protocol import Reply
from quiz.errors import EngineError
from quiz.tui.backend.engine_tasks import EngineTasks
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.widgets.answers.editor import Editor
from quiz.tui.widgets.header import Head

_Helper = ast.FunctionDef | ast.ClassDef
KEYS = (
    Binding("f9", "again", "Reset code", id="play.again"),
    Binding("f1,ctrl+g", "app.help", "Help", id="play.help"),
    Binding("escape,f4", "back", "Back to the review", id="play.back"),
)


_PLACE = re.compile(r" \(<card>, line \d+\)$")
"""What Python adds to a syntax error: the line is shown anyway, and there is no real file."""


class PlaygroundEditor(Editor):
    """An editor for which these keys scroll the output: its text is short and the output may be long."""

    BINDINGS: ClassVar = [
        Binding("f12,ctrl+s", "submit", "Run", id="play.run"),
        Binding("pageup", "screen.page(-1)", "Scroll the output up", show=False, id="play.page-up"),
        Binding("pagedown", "screen.page(1)", "Scroll the output down", show=False, id="play.page-down"),
    ]


class PlayScreen(Screen[str]):
    """Returns the code as it was left, so that it can be opened with it again."""

    DEFAULT_CSS = """
    PlayScreen Editor { max-height: 60vh; margin: 1 3 0 3; }
    PlayScreen #output { height: 1fr; margin: 1 3 0 3; padding: 0; }
    """
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("The playground", KEYS),)

    def __init__(self, tasks: EngineTasks, question: Question, given: Given, code: str = "") -> None:
        """`code` is what the editor begins with, "" for the program of the answer `given`."""
        super().__init__()
        self._tasks = tasks
        self._question = question
        kind = kinds.kind(question.card.ask)
        program = kind.program(question, given if kind.RUNS and given else None)
        self._text = without_unused(program, question.card.setup)
        self._begins_with = code or self._text

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        yield PlaygroundEditor(self._begins_with, least=4)
        with VerticalScroll(id="output"):
            yield Static("", id="came", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        card = self._question.card
        place = Content.assemble((card.deck, "bold"), " · ", plain(card.name))
        self.query_one(Head).show(place, plain("playground · nothing is recorded", MUTED), plain("playground", MUTED))
        self.query_one(Editor).focus()
        self.action_run()

    @on(Editor.Entered)
    def _submitted(self, event: Editor.Entered) -> None:
        event.stop()
        self.action_run()

    @while_shown("play")
    async def action_run(self) -> None:
        waiting = self.set_timer(0.15, lambda: self._show(plain("running …", MUTED)))
        try:
            reply = await self._tasks.played(self._question, self.query_one(Editor).text)
        except Broken as broken:
            self._show(plain(broken.reason, "$text-warning"))
        except EngineError as error:
            self._show(plain(f"{error.what}. {error.fix}", "$text-warning"))
        else:
            self._show(output(reply, max(self.size.width - 8, 20)))
        finally:
            waiting.stop()

    def action_back(self) -> None:
        self.dismiss(self.query_one(Editor).text)

    def action_again(self) -> None:
        """Reset the editor to its first text."""
        self.query_one(Editor).load_text(self._text)
        self.action_run()

    def action_page(self, pages: int) -> None:
        box = self.query_one("#output")
        box.scroll_relative(y=pages * max(box.size.height - 1, 1), animate=False)

    def _show(self, text: Content) -> None:
        self.query_one("#came", Static).update(text)
        self.query_one("#output").scroll_home(animate=False)


def without_unused(program: str, setup: str) -> str:
    """The program without the functions and classes of the deck's setup that it does not use."""
    try:
        helpers = {node.name for node in ast.parse(setup).body if isinstance(node, _Helper)}
        nodes = ast.parse(program).body
    except SyntaxError:
        return program
    while True:
        unused = next((node for node in nodes if isinstance(node, _Helper) and _is_unused(node, nodes, helpers)), None)
        if unused is None:
            break
        nodes.remove(unused)
    lines, kept, end = program.split("\n"), [], 0
    for node in ast.parse(program).body:
        first = min([node.lineno, *(at.lineno for at in getattr(node, "decorator_list", ()))]) - 1
        if not isinstance(node, _Helper) or any(ast.dump(node) == ast.dump(other) for other in nodes):
            kept += lines[end : node.end_lineno]
        else:
            kept += lines[end:first]
        end = node.end_lineno or end
    return re.sub(r"\n{3,}", "\n\n\n", "\n".join([*kept, *lines[end:]]).strip("\n"))


def _is_unused(node: _Helper, nodes: Sequence[ast.stmt], helpers: Set[str]) -> bool:
    others = (part for other in nodes if other is not node for part in ast.walk(other))
    return node.name in helpers and not any(isinstance(part, ast.Name) and part.id == node.name for part in others)


def output(reply: Reply, width: int) -> Content:
    """The result of a run: what was printed, warnings, the value of the last line or the exception, the time."""
    if reply.result is None:
        return plain(f"No result: {reply.detail}", "$text-error")
    if reply.result.fault is not None or not reply.result.outcomes:
        message = reply.result.fault["message"] if reply.result.fault else "It gave no result."
        return hanging(plain("✗ ", "$text-error"), plain(message, "$text-error"), width)
    outcome = reply.result.outcomes[0]
    parts = [plain(outcome.printed.rstrip("\n"))] if outcome.printed.strip() else []
    parts += [hanging(plain("! ", "$text-warning"), plain(f"{w.category}: {w.text}"), width) for w in outcome.warned]
    parts.append(_value(outcome, width))
    parts.append(plain(f"{reply.ms:.0f} ms", MUTED))
    return stacked(parts)


def _value(outcome: Outcome, width: int) -> Content:
    value = outcome.value
    if isinstance(value, Raised):
        where = f" (line {value.line})" if value.line is not None else ""
        message = _PLACE.sub("", value.message)
        return hanging(plain("✗ ", "$text-error"), plain(f"{value.name}: {message}{where}", "$text-error"), width)
    if isinstance(value, Null):
        return plain("✓ it ran; its last line has no value", "$text-success")
    return hanging(plain("→ ", "$text-success"), plain(outcome.shown), width)
