"""Editing a card in the learner's editor: finding its file, reading it again, and checking the card."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App, SuspendNotSupported

from quiz.deck.model import Card
from quiz.errors import QuizError, StoreError
from quiz.library.decks import shipped_folder
from quiz.text.terminal import clean, line

if TYPE_CHECKING:
    from quiz.collection.collection import Collection
    from quiz.tui.backend.backend import Backend

_KNOWN = ("nano", "vim", "vi", "emacs")
_GOES_TO = ("code", "codium", "cursor", "subl", "zed")
"""Graphical editors that take path:line, and are asked to wait."""
_CHECK_S = 60.0


@dataclass(frozen=True, slots=True)
class Edited:
    """The message to show. `collection` is set when the card has changed, `path` when there is one to check."""

    message: str
    collection: Collection | None = None
    path: Path | None = None


async def edit(app: App[Any], backend: Backend, card: Card) -> Edited:
    """Open the card's file at the card, and read it again. A shipped deck is copied to the learner's folder first."""
    try:
        path, copied = _own(Path(card.place.path), backend)
        before = path.read_bytes()
        try:
            await _run(app, editor_command(os.environ, path, card.place.line))
        finally:
            after = path.read_bytes()
            if copied and after == before:
                path.unlink()  # an unchanged copy would only keep the deck from being updated
    except QuizError as error:
        return Edited(f"{error.what}. {error.fix}")
    except OSError as error:
        return Edited(f"The file cannot be opened: {error.strerror or error}.")
    if after == before:
        return Edited("Nothing was changed.")
    try:
        overview = await backend.overviews.overview()
    except StoreError as error:
        return Edited(f"{error.what}. {error.fix}")
    now = overview.collection.cards.get(card.id)
    problem = next((problem for problem in overview.problems if str(path) in problem), "")
    if problem:
        file = "Your copy of the deck" if copied else "The file"
        meanwhile = "the shipped deck is asked" if now is not None else "its cards are left out"
        return Edited(f"{file} has a mistake; until it is fixed {meanwhile}: {line(in_one_line(problem), 300)}")
    message = (
        f"Saved your own copy of this deck: {path}. It replaces the shipped one, updates included. " if copied else ""
    )
    if now is None:
        return Edited(f"{message}{card.id} is no longer in any deck.", overview.collection)
    if now.digest == card.digest:
        return Edited(f"{message}Saved; this card is asked as before.", None, path)
    return Edited(f"{message}The card is asked as it is now in the file.", overview.collection, path)


def in_one_line(problem: str) -> str:
    """What is wrong and its fix, which stand in two lines, as two sentences."""
    return problem.replace("\n  ", ". ")


async def checked(path: Path, card: Card) -> str:
    """The result of `quiz check` for the card in that file, in a line."""
    command = (sys.executable, "-m", "quiz", "check", f"{path}/{card.name}", "--jobs", "1")
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        message, _ = await asyncio.wait_for(process.communicate(), _CHECK_S)
    except TimeoutError:
        return "The check took too long."
    finally:
        if process.returncode is None:
            process.kill()
    rows = [row for row in clean(message.decode(errors="replace")).splitlines() if row.strip()]
    if process.returncode == 0:
        return "Checked: the card is right."
    return f"Checked; there is a problem: {line(rows[0], 300) if rows else 'see `quiz check`'}"


def editor_command(environ: Mapping[str, str], path: Path, at: int) -> list[str]:
    """The learner's editor, opened at a line. Raises QuizError when there is none."""
    words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "")
    if not words:
        found = next((name for name in _KNOWN if shutil.which(name)), "")
        if not found:
            raise QuizError("no editor is set", fix="Set EDITOR to your editor's command.")
        words = [found]
    if Path(words[0]).stem in _GOES_TO:
        goto = [] if Path(words[0]).stem == "subl" else ["--goto"]
        return [*words, "--wait", *goto, f"{path}:{at}"]
    return [*words, f"+{at}", str(path)]


def _own(path: Path, backend: Backend) -> tuple[Path, bool]:
    """The file to edit, and whether it is a copy made now."""
    if not path.resolve().is_relative_to((backend.home.shipped or shipped_folder()).resolve()):
        return path, False
    folder = backend.places.decks
    folder.mkdir(parents=True, exist_ok=True)
    own, number = folder / path.name, 2
    while own.exists():
        own, number = folder / f"{path.stem}-{number}{path.suffix}", number + 1
    shutil.copyfile(path, own)
    return own, True


async def _run(app: App[Any], command: list[str]) -> None:
    """Raises QuizError, OSError."""
    if app.is_web:
        raise QuizError("the editor has no terminal in a browser", fix="Edit the file itself: `quiz card` names it.")
    try:
        with app.suspend(), _undisturbed():
            code = subprocess.run(command, check=False).returncode
    except SuspendNotSupported:
        code = await (await asyncio.create_subprocess_exec(*command, stdin=subprocess.DEVNULL)).wait()
    except FileNotFoundError:
        raise QuizError(f"the editor {command[0]!r} is not found", fix="Set EDITOR to one that is installed.") from None
    if code:
        raise QuizError(f"the editor {command[0]!r} ended with code {code}", fix="Its changes were not looked at.")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A context in which ctrl+c is left to the editor."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
