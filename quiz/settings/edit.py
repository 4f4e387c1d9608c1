"""Writing one setting into config.toml, with everything else in it left as it is, comments included."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from quiz.errors import ConfigError
from quiz.settings.paths import make_folder
from quiz.settings.settings import load_settings

_HEADING = re.compile(r"^[ \t]*\[", re.MULTILINE)
_ABOUT_WHAT_FOLLOWS = re.compile(r"(?:^[ \t]*#.*\n)*\Z", re.MULTILINE)
"""The comments directly above a heading: they are about it."""


def put(path: Path, key: str, value: str | None, deck: str = "") -> None:
    """Set `key` to `value`, as one would type it ("0.92", "1m 10m", "false"); None takes it out.

    With `deck` it is that deck's own. Raises ConfigError, and leaves the file as it was, where the value cannot be
    used, the file cannot be read as it stands, or cannot be written.
    """
    load_settings(path, {})
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        new = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(changed(text, key, value, deck))
                file.flush()
                os.fsync(file.fileno())
            try:
                load_settings(new, {})
            except ConfigError as error:
                raise ConfigError(error.what, where=str(path), fix=error.fix) from None
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        fix = "Give yourself the right to write there, or set QUIZ_HOME."
        raise ConfigError(f"it cannot be written ({error.strerror})", where=str(path), fix=fix) from error


def changed(text: str, key: str, value: str | None, deck: str = "") -> str:
    """The text of the file with one setting put in its place, at the end of its part where it was not there."""
    head, part, rest = _parted(text, deck)
    line = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=.*?(?P<comment>[ \t]+#[^\"'\n]*)?$\n?", re.MULTILINE)
    found = line.search(part)
    if value is None:
        return head + (line.sub("", part, count=1) if found else part) + rest
    said = f"{key} = {_toml(value)}"
    if found:
        part = part[: found.start()] + said + (found["comment"] or "") + "\n" + part[found.end() :]
        return head + part + rest
    if deck and _heading(text, deck) is None:
        gap = "\n" if text.strip() else ""
        return f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{gap}[decks.{deck}]\n{said}\n"
    head += "\n" if head and not head.endswith("\n") else ""
    body = part.rstrip("\n")
    blank = part[len(body) + 1 :] if rest else ""
    return f"{head}{body}{chr(10) if body else ''}{said}\n{blank}{rest}"


def _heading(text: str, deck: str) -> re.Match[str] | None:
    name = re.escape(deck)
    return re.search(rf"^[ \t]*\[[ \t]*decks[ \t]*\.[ \t]*[\"']?{name}[\"']?[ \t]*\].*\n?", text, re.MULTILINE)


def _parted(text: str, deck: str) -> tuple[str, str, str]:
    """What stands before the part of the file that is meant, that part, and what follows it."""
    begins = 0
    if deck:
        heading = _heading(text, deck)
        if heading is None:
            return text, "", ""
        begins = heading.end()
    following = _HEADING.search(text, begins)
    ends = following.start() if following else len(text)
    if following:
        about = _ABOUT_WHAT_FOLLOWS.search(text[begins:ends])
        ends -= len(about[0]) if about else 0
    return text[:begins], text[begins:ends], text[ends:]


def _toml(value: str) -> str:
    """Numbers and switches as they are, everything else as a text."""
    if re.fullmatch(r"-?\d+(\.\d+)?|true|false", value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
