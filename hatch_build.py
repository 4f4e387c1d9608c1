"""What the build adds to pyproject.toml: README.md as a package index can show it, and parsed decks in the wheel."""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class IndexPage(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        for_index = runpy.run_path(str(root / "docs" / "index_page.py"))["for_index"]
        address = metadata.get("urls", {}).get("Source", "")
        text = for_index((root / "README.md").read_text("utf-8"), root, address, f"v{metadata['version']}")
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class ParsedDecks(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """A wheel gets the files of `quiz/library/parse.py`; an editable one reads the checkout's decks."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from quiz.library.parse import files

        self.made = tempfile.TemporaryDirectory()
        for number, (name, content) in enumerate(files(root / "decks")):
            file = Path(self.made.name) / str(number)
            file.write_bytes(content)
            build_data["force_include"][str(file)] = f"quiz/shipped/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if made := getattr(self, "made", None):
            made.cleanup()
