"""Evaluating a `check` in a process in which the learner's program has not run: its results are carried over as data.

In the learner's child `left_by` takes the values of the names that the check reads, and records what it asks of those
that are no data; in another one, where the setup and `before` have run on the same draw, `Judging` binds them and
evaluates the check. Whether a card can be judged this way depends on its own answer, never on a learner's.
"""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import json
import types
from typing import Any, Callable, Dict, FrozenSet, List, NamedTuple, Optional, Set, Tuple

from ..wire import RoundsWire
from . import check_expression
from .blanks import unmarked
from .carry import NotCarried, is_fixed, packed
from .check_expression import Unmet
from .draw import Unposable
from .program import evaluated, message_of
from .rebuild import unpacked
from .replay import TOO_MUCH, Recording, Replay
from .source import MAIN, TEXTS, compiled

Namespace = Dict[str, Any]
Doing = Callable[[Callable[[], Any]], Any]
GONE, KEPT = ["gone"], ["kept"]
"""Marks of a name that is no longer bound, and of one that has the value from `before`."""
ALONE = "it holds only beside the program that it checks"


class Begun(NamedTuple):
    """A namespace in which `before` has run: what the setup had bound, and what `before` has bound."""

    namespace: Namespace
    set_up: Namespace
    bound: Namespace


def begun(before: str, namespace: Namespace) -> Begun:
    """Run `before`. Raises Unposable."""
    set_up = dict(namespace)
    try:
        exec(compiled(before, "<before>", "exec"), namespace)
    except Exception as error:
        raise Unposable("before", "", message_of(error)) from None
    bound = {name: value for name, value in namespace.items() if name not in set_up or set_up[name] is not value}
    return Begun(namespace, set_up, bound)


def put_back(begun: Begun, rounds: RoundsWire) -> None:
    """Bind the names of `before` to their values again, except those that the card's own program binds.

    `x = f(x)` is how most code is written: the check is about the value `x` had. The same object, so that a change
    shows.
    """
    kept = {name: value for name, value in begun.bound.items() if name not in rounds["rebound"]}
    begun.namespace.update(kept)


def left_by(begun: Begun, check: str, rounds: RoundsWire, room: int, doing: Doing) -> str:
    """What a program has left of the names that the check reads, as JSON.

    `names` are their values. `objects` are those that are no data, and what they are: for these the check is evaluated
    here, and `asked` is what it asked of them, in at most `room` characters; `doing` carries out what it asks. As
    `unfit` a name of which neither can be had, and what it is.
    """
    wires, objects = _packed(begun, check, rounds)
    if not objects:
        return json.dumps({"names": wires})
    data = {name: wire for name, wire in wires.items() if wire not in (GONE, KEPT)}
    recording = Recording(begun.namespace, list(objects), data, room, doing)
    with recording.standing_in():
        check_expression.unmet(check, begun.namespace)
    if recording.failed:
        name = next(iter(objects))
        return json.dumps({"unfit": [name, "{}: {}".format(objects[name], recording.failed)]})
    return json.dumps({"names": {**wires, **recording.names}, "objects": objects, "asked": recording.events})


def _packed(begun: Begun, check: str, rounds: RoundsWire) -> Tuple[Dict[str, Any], Dict[str, str]]:
    """The values of the names that the check reads, and those that are no data with what they are."""
    wires: Dict[str, Any] = {}
    objects: Dict[str, str] = {}
    own = _own(check)
    for name in _carried(begun, check, rounds):
        if name not in begun.namespace:
            wires[name] = GONE
            continue
        value = begun.namespace[name]
        if (begun.bound.get(name) is value or begun.set_up.get(name) is value) and is_fixed(value):
            wires[name] = KEPT
            continue
        try:
            wires[name] = packed(value)
        except NotCarried as why:
            if name not in own:  # else the check may never read this one
                objects[name] = str(why)
        except Exception as error:
            objects[name] = "what raises {} when it is read".format(type(error).__name__)
    return wires, objects


