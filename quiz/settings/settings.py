"""What the learner has set: config.toml, and above it the environment, such as QUIZ_NEW_PER_DAY=5."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from quiz.errors import ConfigError
from quiz.schedule.limits import Cap, Limits
from quiz.schedule.options import DAY_S, LONGEST_INTERVAL, Options
from quiz.schedule.study_options import Rules

_MOST_A_DAY = 9999
_SECONDS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is a key of config.toml, already read.

    Steps and `learn_ahead` are in seconds, `rollover` in minutes after midnight, `maximum_interval` in days. `device`
    is "auto" or torch's name of one; `python` is the interpreter that has torch, "" for this one. `unlocking` keeps a
    deck's new cards back until the decks it requires have been passed. `decks` holds what [decks.NAME] says otherwise.
    `theme` names one of the screen's, "" its own; `keys` holds what [keys] says: other keys for its actions.
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
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    decks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def options(self, deck: str = "", weights: tuple[float, ...] | None = None) -> Options:
        """The schedule's options: those of a deck, or those that hold where a deck has none of its own."""
        mine = replace(self, **self.decks.get(deck, {}))
        return Options(
            retention=mine.retention,
            learning_steps_s=mine.learning_steps,
            relearning_steps_s=mine.relearning_steps,
            maximum_interval=mine.maximum_interval,
            rollover_min=mine.rollover,
            fuzz=mine.fuzz,
            weights=weights,
        )

    def limits(self) -> Limits:
        caps = {
            deck: Cap(own.get("new_per_day"), own.get("reviews_per_day"))
            for deck, own in self.decks.items()
            if "new_per_day" in own or "reviews_per_day" in own
        }
        return Limits(self.new_per_day, self.reviews_per_day, self.learn_ahead, caps)

    def rules(self, weights: tuple[float, ...] | None = None) -> Rules:
        """All of it together; `weights` are those of the learner, None the published ones."""
        own = {deck: self.options(deck, weights) for deck in self.decks}
        return Rules(self.options(weights=weights), self.limits(), own, self.unlocking)


