"""The settings screen: the settings of all decks or of one, and changing them; config.toml keeps its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from quiz.errors import QuizError
from quiz.settings.fields import DECK_FIELDS, FIELDS, as_text
from quiz.text.terminal import line
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, plain
from quiz.tui.style.phrases import check_theme
from quiz.tui.widgets.header import Head

if TYPE_CHECKING:
    from quiz.tui.host import Host

KEYS = (
    Binding("space", "switch", "Switch", id="options.switch", tooltip="true or false"),
    Binding("d", "deck", "Deck", id="options.deck", tooltip="the settings of one deck, or the general ones"),
    Binding("a", "all", "All decks", show=False, id="options.all"),
    Binding("x,delete", "unset", "Default", id="options.unset", tooltip="remove it from the file"),
    Binding("ctrl+t", "app.change_theme", "Theme", show=False, id="options.theme"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="options.help"),
    Binding("q,escape", "back", "Back", id="options.back"),
)

_MARGINS = 9
"""Cells besides the list, a scroll bar among them."""


class SettingsList(OptionList):
    BINDINGS: ClassVar = [
        Binding("enter", "select", "Change", id="options.change", tooltip="the setting under the cursor")
    ]


class SettingInput(Input):
    BINDINGS: ClassVar = [Binding("enter", "submit", "Save", id="options.keep")]


class SettingsScreen(Screen[None]):
    DEFAULT_CSS = """
    SettingsScreen #list { height: 1fr; margin: 1 2 0 2; border: none; background: $background; }
    SettingsScreen #list > .option-list--option-highlighted { color: $foreground; background: $surface; }
    SettingsScreen #value { border: none; height: 1; padding: 0 3; background: $background; }
    SettingsScreen #text { height: auto; padding: 1 3; }
    """
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("Options", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        self._deck = self._at = ""
        self._decks: list[str] = []

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        yield SettingsList(id="list", markup=False)
        yield SettingInput(id="value")
        yield Static("", id="text", markup=False)
        yield Keys()

    def on_resize(self) -> None:
        self._show()

    def on_mount(self) -> None:
        self.query_one("#value").display = False
        self._show()
        self.query_one("#list").focus()
        self.read_decks()

    @property
    def key(self) -> str:
        """The setting under the cursor."""
        names, at = self._names(), self.query_one("#list", OptionList).highlighted
        return names[at] if at is not None else ""

    @property
    def unsaved(self) -> str:
        """The typed value that would be lost if the learner left now."""
        value = self.query_one("#value", Input)
        typed = value.value.strip()
        return typed if value.display and typed != as_text(self.key, self._value(self.key)) else ""

    @while_shown("read")
    async def read_decks(self) -> None:
        try:
            overview = await self.app.backend.overviews.overview()
        except QuizError:
            return
        self._decks = [deck.name for deck in overview.collection.decks]
        self.refresh_bindings()

    def action_deck(self) -> None:
        """Pick the deck whose settings are shown."""
        from quiz.tui.screens.pick import Pick

        def show(deck: str | None) -> None:
            if deck is not None:
                self._deck = deck
                self._show()

        own = self.app.backend.settings.decks
        rows = [("", "all decks"), *((deck, f"{deck}{'  has settings' * (deck in own)}") for deck in self._decks)]
        self.app.push_screen(Pick("Settings of", rows, at=self._deck), show)

    def action_all(self) -> None:
        self._deck = ""
        self._show()

    def action_back(self) -> None:
        """From the value to the list, from the list home."""
        if self.query_one("#value").has_focus:
            self._close()
            self._tell_meaning()
        else:
            self.dismiss(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "switch":
            return not self.query_one("#value").display and self._is_switch
        return bool(self._decks) if action == "deck" else True

    @property
    def _is_switch(self) -> bool:
        return bool(self.key) and isinstance(self._value(self.key), bool)

    def action_switch(self) -> None:
        """Switch between true and false, and save."""
        self.put("false" if self._value(self.key) else "true")

    def _pick_theme(self) -> None:
        """Each theme is previewed while the cursor is on it."""
        from quiz.tui.screens.pick import Pick

        before = self.app.theme
        self.app.previews_theme = True

        def keep(theme: str | None) -> None:
            self.app.theme = before
            self.app.previews_theme = False
            if theme is not None:
                self.put(theme)

        def preview(theme: str) -> None:
            self.app.theme = theme

        rows = [(name, name) for name in sorted(self.app.available_themes)]
        self.app.push_screen(Pick("Colours", rows, at=before, pointed=preview), keep)

    def action_change(self) -> None:
        if self._is_switch:
            self.action_switch()
            return
        if self.key == "theme":
            self._pick_theme()
            return
        value = self.query_one("#value", Input)
        value.display = True
        value.value = as_text(self.key, self._value(self.key))
        value.focus()
        self._tell(f"{self.key} must be {FIELDS[self.key].wanted}. Enter saves it, esc keeps the old value.")

    @on(OptionList.OptionSelected)
    def _picked(self) -> None:
        self.action_change()

    @on(OptionList.OptionHighlighted)
    def _pointed(self) -> None:
        if self.key and self.key != self._at:
            self._at = self.key
            self.refresh_bindings()
            self._tell_meaning()

    @on(Input.Submitted, "#value")
    def _given(self, event: Input.Submitted) -> None:
        self.put(event.value.strip())

    def action_unset(self) -> None:
        if not self.query_one("#value").has_focus:
            self.put(None)

    @while_shown("write")
    async def put(self, value: str | None) -> None:
        """Write the setting; a value that cannot be used is reported, and changes nothing."""
        try:
            if self.key == "theme" and value:
                check_theme(value, self.app.available_themes)
            await self.app.backend.put(self.key, value, self._deck)
        except QuizError as error:
            self._tell(f"{error.what}. {error.fix}", "$text-warning")
            return
        self.app.restyle()
        self._close()
        self._show()
        self._tell(f"{self.key} is {as_text(self.key, self._value(self.key))}.")

    def _names(self) -> list[str]:
        return list(DECK_FIELDS if self._deck else FIELDS)

    def _value(self, key: str) -> object:
        settings = self.app.backend.settings
        return settings.decks.get(self._deck, {}).get(key, getattr(settings, key))

    def _close(self) -> None:
        self.query_one("#value").display = False
        self.query_one("#list").focus()

    def _tell_meaning(self) -> None:
        """Say what the setting under the cursor means."""
        field = FIELDS[self.key]
        self._tell(f"{self.key}: {field.means}; {field.wanted}.")

    def _tell(self, text: str, style: str = MUTED) -> None:
        self.query_one("#text", Static).update(plain(text, style))

    def _show(self) -> None:
        whose = f"of {self._deck}" if self._deck else "of all decks"
        file = line(str(self.app.backend.places.config_file), 60)
        self.query_one(Head).show(plain(f"options {whose}", "bold $text-accent"), plain(file, MUTED))
        rows, names = self.query_one("#list", OptionList), self._names()
        at = rows.highlighted or 0
        rows.set_options(Option(self._row(name), name) for name in names)
        rows.highlighted = min(at, len(names) - 1)

    def _row(self, name: str) -> Content:
        own = "its own · " if name in self.app.backend.settings.decks.get(self._deck, {}) else ""
        shown = line(as_text(name, self._value(name)), 18)
        room = max(self.app.size.width - _MARGINS - 38, 0)
        return plain(f"{name:<18}{shown:<20}") + plain(line(f"{own}{FIELDS[name].means}", room), MUTED)
