"""Reading the settings: config.toml, overridden by the environment, such as QUIZ_NEW_PER_DAY=5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quiz.errors import ConfigError
from quiz.schedule.limits import Cap, Limits
from quiz.schedule.options import LONGEST_INTERVAL, Options
from quiz.schedule.study_options import StudyOptions
from quiz.settings.fields import DECK_FIELDS, FIELDS
from quiz.settings.paths import folder_path, interpreter_path

_NOT_SETTINGS = ("QUIZ_HOME", "QUIZ_NOW", "QUIZ_START", "QUIZ_KEEP")
_LIKENESS = 0.8
"""How similar to a setting a variable must be to count as misspelt: other programs may own a QUIZ_ name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is a key of config.toml, already read.

    Steps and `learn_ahead` are in seconds, `rollover` in minutes after midnight, `maximum_interval` in days.
    `device` is "auto" or torch's name of a device; `python` is the interpreter that has torch, as an absolute path
    or a command, "" for this one. `sync` is the absolute path of the folder to sync with, "" for none; `sync_git` says
    that git carries it, `sync_decks` that decks and settings go with it. `unlocking` keeps a deck's new cards back
    until the decks it requires have been passed. `decks` has the overrides of [decks.NAME]. `theme` names a theme of
    the screen, "" for the quiz's; `keys` has the overrides of [keys]: keys for the actions of the screens.
    """

    new_per_day: int = 20
    reviews_per_day: int = 200
    retention: float = 0.90
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = LONGEST_INTERVAL
    rollover: int = 240
    learn_ahead: int = 1200
    fuzz: bool = True
    unlocking: bool = True
    device: str = "auto"
    python: str = ""
    sync: str = ""
    sync_git: bool = False
    sync_decks: bool = False
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    decks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def options(self, deck: str = "", weights: tuple[float, ...] | None = None) -> Options:
        """The schedule's options: those of a deck, or the general ones when `deck` is ""."""
        settings = replace(self, **self.decks.get(deck, {}))
        return Options(
            retention=settings.retention,
            learning_steps_s=settings.learning_steps,
            relearning_steps_s=settings.relearning_steps,
            maximum_interval=settings.maximum_interval,
            rollover_min=settings.rollover,
            fuzz=settings.fuzz,
            weights=weights,
        )

    def limits(self) -> Limits:
        caps = {
            deck: Cap(own.get("new_per_day"), own.get("reviews_per_day"))
            for deck, own in self.decks.items()
            if "new_per_day" in own or "reviews_per_day" in own
        }
        return Limits(self.new_per_day, self.reviews_per_day, self.learn_ahead, caps)

    def rules(self, weights: tuple[float, ...] | None = None) -> StudyOptions:
        """All options of studying; `weights` are those fitted to the learner, None the published ones."""
        own = {deck: self.options(deck, weights) for deck in self.decks}
        return StudyOptions(self.options(weights=weights), self.limits(), own, self.unlocking)


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in the file `path`, which may be missing, overridden by `environ`.

    A relative path is taken from the folder of the file, in `environ` from the current folder.
    Raises ConfigError, with line and column when they can be found: the file cannot be read, is not TOML, or has an
    unknown key; a value is of the wrong type or out of its range.
    """
    return settings_of(settings_text(path), path, environ)


def settings_of(text: str, path: Path, environ: Mapping[str, str]) -> Settings:
    """The same for a text that is, or is to be, in the file `path`. Raises ConfigError."""
    file = _File(path, text)
    values: dict[str, Any] = {}
    for key, raw in file.values().items():
        if key == "decks":
            values[key] = _deck_settings(file, raw)
        elif key == "keys":
            values[key] = _keymap(file, raw)
        elif key in FIELDS:
            values[key] = file.read(key, raw)
        else:
            raise _unknown(key, file.where(key), isinstance(raw, dict))
    if "python" in values:
        values["python"] = interpreter_path(values["python"], path.parent)
    if "sync" in values:
        values["sync"] = folder_path(values["sync"], path.parent)
    return Settings(**values | _from_environment(environ))


def settings_text(path: Path) -> str:
    """The text of the settings file, "" when there is none. Raises ConfigError."""
    try:
        # Line ends are kept: the text may be written again.
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError("this is not UTF-8 text", where=f"{path}:{line}", fix="Save the file as UTF-8.") from None
    except OSError as error:
        fix = "Make it a file that you may read, or move it elsewhere."
        raise ConfigError(f"it cannot be read ({error.strerror})", where=str(path), fix=fix) from error


def place_of(path: Path, key: str, *, value: bool = False) -> str:
    """file:line:column of a full key, or of its value; of the table around it when it is not found."""
    try:
        text = settings_text(path)
    except ConfigError:
        return str(path)
    return _File(path, text).where(key, value=value)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings that variables such as QUIZ_NEW_PER_DAY give. Raises ConfigError."""
    values: dict[str, Any] = {}
    for name in sorted(environ):
        key = name.removeprefix("QUIZ_").lower()
        if not name.startswith("QUIZ_") or not environ[name] or name in _NOT_SETTINGS:
            continue
        if key in FIELDS:
            raw = FIELDS[key].from_text(environ[name].strip())
            values[key] = FIELDS[key].read(raw)
            if values[key] is None:
                raise _refused(key, raw, name)
            continue
        from quiz.text.suggest import did_you_mean

        if fix := did_you_mean(name, [f"QUIZ_{known.upper()}" for known in FIELDS], "", likeness=_LIKENESS):
            raise ConfigError("there is no such setting", where=name, fix=fix)
    if "python" in values:
        values["python"] = interpreter_path(values["python"], Path())
    if "sync" in values:
        values["sync"] = folder_path(values["sync"], Path())
    return values


