"""A progress bar on stderr, when that is a terminal. It is cleared when the work is done."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY_S = 0.1


class ProgressBar:
    """Shows how much is done, what is being done, and how long the rest will take at this pace."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.hide()

    def show(self, what: str, done: float, total: float) -> None:
        """Draw it, ten times a second at most. While nothing is `done`, the pace is measured from now."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            self._progress = _progress()
        progress = self._progress
        if self._task is None:
            self._task = progress.add_task(what, total=total)
        elif not done:
            progress.reset(self._task, total=total, description=what)
        progress.update(self._task, description=what, completed=done, total=total)
        now = time.monotonic()
        if now - self._drawn >= _EVERY_S:
            self._drawn = now
            progress.start()
            progress.refresh()

    def hide(self) -> None:
        """Clear the line, so that something else can be written; the next `show` draws it again."""
        if self._progress is not None:
            self._progress.stop()
            self._drawn = 0.0


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True, markup=False, emoji=False, highlight=False),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
