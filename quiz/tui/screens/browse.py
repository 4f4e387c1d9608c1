"""The browse screen: the cards that a search finds, their state, and acts on many of them at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input, Static

from quiz.collection.rows import CardLine
from quiz.deck import placeholders
from quiz.errors import QuizError
from quiz.store.log.events import EventKind
from quiz.text.numbers import counted
from quiz.tui.backend.overview import LOOKED_S
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain, prose
from quiz.tui.widgets.cards import CardTable
from quiz.tui.widgets.header import Head

if TYPE_CHECKING:
    from quiz.app.cards import FoundCards
    from quiz.deck.model import Card
    from quiz.tui.host import Host

TYPED_S = 0.2
"""A search begins when nothing was typed for this long."""
KEYS = (
    Binding("slash", "search", "Search", id="browse.search"),
    Binding("space,x", "mark", "Mark", id="browse.mark"),
    Binding("a", "mark_all", "Mark all / none", show=False, id="browse.all"),
    Binding("o", "sort", "Sort", id="browse.sort"),
    Binding("enter,v", "preview", "Preview", id="browse.preview"),
    Binding("i", "info", "Info", id="browse.info"),
    Binding("e", "edit", "Edit", id="browse.edit"),
    Binding("s,at", "suspend", "Suspend the marked, or unsuspend", show=False, id="browse.suspend"),
    Binding("b,minus", "bury", "Bury the marked until tomorrow", show=False, id="browse.bury"),
    *(
        Binding(str(flag), f"flag({flag})", f"Set flag {flag} on the marked", show=False, id=f"browse.flag.{flag}")
        for flag in range(1, 8)
    ),
    Binding("0", "flag(0)", "Remove the flag of the marked", show=False, id="browse.flag.0"),
    Binding("N", "reset", "Make the marked new again", show=False, id="browse.reset"),
    Binding("c", "cram", "Cram the marked", show=False, id="browse.cram"),
    Binding("y", "copy", "Copy the card's id", show=False, id="browse.copy"),
    Binding("u,ctrl+z", "undo", "Undo", id="browse.undo"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="browse.help"),
    Binding("q,escape", "back", "Back", id="browse.back"),
)
HELP = (Binding("words", "", "as in Anki: deck:x tag:y is:due prop:lapses>2 -is:new rated:7"),)


class Search(Input):
    BINDINGS: ClassVar = [Binding("enter,down", "submit", "To the cards", id="browse.cards")]

    async def action_submit(self) -> None:
        """Handled before any later key."""
        self.screen.set_focus(self.screen.query_one(CardTable))


class BrowseScreen(Screen[None]):
    DEFAULT_CSS = """
    BrowseScreen #search { border: none; height: 1; padding: 0 2; background: $background; }
    BrowseScreen #found { height: auto; max-height: 6; padding: 0 2; color: $muted; }
    BrowseScreen CardTable { margin: 1 2 0 2; }
    BrowseScreen #shown { height: auto; max-height: 5; padding: 1 3 0 3; }
    """
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Browse", KEYS), ("Search", HELP))

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._found: FoundCards | None = None
        self._rows: tuple[CardLine, ...] = ()
        self._notice = ""
        self._known: dict[str, Card] = {}
        """Every card found so far: the file of one that a mistake has taken out of its deck can still be opened."""
        self._edited: Card | None = None

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        yield Search(placeholder="search: words, deck:gather, is:due, prop:lapses>2 …", id="search")
        yield Static("", id="found", markup=False)
        yield CardTable(id="cards")
        yield Static("", id="shown", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        self.query_one(CardTable).focus()
        self._draw()
        self.find()
        self.set_interval(LOOKED_S, self.look)

    def on_screen_resume(self) -> None:
        self.find()

    @property
    def words(self) -> str:
        return self.query_one("#search", Input).value

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self._notice = ""
        self.find(after_s=TYPED_S)

    @while_shown("find")
    async def find(self, after_s: float = 0.0) -> None:
        if after_s:
            await asyncio.sleep(after_s)
        try:
            self._found, self._rows = await self.app.backend.browse.find(self.words)
        except QuizError as error:
            self._notice = str(error)
            self._draw()
            return
        self._known |= self._found.cards
        self.query_one(CardTable).show(self._rows)
        self._draw()

    @while_shown("look", replaces=False)
    async def look(self) -> None:
        """Search again when a deck file or the database has been changed by somebody else."""
        with suppress(QuizError):  # the search will report it
            if self.is_active and await self.app.backend.overviews.changed(self):
                self.find()

    @on(CardTable.Pointed)
    def _pointed(self, event: CardTable.Pointed) -> None:
        self._show(event.row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a search is typed, undo means the typing."""
        return action != "undo" or not self.query_one("#search").has_focus

    def action_search(self) -> None:
        self._notice = ""
        self.set_focus(self.query_one("#search"))

    def action_mark(self) -> None:
        self._notice = ""
        self.query_one(CardTable).mark()
        self._draw()

    def action_mark_all(self) -> None:
        self._notice = ""
        self.query_one(CardTable).mark_all()
        self._draw()

    def action_sort(self) -> None:
        self._notice = ""
        self.query_one(CardTable).sort()
        self._draw()

    def action_back(self) -> None:
        """From the search to the table, from the table home."""
        if self.query_one("#search", Input).has_focus:
            self.set_focus(self.query_one(CardTable))
        else:
            self.dismiss(None)

    def action_suspend(self) -> None:
        rows = self.query_one(CardTable).chosen
        suspends = any(row.hidden != "suspended" for row in rows)
        self.act(
            EventKind.SUSPEND if suspends else EventKind.UNSUSPEND, {}, "{} suspended" if suspends else "{} unsuspended"
        )

    def action_bury(self) -> None:
        self.act(EventKind.BURY, {}, "{} buried until tomorrow")

    def action_reset(self) -> None:
        self.act(EventKind.RESET, {}, "{} new again")

    def action_flag(self, flag: int) -> None:
        self.act(EventKind.FLAG, {"flag": flag}, f"Flag {flag} set on {{}}" if flag else "Flag removed from {}")

    @while_shown("act")
    async def act(self, kind: EventKind, body: dict[str, object], done: str) -> None:
        """Do it to the marked cards, or to the one under the cursor when none is marked; one undo undoes it.

        `done` is the message about a number of cards.
        """
        cards = [row.card for row in self.query_one(CardTable).chosen]
        if not cards or self._found is None:
            return
        try:
            changed = await self.app.backend.browse.act(kind, cards, body, self._found.rules)
        except QuizError as error:
            self._notice = f"{error.what}. {error.fix}"
        else:
            rest = f"; {len(cards) - len(changed)} already were" if len(changed) < len(cards) else ""
            self._notice = f"{done.format(counted(len(changed), 'card'))}{rest}." + (" u undoes it." if changed else "")
        self.find()

    @while_shown("act")
    async def action_undo(self) -> None:
        try:
            self._notice = await self.app.backend.browse.undo()
        except QuizError as error:
            self._notice = f"{error.what}. {error.fix}"
        self.find()

    def action_info(self) -> None:
        row = self.query_one(CardTable).pointed
        if row is not None and self._found is not None:
            from quiz.tui.screens.info import InfoScreen

            card = self._found.cards.get(row.card)
            options, waits = self._found.rules.options_of(row.card), row.hidden == "sibling"
            self.app.push_screen(InfoScreen(row.card, card, options, row.aside, waits))

    def action_copy(self) -> None:
        row = self.query_one(CardTable).pointed
        if row is not None:
            self.app.copy(row.card, "The id of the card")

    def action_preview(self) -> None:
        row = self.query_one(CardTable).pointed
        if row is not None and self._found is not None and row.card in self._found.cards:
            from quiz.tui.screens.preview import PreviewScreen

            self.app.push_screen(PreviewScreen(self._found.cards[row.card]))

    @while_shown("edit")
    async def action_edit(self) -> None:
        row = self.query_one(CardTable).pointed
        # Without a row the cards of the deck that was edited last may be missing because of a mistake in it.
        card = self._known.get(row.card) if row is not None else self._edited
        if card is None:
            self._notice = "This card is in no deck any more: there is no file to edit." if row is not None else ""
            self._draw()
            return
        from quiz.tui.backend.edit_card import checked, edit

        self._edited = card
        edited = await edit(self.app, self.app.backend, card)
        self._notice = edited.message
        self.find()
        if edited.path is not None:
            self._notice = f"{edited.message} {await checked(edited.path, card)}"
            self._draw()

    @while_shown("cram")
    async def action_cram(self) -> None:
        """Go through the marked cards; nothing is scheduled or recorded."""
        found = self._found
        cards = tuple(row.card for row in self.query_one(CardTable).chosen if found and row.card in found.cards)
        if cards:
            try:
                overview = await self.app.backend.overviews.overview()
            except QuizError as error:
                self._notice = f"{error.what}. {error.fix}"
                self._draw()
                return
            self.app.pop_screen()
            self.app.review(overview, (), cram=cards)

    def _draw(self) -> None:
        table = self.query_one(CardTable)
        marked = f"{len(table.marked):,} marked · " if table.marked else ""
        self.query_one(Head).show(
            plain("browse", "bold $text-accent"), plain(f"{marked}sorted by {table.sorted_by}", MUTED)
        )
        count = counted(len(self._rows), "card") if self._found is not None else "reading …"
        self.query_one("#found", Static).update(plain(self._notice or count))
        self._show(table.pointed)

    def _show(self, row: CardLine | None) -> None:
        shown = self.query_one("#shown", Static)
        if row is None:
            shown.update(plain("No cards match." if self._found is not None else "", MUTED))
        else:
            shown.update(
                prose(placeholders.as_names(row.prompt))
                if row.prompt
                else plain("No longer in a deck; its history is kept.", MUTED)
            )
