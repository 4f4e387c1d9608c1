"""The bindings active now and the names of their keys, for the footer, the help and the palette."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.keys import key_to_character
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

Sections = Sequence[tuple[str, Sequence[Binding]]]
"""A screen's help: bindings under titles. A binding without an action is a line of text."""

_NAMES = {
    "escape": "esc",
    "space": "space",
    "delete": "del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "page-up",
    "pagedown": "page-down",
}
_STAGED = re.compile(r"(?:before|after)\('(\w+)'\)")
_SCROLLS = ("scroll_up", "scroll_down", "page_up", "page_down", "scroll_home", "scroll_end")
_SCROLLS_ASIDE = ("scroll_left", "scroll_right", "page_left", "page_right")
_SIGNS = {"minus": "-", "plus": "+", "slash": "/", "backslash": "\\", "at": "@", "underscore": "_"}
"""Keys whose character Textual does not know by its own name for the key."""


def sign(key: str) -> str:
    """The character that a key types, "" when it types none."""
    found = _SIGNS.get(key) or key_to_character(key)
    return found if found and found.isprintable() else ""


def key_name(key: str) -> str:
    """The name of a key for people: `question_mark` is "?", `shift+up` "shift+↑"."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _NAMES.get(last) or sign(last) or last])


class LiveBinding(NamedTuple):
    """A binding of `node` that is active now, by these `keys`; not `enabled` when it is only shown."""

    node: DOMNode
    binding: Binding
    keys: tuple[str, ...]
    enabled: bool

    @property
    def target(self) -> tuple[object, str]:
        """What it does: equal for two bindings that do the same, one of which may be for another stage."""
        action = _STAGED.sub(r"\1", self.binding.action)
        if action.startswith("app.") or isinstance(self.node, App):
            return App, action.removeprefix("app.")
        return self.node, action

    @property
    def key(self) -> str:
        """The name of the key to show when there is room for one."""
        return key_name(self.keys[0])


class HelpRow(NamedTuple):
    """A line of the help: the names of the keys, what they do, a remark; whether they do it now."""

    keys: str
    does: str
    more: str = ""
    now: bool = True


def live(screen: Screen[object]) -> list[LiveBinding]:
    """The bindings from the focused widget up to the app, in the order of their declaration.

    Keys that are taken for text, or mean something else to a widget nearer to the focus, are left out.
    """
    chain = list((screen.focused or screen).ancestors_with_self)
    found: dict[tuple[int, str, str], LiveBinding] = {}
    for key, node, binding, enabled in _active(screen):
        if binding.show or _name(binding) in declared(type(node)):
            name = (chain.index(node) if node in chain else len(chain), binding.id or "", binding.action)
            before = found[name].keys if name in found else ()
            found[name] = LiveBinding(
                node, binding, _ordered((*before, key), declared(type(node)).get(_name(binding))), enabled
            )

    def place(name: tuple[int, str, str]) -> tuple[int, int]:
        at, *rest = name
        mine = declared(type(found[name].node)).get((rest[0], rest[1]))
        return at, mine.place if mine is not None else len(found)

    return [found[name] for name in sorted(found, key=place)]


def _active(screen: Screen[object]) -> Iterator[tuple[str, DOMNode, Binding, bool]]:
    """Like `Screen.active_bindings`, but a key with which a widget could only scroll if it had more to show is free."""
    focused, taken = screen.focused, set()
    for node, bindings in screen._modal_binding_chain:
        for key, binding in bindings:
            state = screen.app._check_action_state(binding.action, node)
            typed = focused is not None and node is not focused and focused.check_consume_key(key, sign(key) or None)
            if state is False or typed or (key in taken and not binding.priority):
                continue
            if not isinstance(node, Widget) or (
                (binding.action not in _SCROLLS or node.allow_vertical_scroll)
                and (binding.action not in _SCROLLS_ASIDE or node.allow_horizontal_scroll)
            ):
                taken.add(key)
            yield key, node, binding, bool(state)


def each_once(bindings: Iterable[LiveBinding]) -> Iterator[LiveBinding]:
    """The bindings without those that do the same as an earlier one."""
    seen = set()
    for binding in bindings:
        if binding.target not in seen:
            seen.add(binding.target)
            yield binding


def help_of(screen: Screen[object], sections: Sections, keymap: Mapping[str, str]) -> list[tuple[str, list[HelpRow]]]:
    """The help: the keys of the focused widget, of the screen, and everywhere."""
    here = {_name(active.binding): active for active in live(screen)}
    listed = {_name(binding) for _, bindings in sections for binding in bindings}
    nearer = [active for name, active in here.items() if active.node not in (screen, screen.app) and name not in listed]
    nearest = [_row(active) for active in sorted(nearer, key=lambda active: not active.binding.show)]
    listed_rows: list[tuple[str, list[HelpRow]]] = []
    for title, bindings in sections:
        rows = []
        for binding in bindings:
            now = here.get(_name(binding))
            rows.append(_row(now) if now is not None else _as_declared(binding, keymap))
        if any(row.now for row in rows):
            rows, nearest = nearest + rows, []
        listed_rows.append((title, rows))
    everywhere = [_row(active) for active in here.values() if active.node is screen.app]
    listed_rows += [("Here", nearest), ("Everywhere", everywhere)]
    return [(title, rows) for title, rows in listed_rows if rows]


def keys_of(binding: Binding, keymap: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a binding: those that [keys] gives it, else the declared ones."""
    return tuple(key.strip() for key in keymap.get(binding.id or "", binding.key).split(","))


def _as_declared(binding: Binding, keymap: Mapping[str, str]) -> HelpRow:
    """The binding as declared; one without an action is only text."""
    keys = binding.key if not binding.action else " ".join(map(key_name, keys_of(binding, keymap)))
    return HelpRow(keys, binding.description, binding.tooltip, not binding.action)


def _row(active: LiveBinding) -> HelpRow:
    return HelpRow(" ".join(map(key_name, active.keys)), active.binding.description, active.binding.tooltip)


def _ordered(keys: tuple[str, ...], declaration: _Declared | None) -> tuple[str, ...]:
    """The keys in the order of declaration; others after them."""
    order = declaration.keys if declaration is not None else ()
    return tuple(sorted(keys, key=lambda key: order.index(key) if key in order else len(order)))


def _name(binding: Binding) -> tuple[str, str]:
    return binding.id or "", binding.action


class _Declared(NamedTuple):
    place: int
    keys: tuple[str, ...]


@cache
def declared(node: type[DOMNode]) -> dict[tuple[str, str], _Declared]:
    """The bindings declared for nodes of this class: the index of each, and its keys."""
    mine: list[Binding] = []
    theirs: set[tuple[str, str]] = set()
    for base in reversed(node.__mro__):
        bindings = [binding for binding in vars(base).get("BINDINGS", ()) if isinstance(binding, Binding)]
        if base.__module__.startswith("quiz."):
            mine += bindings
        else:
            theirs.update(map(_name, bindings))
    return {
        _name(binding): _Declared(at, keys_of(binding, {}))
        for at, binding in enumerate(mine)
        if _name(binding) not in theirs
    }
