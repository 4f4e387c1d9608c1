"""The cache of what each installation of torch computes wrongly, so that each is examined once."""

from __future__ import annotations

from pathlib import Path

from quiz.app.kept_rows import KeptRows

NAME = "torch-health.json"


class HealthFile:
    """The file in the cache folder."""

    def __init__(self, folder: Path) -> None:
        self._rows = KeptRows(folder / NAME)

    def read(self, stamp: str) -> list[str] | None:
        """The wrong results of the installation with this stamp; None when it was never examined."""
        found = self._rows.get(stamp)
        return found if isinstance(found, list) and all(isinstance(what, str) for what in found) else None

    def write(self, stamp: str, unsound: list[str]) -> None:
        self._rows.put(stamp, unsound)
