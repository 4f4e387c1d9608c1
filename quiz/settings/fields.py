"""The table of settings: how each is read from TOML and from text, which values it allows, and how it is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from quiz.schedule.options import DAY_S, LONGEST_INTERVAL

_MOST_A_DAY = 9999
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_YES = ("true", "yes", "on", "1", "y", "t")
_NO = ("false", "no", "off", "0", "n", "f")


class SettingField(NamedTuple):
    """`means` says in a few words what it decides, `wanted` which values it allows. `read` gives None for a value
    that cannot be used; `from_text` turns typed text into TOML's value.
    """

    means: str
    wanted: str
    read: Callable[[object], Any]
    from_text: Callable[[str], object] = str


def _whole(least: int, most: int) -> Callable[[object], int | None]:
    def read(raw: object) -> int | None:
        return raw if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most else None

    return read


def _share(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0.70 <= raw <= 0.99:
        return None
    return float(raw)


def _seconds(raw: object) -> int | None:
    """Seconds of a duration: "20m" is 1200. None for a day or more."""
    found = re.fullmatch(r"(\d{1,6})([smh])", raw.strip(), re.ASCII) if isinstance(raw, str) else None
    if found is None:
        return None
    seconds = int(found[1]) * _SECONDS[found[2]]
    return seconds if seconds < DAY_S else None


def _steps(raw: object) -> tuple[int, ...] | None:
    """Steps in seconds, from "1m 10m" or ["1m", "10m"]; an empty list is allowed."""
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
    """The value that people type for a switch as a bool; any other text unchanged, to be refused."""
    lowered = text.strip().casefold()
    return True if lowered in _YES else False if lowered in _NO else text


def _count(means: str) -> SettingField:
    return SettingField(means, f"a whole number from 0 to {_MOST_A_DAY}", _whole(0, _MOST_A_DAY), _number)


def _times(means: str) -> SettingField:
    return SettingField(means, 'times shorter than a day, such as "1m 10m"', _steps)


def _on_off(means: str) -> SettingField:
    return SettingField(means, "true or false", _switch, _truth)


FIELDS: Mapping[str, SettingField] = {
    "new_per_day": _count("new cards a day"),
    "reviews_per_day": _count("most reviews a day"),
    "retention": SettingField("target recall, 0.70 to 0.99", "a number from 0.70 to 0.99", _share, _number),
    "learning_steps": _times("steps of a new card"),
    "relearning_steps": _times("steps of a forgotten card"),
    "maximum_interval": SettingField(
        "longest interval, in days",
        f"a whole number of days from 1 to {LONGEST_INTERVAL}",
        _whole(1, LONGEST_INTERVAL),
        _number,
    ),
    "rollover": SettingField("when a study day begins", 'a time of day, such as "04:00"', _minutes),
    "learn_ahead": SettingField("how early a step may be asked", 'a time shorter than a day, such as "20m"', _seconds),
    "fuzz": _on_off("spread due dates over near days"),
    "unlocking": _on_off("open decks one after the other"),
    "device": SettingField("where torch runs", '"auto", "cpu", "cuda" or one of several, such as "cuda:1"', _device),
    "python": SettingField("the Python that has torch", "the path of a Python that has torch", _path),
    "sync": SettingField("the folder your machines share", "the path of a folder", _path),
    "sync_git": _on_off("commit and push it by git"),
    "sync_decks": _on_off("with your own decks and settings"),
    "theme": SettingField("colours of the screens", 'the name of a theme, such as "nord" or "textual-light"', _theme),
}
DECK_FIELDS = (
    "new_per_day",
    "reviews_per_day",
    "retention",
    "learning_steps",
    "relearning_steps",
    "maximum_interval",
    "fuzz",
)
"""The settings that a single deck may override."""


def as_text(name: str, value: Any) -> str:
    """The value of a setting as one would type it: "1m 10m", "04:00", "true"; words when there is none."""
    if isinstance(value, tuple):
        return " ".join(_step_text(step) for step in value) or "none"
    if name == "rollover":
        return f"{value // 60:02}:{value % 60:02}"
    if name == "learn_ahead":
        return _step_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value != "" else "not set"


def _step_text(seconds: int) -> str:
    """A text that `_seconds` reads back exactly, unlike a duration that is rounded for people."""
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
