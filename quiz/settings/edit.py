"""Writing one setting into config.toml, with everything else in it kept, comments and layout included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from quiz.errors import ConfigError
from quiz.settings.atomic import write_file
from quiz.settings.fields import FIELDS
from quiz.settings.paths import folder_path, interpreter_path, make_folder
from quiz.settings.settings import settings_of, settings_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.container import Container


def put(path: Path, key: str, value: str | None, deck: str = "") -> None:
    """Set `key` to `value`, as one would type it ("0.92", "1m 10m", "off"); None removes it from the file.

    With `deck` it is that deck's setting. A relative path of an interpreter is taken from the current folder. Raises
    ConfigError, and leaves the file unchanged, when the value cannot be used or the file cannot be read or written.
    """
    text = settings_text(path)
    settings_of(text, path, {})
    new = changed(text, key, value, deck)
    try:
        settings_of(new, path, {})
    except ConfigError as error:
        raise ConfigError(error.what, where=str(path), fix=error.fix) from None
    make_folder(path.parent)
    try:
        write_file(path, new, durable=True, mode=0o600)
    except OSError as error:
        fix = "Make it writable, or set QUIZ_HOME."
        raise ConfigError(f"it cannot be written ({error.strerror})", where=str(path), fix=fix) from error


def changed(text: str, key: str, value: str | None, deck: str = "") -> str:
    """The text of the file, which is TOML that the quiz can use, with one setting changed, added or removed.

    A new setting goes at the end of its table, above the comments that are about the next one. The settings of a
    deck may be written below [decks.NAME], as an inline table or with dots; a deck without any gets a heading at the
    end.
    """
    import tomlkit

    end = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += end
    document = tomlkit.parse(text)
    table = _table(document, deck)
    if value is None:
        if table is not None and key in table:
            del table[key]
    elif table is None:
        return _with_deck(document, deck, key, _raw(key, value), end)
    elif key in table:
        _replace(table, key, _raw(key, value))
    else:
        _add(document, table, key, _raw(key, value), end)
    return document.as_string()


def _raw(key: str, value: str) -> object:
    """The value as TOML has it."""
    value = value.strip()
    if key == "python":
        return interpreter_path(value, Path())
    if key == "sync" and not value.startswith("~"):
        return folder_path(value, Path())
    return FIELDS[key].from_text(value) if key in FIELDS else value


def _table(document: TOMLDocument, deck: str) -> Any:
    """The table of the settings, None when the deck has none yet. It behaves as a dict."""
    return document.get("decks", {}).get(deck) if deck else document


def _replace(table: Any, key: str, raw: object) -> None:
    """Replace a value. An array stays an array, and keeps its comments; the comment after a value stays too."""
    from tomlkit.items import Array

    old = table[key]
    if not isinstance(old, Array) or not isinstance(raw, str):
        table[key] = raw
        return
    words = raw.split()
    for at, word in enumerate(words[: len(old)]):
        if old[at] != word:
            old[at] = word
    for word in words[len(old) :]:
        old.append(word)
    while len(old) > len(words):
        old.pop()


def _with_deck(document: TOMLDocument, deck: str, key: str, raw: object, end: str) -> str:
    """Add the first setting of a deck."""
    import tomlkit
    from tomlkit.items import InlineTable

    decks = document.get("decks")
    if isinstance(decks, InlineTable):
        own = tomlkit.inline_table()
        own[key] = raw
        decks[deck] = own
        return document.as_string()
    text = document.as_string()
    gap = end if text.strip() else ""
    heading, setting = tomlkit.key(["decks", deck]).as_string(), f"{key} = {tomlkit.item(raw).as_string()}"
    return f"{text}{gap}[{heading}]{end}{setting}{end}"


def _add(document: TOMLDocument, table: Any, key: str, raw: object, end: str) -> None:
    import tomlkit
    from tomlkit.items import InlineTable, Table

    if isinstance(table, InlineTable) or (isinstance(table, Table) and table.is_super_table()):
        table[key] = raw  # written with dots, or within { }
        return
    container: Container = document if table is document else table.value
    at = _end_of_values(document, container)
    item = tomlkit.item(raw)
    item.trivia.trail = end
    # The container's methods would put a new key below the comments that are about the next heading.
    container.body.insert(at, (tomlkit.key(key), item))


def _end_of_values(document: TOMLDocument, container: Container) -> int:
    """The index at which a new value goes: before the comments and blank lines above the next heading."""
    from tomlkit.items import AoT, Comment, Table, Whitespace

    body = container.body
    tables = [at for at, (_, item) in enumerate(body) if isinstance(item, AoT | Table) and not _dotted(item)]
    at = tables[0] if tables else len(body)
    if not tables and document.as_string().endswith(container.as_string()):
        return at  # nothing follows: comments at the end of the file are not about anything else
    while at and isinstance(body[at - 1][1], Comment):
        at -= 1
    while at and isinstance(body[at - 1][1], Whitespace):
        at -= 1
    return at


def _dotted(item: Any) -> bool:
    """Whether a table is written as `a.b = 1`, without a heading for it or below it."""
    from tomlkit.items import Table

    if not isinstance(item, Table):
        return False
    parts = [part for _, part in item.value.body if isinstance(part, Table)]
    return item.is_super_table() and all(map(_dotted, parts))
