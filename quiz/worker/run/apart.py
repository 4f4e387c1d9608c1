"""Evaluating a `check` in a process in which the learner's program has not run: its results are carried over as data.

In the learner's child `left_by` takes the values of the names that the check reads; in another one, where the setup
and `before` have run on the same draw, `Judging` binds them and evaluates the check. Whether a card can be judged
this way depends on its own answer, never on a learner's.
"""

from __future__ import annotations

import ast
import builtins
import json
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple

from ..wire import RoundsWire
from . import check_expression
from .blanks import unmarked
from .carry import NotCarried, is_fixed, packed, unpacked
from .check_expression import Unmet
from .draw import Unposable
from .program import evaluated, message_of
from .source import compiled

Namespace = Dict[str, Any]
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


def left_by(begun: Begun, check: str, rounds: RoundsWire) -> str:
    """The values of the names that the check reads, as JSON: `names`, or as `unfit` the name and what it is."""
    wires: Dict[str, Any] = {}
    own = _own(check)
    for name in _carried(begun, check, rounds):
        if name not in begun.namespace:
            wires[name] = GONE
            continue
        value = begun.namespace[name]
        if name in begun.bound and begun.bound[name] is value and is_fixed(value):
            wires[name] = KEPT
            continue
        try:
            wires[name] = packed(value)
        except NotCarried as why:
            if name not in own:  # else the check may never read this one
                return json.dumps({"unfit": [name, str(why)]})
        except Exception as error:
            return json.dumps({"unfit": [name, "what raises {} when it is read".format(type(error).__name__)]})
    return json.dumps({"names": wires})


class Judging:
    """The check of a card, for what several programs have left. Raises Unposable when the card's own code fails."""

    def __init__(self, rounds: RoundsWire) -> None:
        self._rounds = rounds
        self._unsealed: Optional[str] = None
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
        wires = _wires(left)
        names = [name for name in _carried(here, check, self._rounds) if name in wires]
        spoilt = {name: here.namespace[name] for name in names if self._is_spoilt(name, wires[name], here)}
        for name in _bound_in(program):
            spoilt.pop(name, None)
        fault = _put(here.namespace, {name: wires[name] for name in names})
        if fault is not None:
            return fault, here
        found = check_expression.unmet(check, here.namespace)
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
        first = json.loads(left_by(here, check, self._rounds)).get("names", {})
        try:
            evaluated(unmarked(fill(self._rounds["model"]))[0], here.namespace)
        except Exception as error:
            return "the card's own answer raises {}".format(message_of(error))
        put_back(here, self._rounds)
        text = left_by(here, check, self._rounds)
        left = json.loads(text)
        if "unfit" in left:
            return "`{}` is {}".format(*left["unfit"])
        after = left["names"]
        holds = check_expression.unmet(check, here.namespace) is None
        self._unchanged = {
            name
            for name in here.bound
            if name not in self._rounds["rebound"] and name in after and first.get(name) == after[name]
        }
        apart, _ = self.unmet(text, "", prepared, fill)
        return ALONE if holds and apart is not None else ""


def _carried(begun: Begun, check: str, rounds: RoundsWire) -> List[str]:
    """The names that the check reads which a program may have bound; all others have the value from setup."""
    return [
        name
        for name in sorted(check_expression.names(check))
        if name in rounds["rebound"]
        or name in begun.bound
        or (name not in begun.set_up and not hasattr(builtins, name))
    ]


def _own(check: str) -> Set[str]:
    """The names that a check itself binds."""
    nodes = list(ast.walk(ast.parse(check.strip(), check_expression.CHECK, "eval")))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _bound_in(program: str) -> Set[str]:
    """The names that a program binds, `x += 1` among them."""
    try:
        nodes = list(ast.walk(ast.parse(program)))
    except (SyntaxError, ValueError, RecursionError):
        return set()
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _wires(left: str) -> Dict[str, Any]:
    try:
        wires = json.loads(left)["names"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return wires if isinstance(wires, dict) else {}


def _put(namespace: Namespace, wires: Dict[str, Any]) -> Optional[Unmet]:
    """Bind the carried values; what is wrong with one that is invalid."""
    for name, wire in wires.items():
        if wire == GONE:
            namespace.pop(name, None)
        elif wire != KEPT:
            try:
                namespace[name] = unpacked(wire)
            except NotCarried as why:
                return Unmet(name, str(why), None)
    return None
