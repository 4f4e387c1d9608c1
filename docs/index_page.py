"""README.md for a package index, which has the text alone.

Where the project has an address (`Source` in [project.urls]), links and pictures lead to the files of its release.
Where it has none, pictures become text, and links to files their names.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

_PICTURE = re.compile(r"!\[([^\]]*)\]\((docs/[\w/-]+\.svg)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")
_TEXT = "{http://www.w3.org/2000/svg}text"
_OF_THE_SCREEN = re.compile(r"-r\d+$")
_CELL = 12.2
"""The width of a character in the pictures that Rich draws."""


def for_index(readme: str, root: Path, address: str = "", tag: str = "") -> str:
    """The README without relative links, which lead nowhere there. `address` is that of a repository on GitHub."""
    if address:
        raw = address.rstrip("/").replace("https://github.com/", "https://raw.githubusercontent.com/")
        with_pictures = _PICTURE.sub(rf"![\1]({raw}/{tag}/\2)", readme)
        return _LINK.sub(rf"[\1]({address.rstrip('/')}/blob/{tag}/\2)", with_pictures)
    return _LINK.sub(r"\1", _PICTURE.sub(lambda found: f"```text\n{screen(root / found[2])}\n```", readme))


def screen(picture: Path) -> str:
    """The characters of a picture of a terminal, at their places."""
    rows: dict[float, str] = {}
    parts = [part for part in ElementTree.parse(picture).iter(_TEXT) if _OF_THE_SCREEN.search(part.get("class", ""))]
    for part in sorted(parts, key=lambda part: (float(part.get("y", 0)), float(part.get("x", 0)))):
        y, x = float(part.get("y", 0)), float(part.get("x", 0))
        rows[y] = rows.get(y, "").ljust(round(x / _CELL)) + (part.text or "").replace("\xa0", " ")
    return "\n".join(row.rstrip() for row in rows.values())
