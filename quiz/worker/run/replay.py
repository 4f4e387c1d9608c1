"""Recording what a check asks of objects that are no data, such as a learner's function, and replaying it elsewhere.

In both processes the check sees stand-ins. Beside the objects each use of a stand-in is carried out, and what it gave
and changed is written down as data; elsewhere the same use is answered from that record, and another one is refused.
"""

from __future__ import annotations

import contextlib
import json
from typing import Any, Callable, Dict, Iterator, List, Sequence, Set

from . import rng
from .carry import NotCarried, packed
from .changes import change, changeable, compared, mark, settled, states, what_is_left
from .rebuild import unpacked
from .stand_in import DEEDS, StandIn, class_name, class_of

Wire = Any
Namespace = Dict[str, Any]
TOO_MUCH = "its check asks too much of it"
MAX_WATCHED = 300
"""The most values given and got that are watched for changes."""
SEED = 1
"""Where the generators stand when such a check begins, in both processes."""


class AskedOtherwise(Exception):
    """The check asks something that was not asked where the record was made."""


class _StandIns:
    """The stand-ins of one evaluation, by number, and the packing of values that hold some."""

    def __init__(self) -> None:
        self._made: Dict[int, StandIn] = {}
        self._watched: List[Any] = []
        """What can change of all that was given and got so far, in order; alive, so that an id means one object."""
        self._ids: Set[int] = set()

    def stand_in(self, parts: Sequence[Any]) -> StandIn:
        """The stand-in for the number and class of a wire."""
        number, like = parts
        if number not in self._made:
            self._made[number] = StandIn(self.asked, int(number), class_of(like) or object)
        return self._made[number]

    def asked(self, number: int, deed: str, args: Sequence[Any], named: Dict[str, Any]) -> Any:
        raise NotImplementedError

    def watch(self, real: Any, shown: Any) -> List[Any]:
        """Keep what can change of a value, as the check sees it; what stands behind it, for each that is new."""
        behind = []
        for inner, seen in changeable(real, shown):
            if id(seen) not in self._ids:
                self._ids.add(id(seen))
                self._watched.append(seen)
                behind.append(inner)
        return behind

    def question(self, number: int, deed: str, args: Sequence[Any], named: Dict[str, Any]) -> List[Any]:
        return [deed, number, [compared(each) for each in args], {name: compared(named[name]) for name in named}]


