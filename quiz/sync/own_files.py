"""The learner's own decks and settings: the last change of each wins, and the other is kept beside it.

What a sync has brought is in the database; here the files of this machine are made to agree with it.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from quiz.errors import ConfigError, QuizError
from quiz.schedule.day import day_text
from quiz.schedule.memory import Moment
from quiz.settings.atomic import write_file
from quiz.settings.paths import Places
from quiz.settings.settings import settings_of, settings_text
from quiz.store.store import Store
from quiz.store.sync.files import FileChange, FileLedger, digest_of

SETTINGS = "config.toml"
_OF_ONE_MACHINE = re.compile(r"\s*[\"']?(sync|sync_git|sync_decks|python|device)[\"']?\s*=")
"""Settings that do not travel."""
_DECK = re.compile(r"decks/(?:[^/\\:.][^/\\:]*/){0,4}[^/\\:.][^/\\:]*\.ya?ml", re.ASCII)
_LONGEST = 2 * 2**20
_DAY_MS = 86_400_000


def line_of_file(change: FileChange) -> str:
    """The line of a segment."""
    return json.dumps({"file": change.path, "at_ms": change.at_ms, "text": change.text})


def file_of_line(line: bytes, now_ms: int) -> FileChange:
    """The change in a line of a segment; one from the future counts as of now. Raises ValueError when it is none."""
    said: Any = json.loads(line)
    if set(said) != {"file", "at_ms", "text"} or type(said["at_ms"]) is not int or not isinstance(said["file"], str):
        raise ValueError("a file has the fields file, at_ms and text, and no others")
    if said["text"] is not None and not isinstance(said["text"], str):
        raise ValueError("the text of a file is a text")
    if said["file"] != SETTINGS and not (_DECK.fullmatch(said["file"]) and said["file"].isprintable()):
        raise ValueError("this file is neither a deck nor the settings")
    return FileChange(said["file"], min(said["at_ms"], now_ms), said["text"])


class OwnFiles:
    """The own decks and the settings in these places."""

    def __init__(self, places: Places, store: Store, now: Moment) -> None:
        self._places, self._store, self._now = places, store, now
        self._ledger = FileLedger(store)
        self.said: list[str] = []

    def agree(self) -> None:
        """Make the files and the last changes known agree. Raises StoreError; what fails for a file is in `said`."""
        local, known = self._local(), self._ledger.changes()
        for path in sorted(local.keys() | known.keys()):
            change, applied = known.get(path, (None, None))
            try:
                self._agree(path, local.get(path), change, applied)
            except (OSError, QuizError) as error:
                what = error.strerror if isinstance(error, OSError) else str(error)
                self.said.append(f"{path}: it cannot be brought up to date ({what}).")

    def _agree(self, path: str, text: str | None, change: FileChange | None, applied: str | None) -> None:
        digest = digest_of(text)
        if change is not None and digest == change.digest == applied:
            return
        if change is not None and digest != change.digest:
            changed_here = digest != applied and not (applied is None and text is None)
            changed_there = change.digest != applied
            if changed_here and changed_there:
                self._settle(path, text, change)
                return
            if changed_there:
                self._apply(change, keep=change.text is None)
                return
        if change is None or digest != change.digest:
            at_ms = self._changed_ms(path)
            change = FileChange(path, at_ms if change is None else max(at_ms, change.at_ms + 1), text)
        with self._store.writing():
            self._ledger.take([change])
            self._ledger.agree(path, digest)

    def _settle(self, path: str, text: str | None, change: FileChange) -> None:
        """Both have changed it."""
        at_ms = self._changed_ms(path)
        if text is None or at_ms <= change.at_ms:
            self._apply(change, keep=True)
            return
        if change.text is not None:
            beside = self._beside(path)
            write_file(beside, change.text)
            self.said.append(f"{path} was changed on two machines: yours is the later, the other is kept as {beside}.")
        with self._store.writing():
            self._ledger.take([FileChange(path, at_ms, text)])
            self._ledger.agree(path, digest_of(text))

    def _apply(self, change: FileChange, *, keep: bool) -> None:
        place = self._place(change.path)
        text = change.text if change.path != SETTINGS else self._with_own_settings(change.text or "")
        if keep and place.exists():
            beside = self._beside(change.path)
            write_file(beside, place.read_bytes())
            self.said.append(f"{change.path} was changed or deleted on another machine; yours is kept as {beside}.")
        if text is None:
            place.unlink(missing_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_file(place, text, durable=True)
        with self._store.writing():
            self._ledger.agree(change.path, change.digest)

    def _changed_ms(self, path: str) -> int:
        """When the file of this machine was changed last: now, where it is gone."""
        try:
            return min(int(self._place(path).stat().st_mtime * 1000), self._now.at_ms)
        except OSError:
            return self._now.at_ms

    def _local(self) -> dict[str, str]:
        """The text of each file by its path, without the settings of this machine alone."""
        found = {}
        for path in sorted(self._places.decks.rglob("*")):
            name = f"decks/{path.relative_to(self._places.decks).as_posix()}"
            if _DECK.fullmatch(name) and path.is_file() and path.stat().st_size <= _LONGEST:
                with suppress(OSError, UnicodeDecodeError):
                    found[name] = path.read_bytes().decode()
        with suppress(ConfigError):
            _, text = _parted(settings_text(self._places.config_file))
            if text.strip():  # settings of this machine alone are no settings
                found[SETTINGS] = text
        return found

    def _with_own_settings(self, text: str) -> str:
        """The settings of elsewhere, with those of this machine alone. Raises ConfigError when they cannot be used."""
        file = self._places.config_file
        own, _ = _parted(settings_text(file))
        settings_of(own + text, file, {})
        return own + text

    def _place(self, path: str) -> Path:
        return self._places.config_file if path == SETTINGS else self._places.data / path

    def _beside(self, path: str) -> Path:
        """A new name beside the file, under which no deck is read."""
        place = self._place(path)
        day = day_text(self._now.at_ms // _DAY_MS)
        names = (place.with_name(f"{place.name}.kept-{day}{f'-{n}' if n > 1 else ''}") for n in range(1, 1000))
        return next(name for name in names if not name.exists())


def _parted(text: str) -> tuple[str, str]:
    """The lines of a settings file that are of one machine alone, and the others."""
    own: list[str] = []
    rest: list[str] = []
    is_top = True
    for line in text.splitlines(keepends=True):
        is_top = is_top and not line.lstrip().startswith("[")
        is_own = is_top and _OF_ONE_MACHINE.match(line)
        (own if is_own else rest).append(line if line.endswith("\n") or not is_own else f"{line}\n")
    return "".join(own), "".join(rest)