def load_settings(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in the file `path`, which may be missing, and in `environ`, which wins.

    Raises ConfigError, with the line where it can be found: the file cannot be read, is not TOML, or has an unknown
    key; a value is of the wrong type or out of its range.
    """
    text = _text(path)
    values: dict[str, Any] = {}
    for key, raw in _toml(path, text).items():
        if key == "decks":
            values[key] = _of_decks(path, text, raw)
            continue
        if key == "keys":
            values[key] = _of_keys(path, text, raw)
            continue
        where = _where(path, text, key)
        if key not in KEYS:
            raise _unknown(key, where, isinstance(raw, dict))
        values[key] = _read(key, raw, where)
    for name in sorted(environ):
        key = name.removeprefix("QUIZ_").lower()
        if name.startswith("QUIZ_") and environ[name] and name not in _NOT_SETTINGS:
            if key in KEYS:
                values[key] = _read(key, KEYS[key].from_text(environ[name].strip()), name)
            # Other programs may own a QUIZ_ name; but one that is nearly a setting is a slip of the pen.
            elif near := get_close_matches(key, KEYS, 1, 0.8):
                raise ConfigError("there is no such setting", where=name, fix=f"Did you mean QUIZ_{near[0].upper()}?")
    return Settings(**values)


_NOT_SETTINGS = ("QUIZ_HOME", "QUIZ_NOW", "QUIZ_START")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError("this is not UTF-8 text", where=f"{path}:{line}", fix="Save the file as UTF-8.") from None
    except OSError as error:
        fix = "Make it a file that you may read, or move it elsewhere."
        raise ConfigError(f"it cannot be read ({error.strerror})", where=str(path), fix=fix) from error


def _toml(path: Path, text: str) -> dict[str, Any]:
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    # Not only TOMLDecodeError: a number of thousands of digits raises its parent.
    except ValueError as error:
        what, where = _told(str(error), text)
        fix = 'Write one `name = value` on each line, and texts in quotes: rollover = "04:00".'
        raise ConfigError(f"this is not TOML: {what}", where=f"{path}{where}", fix=fix) from None
    except RecursionError:
        raise ConfigError("this is nested too deep", where=str(path), fix="Settings are plain values.") from None


def _told(message: str, text: str) -> tuple[str, str]:
    """What tomllib says, and ":line:column" of it, which it tells only at the end of its message."""
    if found := re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL):
        return found[1], f":{found[2]}:{found[3]}"
    what = message.removesuffix(" (at end of document)")
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    return what, f":{line}:{column}" if what != message else ""


def _of_decks(path: Path, text: str, raw: object) -> dict[str, dict[str, Any]]:
    """What each [decks.NAME] says. Raises ConfigError."""
    where = _where(path, text, "decks")
    if not isinstance(raw, dict) or not all(isinstance(own, dict) for own in raw.values()):
        fix = "Write the settings of a deck under its own heading: [decks.gather], then retention = 0.95."
        raise ConfigError("decks holds the settings of single decks", where=where, fix=fix)
    read: dict[str, dict[str, Any]] = {}
    for deck, own in raw.items():
        heading = re.search(rf"^[ \t]*\[[ \t]*decks[ \t]*\.[ \t]*[\"']?{re.escape(deck)}\b", text, re.MULTILINE)
        after = heading.start() if heading else 0
        for key in own:
            if key not in OF_A_DECK:
                where = _where(path, text, key, after)
                whole = f"{key} is of the whole collection; write it above the first [heading]."
                near = get_close_matches(key, OF_A_DECK, 1)
                listed = f"Did you mean {near[0]}?" if near else f"They are {', '.join(OF_A_DECK)}."
                fix = whole if key in KEYS else listed
                raise ConfigError(f"a deck has no setting {key[:80]!r}", where=where, fix=fix)
        read[deck] = {key: _read(key, value, _where(path, text, key, after)) for key, value in own.items()}
    return read


def _of_keys(path: Path, text: str, raw: object) -> dict[str, str]:
    """What [keys] says: by the name of an action its keys, parted by commas. Raises ConfigError."""
    if not isinstance(raw, dict):
        fix = 'Write [keys], and below it "home.browse" = "f".'
        raise ConfigError("keys is a table", where=_where(path, text, "keys"), fix=fix)
    told = dict(_flat("", raw))
    for action, keys in told.items():
        parts = [part.strip() for part in keys.split(",")] if isinstance(keys, str) else [""]
        if not all(re.fullmatch("[!-~]{1,40}", part) for part in parts):
            fix = 'Write keys as a text: "f", or several, "f,ctrl+f"; the comma itself is "comma".'
            raise ConfigError(
                f"{action} cannot have these keys", where=place_of(path, f"keys.{action}", value=True), fix=fix
            )
        told[action] = ",".join(parts)
    return told


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """home.browse may be written in quotes, with a dot, or below [keys.home]."""
    for name, told in table.items():
        whole = f"{above}.{name}" if above else name
        yield from _flat(whole, told) if isinstance(told, dict) else ((whole, told),)


def place_of(path: Path, key: str, *, value: bool = False) -> str:
    """file:line:column of a key by its whole name, or of its value; of the table it is in, where it cannot be found."""
    from quiz.settings.positions import places

    try:
        found = {".".join(name): place for name, place in places(_text(path)).items()}
    except ConfigError:
        found = {}
    place = found.get(key) or found.get(key.partition(".")[0])
    return f"{path}:{place.line}:{place.value if value else place.column}" if place else str(path)


def _where(path: Path, text: str, key: str, after: int = 0) -> str:
    """file:line of a key, only the file where the key is written in an unusual way; tomllib keeps no positions."""
    pattern = re.compile(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[\].=]", re.MULTILINE)
    found = pattern.search(text, after)
    line = text.count("\n", 0, found.start()) + 1 if found else 0
    return f"{path}:{line}" if line else str(path)


def _unknown(key: str, where: str, sectioned: bool) -> ConfigError:
    if sectioned:
        fix = "Settings stand by themselves, under no [section] but those of decks, [decks.NAME], and [keys]."
    elif near := get_close_matches(key, KEYS, 1):
        fix = f"Did you mean {near[0]}?"
    else:
        fix = f"The settings are {', '.join(KEYS)}."
    return ConfigError(f"there is no setting {key[:80]!r}", where=where, fix=fix)


def _read(key: str, raw: object, where: str) -> Any:
    value = KEYS[key].read(raw)
    if value is None:
        shown = repr(raw)
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        raise ConfigError(f"{key} cannot be {shown}", where=where, fix=f"It must be {KEYS[key].wanted}.")
    return value


class _Key(NamedTuple):
    """`read` gives None for a value that cannot be used; `from_text` turns a text of the environment into TOML's."""

    wanted: str
    read: Callable[[object], Any]
    from_text: Callable[[str], object] = str


def _whole(least: int, most: int) -> Callable[[object], int | None]:
    def read(raw: object) -> int | None:
        return raw if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most else None

    return read


def _share(raw: object) -> float | None:
    number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return float(raw) if number and 0.70 <= raw <= 0.99 else None  # type: ignore[arg-type,operator]


def _seconds(raw: object) -> int | None:
    """ "20m" is 1200; a day or more cannot be used."""
    found = re.fullmatch(r"(\d{1,6})([smh])", raw.strip(), re.ASCII) if isinstance(raw, str) else None
    if found is None:
        return None
    seconds = int(found[1]) * _SECONDS[found[2]]
    return seconds if seconds < DAY_S else None


def _steps(raw: object) -> tuple[int, ...] | None:
    """ "1m 10m" or ["1m", "10m"]; none at all is allowed."""
    words = raw.split() if isinstance(raw, str) else raw
    steps = tuple(_seconds(word) for word in words) if isinstance(words, list) else (None,)
    return tuple(step for step in steps if step) if all(steps) else None


def _minutes(raw: object) -> int | None:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", raw.strip(), re.ASCII) if isinstance(raw, str) else None
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _switch(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _device(raw: object) -> str | None:
    return raw if isinstance(raw, str) and re.fullmatch(r"[a-z]+(:\d{1,3})?", raw, re.ASCII) else None


def _theme(raw: object) -> str | None:
    return raw if isinstance(raw, str) and re.fullmatch(r"[a-z0-9-]{0,40}", raw) else None


def _path(raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw.isprintable() else None


def _number(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if math.isfinite(number) and number == int(number) and "." not in text else number


def _truth(text: str) -> object:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.lower(), text)


_COUNT = _Key(f"a whole number from 0 to {_MOST_A_DAY}", _whole(0, _MOST_A_DAY), _number)
_STEPS = _Key('times shorter than a day, such as "1m 10m"', _steps)
KEYS: Mapping[str, _Key] = {
    "new_per_day": _COUNT,
    "reviews_per_day": _COUNT,
    "retention": _Key("a number from 0.70 to 0.99", _share, _number),
    "learning_steps": _STEPS,
    "relearning_steps": _STEPS,
    "maximum_interval": _Key(
        f"a whole number of days from 1 to {LONGEST_INTERVAL}", _whole(1, LONGEST_INTERVAL), _number
    ),
    "rollover": _Key('a time of day, such as "04:00"', _minutes),
    "learn_ahead": _Key('a time shorter than a day, such as "20m"', _seconds),
    "fuzz": _Key("true or false", _switch, _truth),
    "unlocking": _Key("true or false", _switch, _truth),
    "device": _Key('"auto", "cpu", "cuda" or one of several, such as "cuda:1"', _device),
    "python": _Key("the path of a Python that has torch", _path),
    "theme": _Key('the name of a theme, such as "nord" or "textual-light"', _theme),
}
OF_A_DECK = (
    "new_per_day",
    "reviews_per_day",
    "retention",
    "learning_steps",
    "relearning_steps",
    "maximum_interval",
    "fuzz",
)


def worded(name: str, told: Any) -> str:
    """A setting that holds, as one would write it into the file."""
    if isinstance(told, tuple):
        return " ".join(_span(step) for step in told) or "none"
    if name == "rollover":
        return f"{told // 60:02}:{told % 60:02}"
    if name == "learn_ahead":
        return _span(told)
    if isinstance(told, bool):
        return "true" if told else "false"
    return str(told) if told != "" else "not set"


def _span(seconds: int) -> str:
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