class Judging:
    """The check of a card, for what several programs have left. Raises Unposable when the card's own code fails.

    `objects` are the names that the card's own answer leaves as objects that are no data, once `unsealed` is known.
    """

    def __init__(self, rounds: RoundsWire, room: int) -> None:
        self._rounds = rounds
        self._room = room
        self._unsealed: Optional[str] = None
        self.objects: Tuple[str, ...] = ()
        self._unchanged: Set[str] = set()

    def unsealed(self, prepared: Callable[[], Namespace], fill: Callable[[str], str]) -> str:
        """Why the check cannot be evaluated apart from the card's own answer; "" when it can. Found once."""
        if self._unsealed is None:
            self._unsealed = self._found(prepared, fill)
        return self._unsealed

    def unmet(
        self, left: str, program: str, prepared: Callable[[], Namespace], fill: Callable[[str], str]
    ) -> Tuple[Optional[Unmet], Begun]:
        """The part of the check that is false for what a program left, and the namespace in which it was evaluated.

        A name of `before` whose value the card's own answer leaves alone, and which the program does not bind, is
        tried with both values, if there are two. The program is not run here.
        """
        here = begun(fill(self._rounds["before"]), prepared())
        check = fill(self._rounds["check"])
        said = _said(left)
        wires = said.get("names", {})
        names = [name for name in _carried(here, check, self._rounds) if name in wires]
        spoilt = {name: here.namespace[name] for name in names if self._is_spoilt(name, wires[name], here)}
        for name in _bound_in(program):
            spoilt.pop(name, None)
        replay = Replay(here.namespace, said.get("asked", [])) if self.objects else None
        fault = self._put(here.namespace, {name: wires[name] for name in names}, replay)
        if fault is not None:
            return fault, here
        found = check_expression.unmet(check, here.namespace)
        if found is None and spoilt and replay is not None:
            return Unmet(min(spoilt), "your code has changed it", None), here
        if found is None and spoilt:
            here.namespace.update(spoilt)
            found = check_expression.unmet(check, here.namespace)
        return found, here

    def _is_spoilt(self, name: str, wire: Any, here: Begun) -> bool:
        if name not in self._unchanged or name not in here.namespace or wire in (GONE, KEPT):
            return False
        try:
            return bool(packed(here.namespace[name]) != wire)
        except NotCarried:
            return False

    def _found(self, prepared: Callable[[], Namespace], fill: Callable[[str], str]) -> str:
        check = fill(self._rounds["check"])
        here = begun(fill(self._rounds["before"]), prepared())
        first, _ = _packed(here, check, self._rounds)
        try:
            evaluated(unmarked(fill(self._rounds["model"]))[0], here.namespace)
        except Exception as error:
            return "the card's own answer raises {}".format(message_of(error))
        put_back(here, self._rounds)
        text = left_by(here, check, self._rounds, self._room, lambda work: work())
        left = json.loads(text)
        if "unfit" in left:
            return "`{}` is {}".format(*left["unfit"])
        after, objects = left["names"], left.get("objects", {})
        if len(text) > self._room // 2:  # on another draw it may be more
            return "`{}` is {}: {}".format(*next(iter(objects.items())), TOO_MUCH) if objects else TOO_MUCH
        self.objects = tuple(objects)
        holds = bool(objects) or check_expression.unmet(check, here.namespace) is None
        self._unchanged = {
            name
            for name in here.bound
            if name not in self._rounds["rebound"] and name in after and first.get(name) == after[name]
        }
        apart, _ = self.unmet(text, "", prepared, fill)
        if not holds or apart is None:
            return ""
        return "`{}` is {}: {}".format(*next(iter(objects.items())), ALONE) if objects else ALONE

    def _put(self, namespace: Namespace, wires: Dict[str, Any], replay: Optional[Replay]) -> Optional[Unmet]:
        """Bind the carried values, and stand-ins for the objects; what is wrong with one that is invalid."""
        for name, wire in wires.items():
            if wire == GONE:
                namespace.pop(name, None)
            elif wire != KEPT:
                try:
                    other = replay.stand_in if replay is not None and name in self.objects else None
                    namespace[name] = unpacked(wire, other)
                except NotCarried as why:
                    return Unmet(name, str(why), None)
        return None


def _carried(begun: Begun, check: str, rounds: RoundsWire) -> List[str]:
    """The names that the check reads which a program may have bound; all others have the value from setup.

    A name that only a function reads which the check calls is read too.
    """
    return [
        name
        for name in sorted(_reached(check, begun, rounds))
        if name in rounds["rebound"]
        or name in begun.bound
        or (name not in begun.set_up and not hasattr(builtins, name))
    ]


def _reached(check: str, begun: Begun, rounds: RoundsWire) -> Set[str]:
    """The names in a check, and the global ones in the functions of setup and `before` that it can call."""
    reached, waiting = set(), list(check_expression.names(check))
    known = {**begun.set_up, **begun.bound}
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            function = known.get(name)
            if isinstance(function, types.FunctionType) and function.__module__ == MAIN:
                waiting += [
                    each for each in _globals_of(function.__code__) if each in known or each in rounds["rebound"]
                ]
    return reached


@functools.lru_cache(maxsize=256)
def _globals_of(code: types.CodeType) -> Tuple[str, ...]:
    """The names that code reads of its module, and that the functions within it do."""
    found = [each.argval for each in dis.get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    inner = [name for const in code.co_consts if isinstance(const, types.CodeType) for name in _globals_of(const)]
    return tuple(found + inner)


@functools.lru_cache(maxsize=TEXTS)
def _own(check: str) -> FrozenSet[str]:
    """The names that a check itself binds."""
    nodes = list(ast.walk(ast.parse(check.strip(), check_expression.CHECK, "eval")))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(stored | {node.arg for node in nodes if isinstance(node, ast.arg)})


@functools.lru_cache(maxsize=TEXTS)
def _bound_in(program: str) -> FrozenSet[str]:
    """The names that a program binds, `x += 1` among them."""
    try:
        nodes = list(ast.walk(ast.parse(program)))
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    return frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _said(left: str) -> Dict[str, Any]:
    """What a program has left, with `names` and `asked` of the right types; else nothing."""
    try:
        said = json.loads(left)
    except (ValueError, TypeError, RecursionError):
        return {}
    sound = (
        isinstance(said, dict)
        and isinstance(said.get("names"), dict)
        and isinstance(said.get("asked", []), list)
        and all(isinstance(event, dict) for event in said.get("asked", []))
    )
    return said if sound else {}
