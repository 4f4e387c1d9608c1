"""The done screen: what the session did, what comes next and when, and which cards were set aside."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.errors import QuizError
from quiz.review import events
from quiz.review.messages import CRAM, by_reason, new_beyond, new_waiting, not_asked
from quiz.review.view import Stage
from quiz.schedule.day import study_day
from quiz.text.numbers import counted
from quiz.tui.backend.driver import Driver
from quiz.tui.keys.footer import Keys
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.style.phrases import next_up, tallied
from quiz.tui.widgets.header import Head

if TYPE_CHECKING:
    from quiz.tui.host import Host

KEYS = (
    Binding("enter,escape", "home", "Home", id="done.home"),
    Binding("c", "cram", "Cram the missed", id="done.cram"),
    Binding("t", "app.stats", "Stats", id="done.stats"),
    Binding("u,f9,ctrl+z", "undo", "Undo", id="done.undo"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="done.help"),
    Binding("q", "app.quit", "Quit", id="done.quit"),
)


class DoneScreen(Screen[None]):
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Done", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.driver = driver

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="body"):
            yield Static("", id="summary", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(Head).show(
            plain("quiz", "bold $text-accent"), plain(CRAM if self.driver.view.cram else "all is saved", MUTED)
        )
        self.driver.changed = self.show_view
        self.show_view()

    def on_resize(self) -> None:
        self.show_view()

    def show_view(self) -> None:
        """Show the view; when there is a card again, as after an undo, the review goes on."""
        if self.driver.view.stage is Stage.DONE:
            self.query_one("#summary", Static).update(self._summary())
        else:
            self.app.reopen(self.driver)

    def _summary(self) -> Content:
        view, moment = self.driver.view, self.driver.now()
        tally, width = view.tally, max(self.size.width - 8, 20)
        end = "All done for now." if tally.reviewed else "Nothing is due."
        lines = [plain(end, "bold $text-success"), Content("")]
        if tally.reviewed:
            word = "practised" if view.cram else "reviewed"
            lines.append(plain(f"  {tallied(tally.reviewed, tally.right, tally.hints, tally.ms, word)}"))
        if view.cram:
            lines.append(plain("  Nothing is recorded; no schedule changes."))
        else:
            today = study_day(moment, self.driver.options.rollover_min)
            ahead = self.driver.session.next_cards(today)
            lines.append(plain(f"  next: {next_up(ahead, moment, today) or 'nothing is scheduled yet'}"))
            waiting = filter(None, (new_waiting(ahead), new_beyond(ahead, tally.reviewed)))
            lines += [hanging(Content("  "), plain(sentence), width) for sentence in waiting]
        if view.put_aside:
            lines += [
                Content(""),
                plain(f"{counted(len(view.put_aside), 'card')} skipped, not graded:", "$text-warning"),
            ]
            groups = by_reason(view.put_aside)
            lines += [hanging(plain(f"  {names}  "), plain(reason, MUTED), width) for names, reason in groups]
        if aside := self.driver.session.aside:
            lines += [Content(""), *(hanging(Content(""), plain(row, MUTED), width) for row in not_asked(aside))]
        if view.notice:
            lines += [Content(""), plain(view.notice)]
        return stacked(lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._missed) if action == "cram" else True

    async def action_cram(self) -> None:
        """Go through the missed cards once more; nothing is scheduled or recorded."""
        missed = self._missed
        if missed:
            await self.app.leave(self.driver)
            with suppress(QuizError):  # home shows it
                self.app.review(await self.app.backend.overviews.overview(), (), cram=missed)

    @property
    def _missed(self) -> tuple[str, ...]:
        """The cards of this session that were answered wrong, each once."""
        return self.driver.session.missed

    def action_undo(self) -> None:
        self.driver.send(events.Undo())

    async def action_home(self) -> None:
        await self.app.leave(self.driver)
