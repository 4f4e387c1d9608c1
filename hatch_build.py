"""What the build adds to pyproject.toml: README.md as a package index can show it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class IndexPage(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        for_index = runpy.run_path(str(root / "docs" / "index_page.py"))["for_index"]
        text = for_index((root / "README.md").read_text("utf-8"), root)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