class Recording(_StandIns):
    """The check evaluated beside the objects: what it asks of them, and what each question gave and changed.

    `objects` are the names of a namespace that stand-ins take the place of, `data` those whose changes are noted.
    `doing` carries out what is asked. `failed` says why there is no record, "" when there is one.
    """

    def __init__(
        self,
        namespace: Namespace,
        objects: Sequence[str],
        data: Dict[str, Wire],
        room: int,
        doing: Callable[[Callable[[], Any]], Any],
    ) -> None:
        super().__init__()
        self._namespace = namespace
        self._objects: List[Any] = []  # kept alive, so that an id means one object
        self._numbers: Dict[int, int] = {}
        self._behind: List[Any] = []
        self._marks: List[str] = []
        self._states: List[Any] = []
        self._real = {name: namespace[name] for name in objects}
        self.names = {name: self._object(value) for name, value in self._real.items()}
        self._stands = {name: self.stand_in(wire[1:]) for name, wire in self.names.items()}
        self._data = data
        self._room = room
        self._doing = doing
        self.events: List[Wire] = []
        self.failed = ""

    @contextlib.contextmanager
    def standing_in(self) -> Iterator[None]:
        """Let the names of the objects mean their stand-ins."""
        rng.seed_all(SEED)
        self._namespace.update(self._stands)
        try:
            yield
        finally:
            self._namespace.update(self._real)

    def asked(self, number: int, deed: str, args: Sequence[Any], named: Dict[str, Any]) -> Any:
        if self.failed:
            raise NotCarried(self.failed)
        try:
            return self._recorded(number, deed, args, named)
        except NotCarried as why:
            self.failed = str(why)
            raise

    def _recorded(self, number: int, deed: str, args: Sequence[Any], named: Dict[str, Any]) -> Any:
        event: Dict[str, Any] = {"ask": self.question(number, deed, args, named)}
        for each in (*args, *named.values()):
            self._watch(each, each)
        given, of = [self._meant(each) for each in args], {name: self._meant(named[name]) for name in named}
        stood, value = rng.state(), None
        self._namespace.update(self._real)
        try:
            value = self._doing(lambda: DEEDS[deed](self._objects[number], *given, **of))
            event["gave"] = packed(value, self._object)
        except NotCarried:
            raise
        except Exception as error:
            event["raised"] = [class_name(type(error), BaseException), str(error)[:2000]]
        finally:
            bound = all(self._namespace.get(name) is self._real[name] for name in self._real)
            self._namespace.update(self._stands)
        if not bound:
            raise NotCarried("it is bound again while it is checked")
        event["changed"], event["names"] = self._changed(), self._changed_names()
        if rng.moved(stood):
            event["rng"] = settled()
        self._room -= len(json.dumps(event))
        if self._room < 0 or len(self._watched) > MAX_WATCHED:
            raise NotCarried(TOO_MUCH)
        self.events.append(event)
        answer = _answer(event, self.stand_in)
        self._watch(value, answer)
        return answer

    def _watch(self, real: Any, shown: Any) -> None:
        new = self.watch(real, shown)
        self._behind += new
        self._marks += map(mark, new)
        self._states += states(new)

    def _changed(self) -> Dict[str, Wire]:
        """What has become of everything given and got so far, by number; the check sees it too."""
        changed = {}
        now = states(self._behind)
        for at, (real, shown, stood) in enumerate(zip(self._behind, self._watched, self._marks)):
            if now[at] is not None and now[at] == self._states[at]:
                continue
            self._states[at] = now[at]
            if mark(real) != stood:
                changed[str(at)] = what_is_left(real)
                self._marks[at] = mark(real)
                if real is not shown:
                    change(shown, changed[str(at)])
        return changed

    def _object(self, value: Any) -> Wire:
        """An object that is no data: its number, and the class of torch that it is of."""
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        like = class_name(type(value), object)
        return ["object", self._numbers[id(value)], like]

    def _meant(self, value: Any) -> Any:
        """An argument, with the objects in place of their stand-ins."""
        if type(value) is StandIn:
            return self._objects[value._number]
        inner = [self._meant(each) for each in value] if type(value) in (list, tuple) else []
        if any(one is not other for one, other in zip(inner, value if inner else ())):
            return type(value)(inner)
        return value

    def _changed_names(self) -> Dict[str, Wire]:
        changed = {}
        for name, stood in self._data.items():
            now = packed(self._namespace[name])
            if now != stood:
                changed[name] = self._data[name] = now
        return changed


class Replay(_StandIns):
    """The same check evaluated elsewhere: the record answers, in its order."""

    def __init__(self, namespace: Namespace, events: Sequence[Wire]) -> None:
        super().__init__()
        self._namespace = namespace
        self._events = list(events)
        rng.seed_all(SEED)

    def asked(self, number: int, deed: str, args: Sequence[Any], named: Dict[str, Any]) -> Any:
        event = self._events.pop(0) if self._events else {}
        if event.get("ask") != self.question(number, deed, args, named):
            raise AskedOtherwise("your code was asked something else where it ran")
        for each in (*args, *named.values()):
            self.watch(each, each)
        for at, wire in event["changed"].items():
            change(self._watched[int(at)], wire)
        for name, wire in event["names"].items():
            if name in self._namespace:
                self._namespace[name] = unpacked(wire)
        if "rng" in event:
            rng.seed_all(int(event["rng"]))
        answer = _answer(event, self.stand_in)
        self.watch(answer, answer)
        return answer


def _answer(event: Dict[str, Any], stand_in: Callable[[Sequence[Any]], StandIn]) -> Any:
    if "raised" in event:
        name, text = event["raised"]
        found = class_of(name)
        raise (found if found is not None and issubclass(found, Exception) else RuntimeError)(str(text))
    return unpacked(event["gave"], stand_in)
