"""The key map: every named binding, and whether the keys of [keys] in config.toml are possible."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from types import ModuleType

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys

from quiz.errors import ConfigError
from quiz.settings.settings import place_of
from quiz.text.suggest import did_you_mean, nearest, suggestion
from quiz.tui.keys.bindings import key_name, keys_of, sign

_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super", "hyper", "meta"))
_KEYS = frozenset(key.value for key in Keys)
_CALLED = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown", "ins": "insert"}
_SOME = "Keys are called f, F, f2, ctrl+f, shift+up, space, enter, escape."
_SCREENS = (
    "app",
    "home",
    "review",
    "answer",
    "play",
    "info",
    "browse",
    "preview",
    "stats",
    "options",
    "done",
    "help",
    "ask",
    "pick",
)
_TYPED_IN = (
    "app.",
    "play.",
    "review.before.",
    "review.leave",
    "review.page",
    "review.drawings",
    "review.rerate",
    "ask.",
    "answer.",
    "browse.cards",
    "options.keep",
)
"""The places where text is typed, so that a letter is a letter."""


@dataclass(frozen=True, slots=True)
class NamedBinding:
    """A binding that has a name; `owner` is the class of the screen or the widget that has it."""

    owner: type[DOMNode]
    binding: Binding

    @property
    def id(self) -> str:
        return self.binding.id or ""

    @property
    def does(self) -> str:
        more = self.binding.tooltip
        return f"{self.binding.description}: {more}" if more else self.binding.description


def every() -> list[NamedBinding]:
    """Every named binding, screen by screen; several widgets may have one of the same name."""
    from quiz.tui import host, screens, widgets

    modules: list[ModuleType] = [host]
    for package in (screens, widgets):
        names = (module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
        modules += map(importlib.import_module, names)
    nodes = [
        node
        for module in modules
        for node in vars(module).values()
        if inspect.isclass(node) and node.__module__ == module.__name__ and issubclass(node, DOMNode)
    ]
    bindings = [
        NamedBinding(node, binding)
        for node in nodes
        for binding in vars(node).get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]
    return sorted(
        (named for named in bindings if named.id), key=lambda named: _SCREENS.index(named.id.partition(".")[0])
    )


@dataclass(frozen=True, slots=True)
class KeymapRow:
    """One row about all bindings of a name: the keys in force, and the default keys."""

    id: str
    keys: list[str]
    default: list[str]
    does: str


def table(keymap: Mapping[str, str]) -> list[KeymapRow]:
    """A row for every name."""
    rows: dict[str, KeymapRow] = {}
    for named in every():
        row = rows.setdefault(named.id, KeymapRow(named.id, [], [], named.does))
        row.keys.extend(key for key in keys_of(named.binding, keymap) if key not in row.keys)
        row.default.extend(key for key in keys_of(named.binding, {}) if key not in row.default)
    return list(rows.values())


def check(keymap: Mapping[str, str], path: Path) -> None:
    """Check [keys]. Loads all screens, which takes time.

    Raises ConfigError with the place in the file `path`: no such name, no such key, a key that is taken.
    """
    named = every()
    ids = {binding.id for binding in named}
    for action, keys in keymap.items():
        if action not in ids:
            fix = did_you_mean(action, ids, "`quiz options --keys` lists the names.")
            what = f"the screens have no action called {action[:80]!r}"
            raise ConfigError(what, where=place_of(path, f"keys.{action}"), fix=fix)
        for key in keys.split(","):
            if problem := _unusable(action, key):
                raise ConfigError(problem[0], where=place_of(path, f"keys.{action}", value=True), fix=problem[1])
    for first, second in combinations(named, 2):
        for binding, rival in ((first, second), (second, first)):
            if binding.id in keymap and binding.id != rival.id and _meet(binding, rival):
                taken = (_names(binding, keymap) & _names(rival, keymap)) - (_names(binding, {}) & _names(rival, {}))
                if taken:
                    what = f"{binding.id} cannot have {', '.join(sorted(taken))}: it is the key of {rival.id}"
                    fix = f"Take another one, or give {rival.id} ({rival.binding.description}) other keys too."
                    raise ConfigError(what, where=place_of(path, f"keys.{binding.id}", value=True), fix=fix)


def _unusable(action: str, key: str) -> tuple[str, str] | None:
    """Why a key cannot be that of an action, and the fix; None when it can."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    character = last if len(last) == 1 else sign(last)
    if not _MODIFIERS.issuperset(modifiers) or not (last in _KEYS or character):
        meant = [*(word if word in _MODIFIERS else nearest(word, _MODIFIERS) for word in modifiers)]
        meant.append(last if last in _KEYS or character else _CALLED.get(last) or nearest(last, _KEYS))
        fix = suggestion("+".join(meant) if all(meant) else "", _SOME)
        return f"{action}: there is no key {key!r}", fix
    if modifiers == ["shift"] and len(last) == 1:
        return f"{action}: no terminal sends {key!r}", f"Write {last.upper()}, the capital."
    typed = bool(character) and not modifiers and last != "space"
    if typed and action.startswith(_TYPED_IN):
        fix = "Take a function key, or one with ctrl."
        return f"{action} cannot have {key_name(key)}: where text is typed it is a letter", fix
    return None


def _names(named: NamedBinding, keymap: Mapping[str, str]) -> set[str]:
    return set(map(key_name, keys_of(named.binding, keymap)))


def _meet(first: NamedBinding, second: NamedBinding) -> bool:
    """Whether both can be before the learner at the same time."""
    scopes = sorted((_scope(first), _scope(second)))
    if _scope(first) == _scope(second) == "answer":
        return first.owner is second.owner
    answering = scopes[0] == "answer" and scopes[1] in ("review", "review.before")
    return "app" in scopes or answering or scopes[0] == scopes[1] or scopes[1].startswith(f"{scopes[0]}.")


def _scope(named: NamedBinding) -> str:
    """The screen, and of the review also the stage."""
    parts = named.id.split(".")
    return ".".join(parts[:2]) if parts[:2] in (["review", "before"], ["review", "after"]) else parts[0]
