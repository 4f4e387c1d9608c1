"""Reading a map by its table of fields: unknown and missing keys, did-you-mean, and the list of problems.

A table (`FIELDS`) names each key, the reader of its value, and its default. Reading does not stop at the first
mistake: a reader that fails notes the problem and returns None, and the rest is read all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from quiz.deck.model import Place
from quiz.deck.yaml_nodes import MAX_PROBLEMS, Node, too_many
from quiz.errors import Problem
from quiz.text.suggest import did_you_mean, listed, nearest, quoted


class Reader(Protocol):
    """Reads one node. `name` is its key, for messages. Returns None after noting a fault."""

    def read(self, node: Node, name: str, reading: Reading) -> Any: ...


class _Required:
    """The default of a field that has none: it must be given."""


REQUIRED = _Required()


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a map. `about` completes the sentence "Add `key`, ..." and is shown by `quiz schema`."""

    reader: Reader
    about: str
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


class Reading:
    """One deck file being read: the problems so far, and the `$name`s met since they were last taken."""

    def __init__(self, path: str, problems: Iterable[Problem] = ()) -> None:
        self.path = path
        self.problems = list(problems)
        self._uses: dict[str, tuple[Node, int]] = {}

    def fault(self, at: Node | Place, what: str, fix: str, *, offset: int | None = None) -> None:
        """Note a problem, at a node (or at one character of its text). Raises DeckError when there are too many."""
        line, column = at.position(offset) if isinstance(at, Node) and offset is not None else (at.line, at.column)
        problem = Problem(self.path, line, column, what, fix)
        if problem not in self.problems:
            self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise too_many(self.problems)

    def place(self, node: Node) -> Place:
        """Where the text of a node begins (for a block after `|`: its first line), or where a list or map begins."""
        return Place(self.path, *(node.first or (node.line, node.column)))

    def use(self, name: str, node: Node, offset: int) -> None:
        """Note that the text of a node uses `$name` at one of its characters; only the first use of a name is kept."""
        self._uses.setdefault(name, (node, offset))

    def take_uses(self) -> dict[str, tuple[Node, int]]:
        taken, self._uses = self._uses, {}
        return taken


class Values(Mapping[str, Any]):
    """What was read from one map: the value of every field of its table, defaults filled in.

    `faulty` are the keys that had a problem; such a field has its default (None where there is none).
    """

    def __init__(self, node: Node, reading: Reading) -> None:
        self.node = node
        self.reading = reading
        self.nodes: dict[str, Node] = {}
        self.faulty: set[str] = set()
        self._values: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def keep(self, key: str, node: Node, value: Any) -> None:
        """Take the value read from a node; None when its reader has noted a fault."""
        self.nodes[key] = node
        if value is None:
            self.faulty.add(key)
        else:
            self._values[key] = value

    def settle(self, key: str, default: Any) -> None:
        self._values.setdefault(key, default)

    @property
    def place(self) -> Place:
        return self.reading.place(self.node)

    @property
    def places(self) -> dict[str, Place]:
        return {key: self.reading.place(node) for key, node in self.nodes.items()}

    def stated(self, key: str) -> bool:
        """Whether the file gives this field."""
        return key in self.nodes

    def fault(self, key: str, what: str, fix: str, *, item: int | None = None) -> None:
        """Note a problem at a field, or at one item of a list; at the map itself when the file does not give the
        field.
        """
        node = self.nodes.get(key, self.node)
        if item is not None and item < len(node.items):
            node = node.items[item]
        self.reading.fault(node, what, fix)
        self.faulty.add(key)


def read_map(
    node: Node,
    fields: Mapping[str, Field],
    reading: Reading,
    *,
    owner: str,
    elsewhere: Mapping[str, str] | None = None,
    strict: bool = True,
) -> Values | None:
    """Read a map by its table; None when the node is not a map.

    `owner` names the map in messages ("a predict card"). `elsewhere` says, for keys of other maps, where they
    belong. With `strict=False` unknown keys are ignored.
    """
    if node.kind == "broken":
        return None
    if node.kind != "map":
        fix = f"Write its fields as `key: value` lines: {listed(list(fields)[:4], 'and')}, for example."
        reading.fault(node, f"{owner} is a map of fields", fix)
        return None
    values = Values(node, reading)
    meant: set[str] = set()
    for key, value in node.pairs:
        field = fields.get(key.text)
        if field is not None:
            values.keep(key.text, value, field.reader.read(value, key.text, reading))
        elif strict:
            reading.fault(key, *_unknown(key.text, node, fields, owner, elsewhere or {}))
            values.faulty.add(key.text)
            meant.add(nearest(key.text, fields))
    for name, field in fields.items():
        if field.required and not values.stated(name) and name in meant:
            values.faulty.add(name)
        elif field.required and not values.stated(name):
            values.fault(name, f"{owner} needs `{name}`", f"Add `{name}`, {field.about}.")
        values.settle(name, None if field.required else field.default)
    return values


def _unknown(
    key: str, node: Node, fields: Mapping[str, Field], owner: str, elsewhere: Mapping[str, str]
) -> tuple[str, str]:
    if not key:
        return "a key is missing before the `:`", "Write the key, or delete the line."
    if key in elsewhere:
        return f"{owner} has no `{key}`", elsewhere[key]
    if node.style == "flow" and not key.isidentifier():
        return f"{owner} has no {quoted(key)}", "Put a text that holds a comma in quotes: inside { } a comma ends it."
    return f"{owner} has no {quoted(key)}", did_you_mean(key, fields, f"Its keys are {listed(fields, 'and')}.")
