"""The cache of what each installation of torch computes wrongly, so that each is examined once."""

from __future__ import annotations

import json
from pathlib import Path

from quiz.settings.atomic import write_file

NAME = "torch-health.json"
MOST = 20
"""The most installations remembered."""


class HealthFile:
    """A file in another form counts as empty, and one that cannot be written is ignored."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def read(self, stamp: str) -> list[str] | None:
        """The wrong results of the installation with this stamp; None when it was never examined."""
        found = self._all().get(stamp)
        return found if isinstance(found, list) and all(isinstance(what, str) for what in found) else None

    def write(self, stamp: str, unsound: list[str]) -> None:
        rows = self._all()
        rows.pop(stamp, None)  # which makes it the newest
        rows[stamp] = unsound
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._path, json.dumps(dict(list(rows.items())[-MOST:])))
        except OSError:
            return

    def _all(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
