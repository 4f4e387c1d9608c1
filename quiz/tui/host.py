"""The interface of the app to its screens: which screen comes next, and the backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding

if TYPE_CHECKING:
    from quiz.errors import QuizError
    from quiz.tui.backend.backend import Backend
    from quiz.tui.backend.driver import Driver
    from quiz.tui.backend.overview import Overview


UNSAVED = "What you typed is not handed in yet, and would be lost."
"""The warning before leaving; a screen tells what is typed in it by a property `unsaved`."""


QUIT = Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="your answers are saved")


class Host(App[int]):
    """Abstract; `QuizApp` implements it."""

    BINDINGS: ClassVar = [
        Binding(
            "ctrl+p",
            "command_palette",
            "Commands",
            show=False,
            priority=True,
            id="app.commands",
            tooltip="by their names",
        ),
        QUIT,
    ]
    """They are here and not in the app so that the key map is known without it."""

    backend: Backend
    touch = False
    """Whether fingers use the screen, so that what keys do needs something to tap."""
    previews_theme = False
    """Whether the present theme is only a preview, and not yet the learner's choice."""

    def copy(self, text: str, what: str) -> None:
        """Put a text into the clipboard of the terminal; `what` it is, as the words say that tell of it."""
        import os

        from quiz.tui.clipboard import after_copy, for_screen

        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be sent
        super().copy_to_clipboard(text)
        if self._driver is not None:
            self._driver.write(for_screen(text, os.environ))
        self.notify(after_copy(what, text, os.environ), markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """As Textual copies what is selected."""
        self.copy(text, "The selection")

    def restyle(self) -> None:
        """Apply the theme of the settings; the default theme when there is none of that name."""
        raise NotImplementedError

    def has_read(self, overview: Overview | None) -> None:
        """Home has read its overview, or could not."""
        raise NotImplementedError

    def fails_with(self, error: QuizError | None) -> None:
        """Set the exit code of the quiz, if the learner leaves now."""
        raise NotImplementedError

    def review(
        self,
        overview: Overview,
        decks: tuple[str, ...],
        *,
        path: tuple[str, ...] = (),
        cram: tuple[str, ...] = (),
    ) -> None:
        """Review these decks, or all if none is named; or the cards of a path; or cram these cards."""
        raise NotImplementedError

    def done(self, driver: Driver) -> None:
        """Show the end of a session."""
        raise NotImplementedError

    def reopen(self, driver: Driver) -> None:
        """Go back from the end to the review beneath: an undo has brought a card back."""
        raise NotImplementedError

    async def leave(self, driver: Driver) -> None:
        """Go home once every answer is on the disk; if that fails, a second call leaves all the same."""
        raise NotImplementedError

    def action_help(self) -> None:
        """Show the keys of the screen."""
        raise NotImplementedError
