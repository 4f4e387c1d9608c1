"""The cache of what each interpreter has said of its torch, so that not every command starts it to ask."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quiz.app.kept_rows import KeptRows

NAME = "torch-hello.json"


class HelloFile:
    """The file in the cache folder."""

    def __init__(self, folder: Path) -> None:
        self._rows = KeptRows(folder / NAME)

    def read(self, stamp: str) -> object:
        """What was written under this stamp, or anything else if the file is damaged; None for nothing."""
        return self._rows.get(stamp)

    def write(self, stamp: str, row: Mapping[str, Any]) -> None:
        self._rows.put(stamp, dict(row))
