"""Home: which decks there are, what today brings of each, and whether torch is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static

from quiz.errors import EngineError, QuizError, StoreError
from quiz.tui.phrases import left, many, next_up, tallied
from quiz.tui.prose import MUTED, plain, stacked
from quiz.tui.widgets.head import Head

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp
    from quiz.tui.desk import Standing

RENEWED_S = 60.0
"""How often the list is read anew while it stands there: steps come due, and days begin."""

KEYS = (
    Binding("s", "study", "Study all decks"),
    Binding("r", "again", "Read decks and memory again", show=False),
    Binding("question_mark,f1", "app.help", "Help", key_display="?"),
    Binding("q", "app.quit", "Quit"),
)


class HomeScreen(Screen[None]):
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Home", (Binding("enter", "", "Review the deck under the cursor"), *KEYS)),)

    if TYPE_CHECKING:
        app = getters.app(QuizApp)

    def __init__(self) -> None:
        super().__init__()
        self.standing: Standing | None = None
        self._torch = "starting torch …"
        self._troubles: dict[str, QuizError] = {}

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        yield Static("", id="today", markup=False)
        yield Static("", id="words", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self._draw()
        # Whatever takes time begins once the first picture stands.
        self.call_after_refresh(self.action_again)

        self.set_interval(RENEWED_S, self.on_screen_resume)

    def on_screen_resume(self) -> None:
        if self.standing is not None and self.is_current:
            self.read()

    def action_again(self) -> None:
        if self._troubles.pop("torch", None):
            self.app.desk.renew_engine()
        self.read()
        self.wait_for_torch()

    def action_study(self) -> None:
        if self.standing is not None and self.standing.collection.decks:
            self.study(())

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self.study((event.option_id,))

    @work(exclusive=True, group="read")
    async def study(self, decks: tuple[str, ...]) -> None:
        """Review these decks, or all, as they are at this moment: the list may have stood here overnight."""
        standing = await self._read()
        if standing is not None:
            self.app.review(standing, decks)

    @work(exclusive=True, group="read")
    async def read(self) -> None:
        """Read the decks and what is remembered, and show how things stand."""
        standing = await self._read()
        self.app.has_read(standing)

    async def _read(self) -> Standing | None:
        """None where the store cannot be read; that is shown."""
        try:
            standing = self.standing = await self.app.desk.standing()
        except StoreError as error:
            self._troubles["store"] = error
            self.app.fails_with(error)
            self._draw()
            return None
        self._troubles.pop("store", None)
        self.app.fails_with(None)
        await self._list(standing)
        self._draw()
        return standing

    @work(exclusive=True, group="torch")
    async def wait_for_torch(self) -> None:
        try:
            hello = await self.app.desk.hello()
        except EngineError as error:
            self._torch, self._troubles["torch"] = "torch cannot be started", error
        else:
            self._torch = f"torch {hello['torch'].partition('+')[0]} · {', '.join(hello['devices'])}"
        self._draw()

    async def _list(self, standing: Standing) -> None:
        from quiz.tui.widgets.decks import DeckTable, Rows

        if not self.query(DeckTable):
            await self.mount(DeckTable(id="decks"), before="#words")
            self.query_one(Rows).focus()
        collection = standing.collection
        self.query_one(DeckTable).show(collection.decks, collection.counts(), collection.known())

    def _draw(self) -> None:
        self.query_one(Head).show(plain("quiz", "bold $text-accent"), plain(self._torch, MUTED))
        words = [
            stacked([plain(error.what, "$text-warning"), plain(error.mend), plain("r tries again", MUTED)])
            for error in self._troubles.values()
        ]
        if self.standing is not None:
            self._draw_today(self.standing, words)
        self.query_one("#words", Static).update(Content("\n\n").join(words))

    def _draw_today(self, standing: Standing, words: list[Content]) -> None:
        total = standing.collection.total()
        done = standing.today
        so_far = tallied(done.reviewed, done.right, done.hints, done.ms) if done.reviewed else "nothing reviewed yet"
        self.query_one("#today", Static).update(
            Content.assemble(("Today  ", "bold"), left(total), "\n       ", (so_far, MUTED))
        )
        if not standing.collection.decks:
            words.insert(0, plain("There are no decks yet. Open one by its path: quiz review my-deck.yaml"))
        elif not total.total:
            upcoming = next_up(standing.ahead, standing.collection.moment, standing.collection.today)
            words.insert(0, plain(f"All done for today.{f' Next: {upcoming}.' if upcoming else ''}", "$text-success"))
        if standing.problems:
            words.append(
                plain(f"{many(len(standing.problems), 'mistake')} in deck files, which are left out:", "$text-warning")
            )
            words.append(plain(standing.problems[0]))