class _File:
    """A settings file by its path and its text, with the positions of its keys."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    def values(self) -> dict[str, Any]:
        """The parsed file. Raises ConfigError when the text is not TOML."""
        if not self.text:
            return {}
        import tomllib

        try:
            return tomllib.loads(self.text)
        # Not only TOMLDecodeError: a number of thousands of digits raises its base class.
        except ValueError as error:
            what, place = _what_and_place(str(error), self.text)
            fix = 'Write one `name = value` on each line, and texts in quotes: rollover = "04:00".'
            raise ConfigError(f"this is not TOML: {what}", where=f"{self.path}{place}", fix=fix) from None
        except RecursionError:
            fix = "Settings are plain values."
            raise ConfigError("this is nested too deep", where=str(self.path), fix=fix) from None

    def read(self, key: str, raw: object, name: str = "") -> Any:
        """The value of a setting, whose full name is `name` when it is of a deck. Raises ConfigError."""
        value = FIELDS[key].read(raw)
        if value is None:
            raise _refused(key, raw, self.where(name or key, value=True))
        return value

    def where(self, key: str, *, value: bool = False) -> str:
        """file:line:column of a full key, or of its value; of the table around it when not found."""
        from quiz.settings.positions import nearest_position

        at = nearest_position(self.text, key)
        return f"{self.path}:{at.line}:{at.value if value else at.column}" if at else str(self.path)


def _what_and_place(message: str, text: str) -> tuple[str, str]:
    """The message of tomllib without its end, and that end as ":line:column"."""
    if found := re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL):
        return found[1], f":{found[2]}:{found[3]}"
    what = message.removesuffix(" (at end of document)")
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return what, f":{line}:{column}" if what != message else ""


def _deck_settings(file: _File, raw: object) -> dict[str, dict[str, Any]]:
    """The overrides of each [decks.NAME]. Raises ConfigError."""
    if not isinstance(raw, dict) or not all(isinstance(own, dict) for own in raw.values()):
        fix = "Write the settings of a deck under its own heading: [decks.gather], then retention = 0.95."
        raise ConfigError("decks holds the settings of single decks", where=file.where("decks"), fix=fix)
    read: dict[str, dict[str, Any]] = {}
    for deck, own in raw.items():
        for key in own:
            if key not in DECK_FIELDS:
                raise _not_of_a_deck(key, file.where(f"decks.{deck}.{key}"))
        read[deck] = {key: file.read(key, raw, f"decks.{deck}.{key}") for key, raw in own.items()}
    return read


def _not_of_a_deck(key: str, where: str) -> ConfigError:
    from quiz.text.suggest import did_you_mean

    if key in FIELDS:
        fix = f"{key} is a setting of the whole collection; write it above the first [heading]."
    else:
        fix = did_you_mean(key, DECK_FIELDS, f"They are {', '.join(DECK_FIELDS)}.")
    return ConfigError(f"a deck has no setting {key[:80]!r}", where=where, fix=fix)


def _keymap(file: _File, raw: object) -> dict[str, str]:
    """The keys of each action in [keys], separated by commas. Raises ConfigError."""
    if not isinstance(raw, dict):
        fix = 'Write [keys], and below it "home.browse" = "f".'
        raise ConfigError("`keys` is a table", where=file.where("keys"), fix=fix)
    keymap = dict(_flat("", raw))
    for action, keys in keymap.items():
        parts = [part.strip() for part in keys.split(",")] if isinstance(keys, str) else [""]
        if not all(re.fullmatch("[!-~]{1,40}", part) for part in parts):
            fix = 'Write keys as a text: "f", or several, "f,ctrl+f"; the comma itself is "comma".'
            where = file.where(f"keys.{action}", value=True)
            raise ConfigError(f"{action} cannot have these keys", where=where, fix=fix)
        keymap[action] = ",".join(parts)
    return keymap


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys table with full names: home.browse may be written in quotes, with a dot, or below [keys.home]."""
    for name, value in table.items():
        whole = f"{above}.{name}" if above else name
        yield from _flat(whole, value) if isinstance(value, dict) else ((whole, value),)


def _unknown(key: str, where: str, sectioned: bool) -> ConfigError:
    from quiz.text.suggest import did_you_mean

    if sectioned:
        fix = "Settings are written at the top, outside any [section] except [decks.NAME] and [keys]."
    else:
        fix = did_you_mean(key, FIELDS, f"The settings are {', '.join(FIELDS)}.")
    return ConfigError(f"there is no setting {key[:80]!r}", where=where, fix=fix)


def _refused(key: str, raw: object, where: str) -> ConfigError:
    shown = repr(raw)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    return ConfigError(f"{key} cannot be {shown}", where=where, fix=f"It must be {FIELDS[key].wanted}.")
