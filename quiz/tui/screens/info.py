"""The info screen of one card: its state, its forgetting curve, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.deck.model import Card
from quiz.errors import StoreError
from quiz.schedule.options import Options
from quiz.text.numbers import counted
from quiz.text.terminal import line
from quiz.tui.keys.footer import Keys
from quiz.tui.screen_worker import while_shown
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.widgets.header import Head

if TYPE_CHECKING:
    from quiz.collection.card_info import CardInfo
    from quiz.store.store import Store
    from quiz.tui.host import Host

KEYS = (
    Binding("escape,i,f10,enter,space,q", "dismiss", "Back", id="info.back"),
    Binding("question_mark,f1,ctrl+g", "app.help", "Help", id="info.help"),
    Binding("y", "copy", "Copy the card's id", show=False, id="info.copy"),
    Binding("up,k", "go(-1)", "Up", show=False, id="info.up"),
    Binding("down,j", "go(1)", "Down", show=False, id="info.down"),
    Binding("pageup", "go(-12)", "Page up", show=False, id="info.page-up"),
    Binding("pagedown", "go(12)", "Page down", show=False, id="info.page-down"),
)
_LEVELS = "▁▂▃▄▅▆▇█"


class InfoScreen(Screen[None]):
    """`card` is None when it is no longer in a deck; `options` are those of its deck."""

    DEFAULT_CSS = """
    InfoScreen #info { height: 1fr; padding: 1 3; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar = [*KEYS]
    SECTIONS: ClassVar = (("History of a card", KEYS),)

    if TYPE_CHECKING:
        app = getters.app(Host)

    def __init__(
        self,
        card_id: str,
        card: Card | None,
        options: Options,
        aside: str = "",
        sibling_first: bool = False,
        unrated: bool = False,
    ) -> None:
        """`aside` is why the engine cannot ask it, "" when it can; `sibling_first` that it waits for a sibling;
        `unrated` that an answer to it waits for its rating.
        """
        super().__init__()
        self._unrated = unrated
        self._aside = aside
        self._sibling_first = sibling_first
        self._card_id = card_id
        self._card = card
        self._options = options
        self._info: CardInfo | None = None

    def compose(self) -> ComposeResult:
        yield Head(id="head")
        with VerticalScroll(id="info", can_focus=False):
            yield Static("", id="text", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        name = Content.assemble(plain(self._card_id, "bold $text-accent"))
        self.query_one(Head).show(name, plain("history of the card", MUTED))
        self.load()

    @while_shown("read")
    async def load(self) -> None:
        try:
            self._info = await self.app.backend.store.call(self._read)
        except StoreError as error:
            self.query_one("#text", Static).update(plain(f"{error.what}. {error.fix}", "$text-warning"))
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._info is not None:
            self.query_one("#text", Static).update(self._text(self._info))

    def action_go(self, rows: int) -> None:
        self.query_one("#info").scroll_relative(y=rows, animate=False)

    def action_copy(self) -> None:
        self.app.copy(self._card_id, "The id of the card")

    def _read(self, store: Store) -> CardInfo:
        from quiz.collection.card_info import card_info

        row = store.rows([self._card_id]).get(self._card_id)
        now = self.app.backend.now()
        events, beliefs = store.events(self._card_id), store.beliefs(self._card_id)
        moment, options = store.forward(now), self._options
        return card_info(self._card_id, row, events, beliefs, moment, options, now, self._aside, self._sibling_first)

    def _text(self, info: CardInfo) -> Content:
        width = max(min(100, self.app.size.width - 7), 20)
        parts = [stacked(self._about(width)), stacked(self._facts(info, width))]
        if info.stability is not None and info.recall is not None:
            parts.append(fading(info.stability, info.recall, self._options, width))
        if info.beliefs:
            shown = [f"{line(belief, 120)}: {counted(count, 'time')}" for belief, count in info.beliefs]
            head = [plain("beliefs that your answers showed", MUTED)]
            parts.append(stacked([*head, *(hanging(Content("  "), plain(text), width) for text in shown)]))
        if info.history:
            parts.append(stacked([plain("history, latest first", MUTED), *self._history(info, width)]))
        return Content("\n\n").join(parts)

    def _about(self, width: int) -> list[Content]:
        if self._card is None:
            return [plain("No longer in a deck; its history is kept.")]
        rows = [("kind", self._card.ask), ("tags", ", ".join(self._card.tags))]
        rows.append(("file", _short_place(str(self._card.place), width - 10)))
        return [_fact(name, text, width) for name, text in rows if text]

    def _facts(self, info: CardInfo, width: int) -> list[Content]:
        flag = f", flag {info.flag}" if info.flag else ""
        from quiz.collection.rows import hidden_text

        hidden = f", {hidden_text(info.hidden)}" if info.hidden else ""
        unrated = ", before the answer that you are about to rate" if self._unrated else ""
        rows = [("state", f"{info.state}{hidden}{flag}{unrated}")]
        if info.reps:
            due = "today, as the next learning step" if info.due == "in steps" else info.due
            interval = f", interval {counted(info.interval, 'day')}" if info.interval else ""
            rows.append(("due", due + interval))
            rows.append(("memory", f"stability {info.stability} days, difficulty {info.difficulty} of 10"))
            rows.append(
                ("answered", f"{counted(info.reps, 'time')}, {counted(info.lapses, 'lapse')}, first {info.first_day}")
            )
        if info.aside:
            rows.append(("skipped", info.aside))
        rows.append(("next", ", ".join(f"{name.capitalize()} {wait}" for name, wait in info.waits.items())))
        return [_fact(name, text, width) for name, text in rows if text]

    def _history(self, info: CardInfo, width: int) -> list[Content]:
        rows = []
        for entry in reversed(info.history):
            took = f"{entry.seconds:6.1f} s" if entry.seconds else " " * 8
            undone = "undone  " if entry.undone else ""
            typed = line(f"{undone}{entry.text}", max(width - 34, 8))
            rows.append(plain(f"{entry.day}  {entry.what:<9} {took}   {typed}", MUTED if entry.undone else ""))
        return rows


def _fact(name: str, text: str, width: int) -> Content:
    return hanging(plain(f"{name:<10}", MUTED), plain(text), width)


def _short_place(place: str, width: int) -> str:
    """The end of a path, in whole folders, when there is no room for all of it on one line."""
    while len(place) > width and "/" in place.lstrip("…/"):
        place = "…/" + place.lstrip("…/").partition("/")[2]
    return place


def fading(stability: float, recall: float, options: Options, width: int) -> Content:
    """A small plot of the chance of remembering the card from today on, if it is not seen again."""
    from quiz.schedule.forgetting_curve import days_until
    from quiz.schedule.forgetting_curve import recall as curve

    chance = curve(options)
    elapsed = days_until(options)(recall, stability)
    columns = max(min(width - 8, 56), 8)
    span = max(round(stability * 3), columns // 4, 7)
    values = [chance(elapsed + span * at / (columns - 1), stability) for at in range(columns)]
    low = min(0.5, values[-1])
    rows = []
    for level in (2, 1, 0):
        drawn = ""
        for value in values:
            eighths = round((value - low) / (1 - low) * 24) - level * 8
            drawn += " " if eighths <= 0 else _LEVELS[min(eighths, 8) - 1]
        label = f"{1:4.0%}" if level == 2 else f"{low:4.0%}" if level == 0 else "    "
        rows.append(plain(f"{label}  ", MUTED) + plain(drawn, "$text-accent"))
    axis = f"      {'today':<{columns - 12}}{f'in {span} days':>12}"
    head = plain("chance of remembering it  ", MUTED) + plain(f"{recall:.0%} today, {values[-1]:.0%} in {span} days")
    return stacked([head, *rows, plain(axis, MUTED)])
