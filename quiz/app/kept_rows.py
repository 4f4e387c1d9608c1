"""A small file of JSON rows by key in the cache folder. It may be lost: what it held is then found out again."""

from __future__ import annotations

import json
from pathlib import Path

from quiz.settings.atomic import write_file

MOST = 20
"""The most rows kept; beyond that, the oldest are forgotten."""


class KeptRows:
    """A file in another form counts as empty, and one that cannot be written is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> object:
        """The row; None when there is none."""
        return self._all().get(key)

    def put(self, key: str, row: object) -> None:
        rows = self._all()
        rows.pop(key, None)  # which makes it the newest
        rows[key] = row
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
