"""Opening the whole screen; problems that prevent it are reported before Textual is loaded."""

from __future__ import annotations

import os
import sys

from quiz.errors import QuizError

_FROZEN = ("COLUMNS", "LINES")
"""Textual would take the terminal's size from these, and never notice that it changes."""


def run(
    decks: tuple[str, ...] = (),
    *,
    review: bool = False,
    cram: tuple[str, ...] = (),
    seed: int | None = None,
    python: str = "",
    device: str = "",
    served: bool = False,
    touch: bool = False,
) -> int:
    """Open the quiz on the terminal until the learner leaves; the exit code.

    `decks` are names or paths of decks besides the shipped ones; `review` begins with their review, of all if none
    is named. `cram` are the ids of cards to go through instead, recording nothing. `seed` derives the seed of every
    question. With `served` it is drawn for the page of `quiz serve` instead, with `touch` for fingers. Raises QuizError
    when nothing can be drawn.
    """
    if not served:
        _need_terminal()
    from quiz.tui.backend.backend import Backend

    backend = Backend(os.environ, decks, seed=seed, python=python, device=device)
    from quiz.tui.app import QuizApp

    app = QuizApp(backend, review=review, cram=cram, touch=touch)
    if served:
        from quiz.tui.page_driver import PageDriver

        app.driver_class = PageDriver
    code = app.run()
    if backend.settings.sync:
        from quiz.app.sync_beside import sync_at_end
        from quiz.text.terminal import clean

        if said := sync_at_end(backend.home):
            print(clean(said), file=sys.stderr)
    return app.return_code or 0 if code is None else code


def _need_terminal() -> None:
    """Raises QuizError where there is none. Its size is then asked of it alone."""
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        raise QuizError("the whole screen needs a terminal", fix="`quiz review --plain` works without one.")
    for name in _FROZEN:
        os.environ.pop(name, None)
