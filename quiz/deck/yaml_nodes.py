"""Parsing YAML into nodes with their positions; every scalar stays the text that was written.

YAML 1.1 would read `no` as false, `1:30` as 90 and `0777` as 511. Nothing is typed here: a field that wants a number
reads the text itself (`fields.py`). Whatever lets a small file expand without end, or hides one thing behind
another, is refused: anchors and aliases, merge keys, tags, duplicate keys, several documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from quiz.deck.files import MAX_BYTES
from quiz.deck.yaml_errors import complaint
from quiz.errors import DeckError, Problem
from quiz.text.suggest import quoted

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_PROBLEMS = 100

# Characters that no editor shows, or shows as something else: control characters, Unicode's line ends (YAML 1.1 counts
# them as lines, editors do not), marks that reorder the text around them, halves of surrogate pairs.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One scalar, list or map; lines and columns count from 1.

    `broken` marks a node that was reported already: readers ignore it without another message. `first` is the place
    of the first character of `text`, when each line of the text is one line of the file; None when YAML folds or
    unescapes it. `folded` says that line breaks of the file are lost in the text.
    """

    kind: Literal["scalar", "list", "map", "broken"]
    line: int
    column: int
    style: Literal["plain", "quoted", "literal", "folded", "block", "flow"] = "plain"
    text: str = ""
    first: tuple[int, int] | None = None
    folded: bool = False
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of `text`; those of the node itself when the two do not correspond."""
        if self.first is None:
            return self.line, self.column
        line, column = self.first
        begin = self.text.rfind("\n", 0, offset) + 1
        return line + self.text.count("\n", 0, offset), column + offset - begin


def decode(data: bytes, path: str) -> str:
    """The text of a deck file. Raises DeckError when it is too long or is not UTF-8."""
    if len(data) > MAX_BYTES:
        what = f"the file is longer than {MAX_BYTES >> 20} MiB"
        raise DeckError([Problem(path, 0, 0, what, "Split it into several decks.")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        what = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise DeckError([Problem(path, line, column, what, "Save the file as UTF-8.")]) from None


def parse(text: str, path: str, *, pure: bool = False) -> tuple[Node | None, list[Problem]]:
    """Read YAML into its root node (None when there is nothing in it) and the problems found.

    Raises DeckError, with all problems so far, when reading cannot go on: a YAML mistake, too much depth, too many
    nodes. `pure` uses the parser written in Python even when the one in C is available (some 8 times slower).
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise DeckError(
            [Problem(path, 0, 0, f"the file is longer than {MAX_BYTES >> 20} MiB", "Split it into several decks.")]
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    unseen = [_unseen(text, match, path) for match, _ in zip(_UNSEEN.finditer(text), range(MAX_PROBLEMS), strict=False)]
    if unseen:
        raise DeckError(unseen)
    return _Builder(text, path, pure).root()


def too_many(problems: list[Problem]) -> DeckError:
    """The error to raise when a file has more problems than anyone would read."""
    path = problems[0].path
    what, fix = f"only the first {len(problems)} problems are shown", "Fix these, then read the deck again."
    return DeckError([*problems, Problem(path, 0, 0, what, fix)])


def _unseen(text: str, match: re.Match[str], path: str) -> Problem:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    what = f"an invisible character, U+{ord(match[0]):04X}"
    return Problem(path, line, column, what, r'Delete it; where code needs it, write its escape (such as "\x1b").')


class _Builder:
    """Walks the parser's events once, collecting nodes and problems."""

    def __init__(self, text: str, path: str, pure: bool) -> None:
        import yaml

        self.yaml = yaml
        loader = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=loader)
        self.text = text
        self.lines = text.split("\n")
        self.path = path
        self.problems: list[Problem] = []
        self.aliases: dict[str, tuple[int, int]] = {}
        """By anchor: the problem that reports its alias, and how often the alias is used."""
        self.count = 0
        # Context for finding the cause of a YAML mistake: the [ and { still open, the last multi-line quoted text.
        self.brackets: list[Any] = []
        self.quote: Any = None

    def root(self) -> tuple[Node | None, list[Problem]]:
        root: Node | None = None
        try:
            for event in self.events:
                if not isinstance(event, self.yaml.DocumentStartEvent):
                    continue
                if root is not None:
                    self.refuse(event, "a second document begins here", "Put each deck in a file of its own.")
                    break
                root = self.node(next(self.events), 1)
        except self.yaml.YAMLError as error:
            line, column, what, fix = complaint(error, self.lines, (self.brackets or [None])[-1], self.quote)
            raise DeckError([*self.problems, Problem(self.path, line, column, what, fix)]) from None
        return root, self.problems

    def place(self, event: Any) -> tuple[int, int]:
        """Line and column where an event begins; an empty text at the very end belongs to the last line."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        return (line, column) if line <= len(self.lines) else (len(self.lines), len(self.lines[-1]) + 1)

    def refuse(self, event: Any, what: str, fix: str) -> None:
        self.problems.append(Problem(self.path, *self.place(event), what, fix))
        if len(self.problems) >= MAX_PROBLEMS:
            raise too_many(self.problems)

    def refuse_alias(self, event: Any) -> None:
        """Report an alias once, where it is first used; ninety uses of one are one mistake."""
        what = f"`*{event.anchor}` is a YAML alias"
        if event.anchor not in self.aliases:
            self.aliases[event.anchor] = (len(self.problems), 1)
            self.refuse(event, what, "Write the content out; quote a text that begins with `*`.")
            return
        at, uses = self.aliases[event.anchor]
        self.aliases[event.anchor] = (at, uses + 1)
        self.problems[at] = self.problems[at]._replace(what=f"{what}, used {uses + 1} times")

    def stop(self, event: Any, what: str, fix: str) -> DeckError:
        return DeckError([*self.problems, Problem(self.path, *self.place(event), what, fix)])

    def node(self, event: Any, depth: int) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.stop(event, f"more than {MAX_NODES:,} YAML nodes", "Split the file into several decks.")
        if depth > MAX_DEPTH:
            raise self.stop(event, f"nested more than {MAX_DEPTH} deep", "A deck needs no such depth; flatten this.")
        line, column = self.place(event)
        if isinstance(event, self.yaml.AliasEvent):
            self.refuse_alias(event)
            return Node("broken", line, column)
        if event.anchor is not None:
            self.refuse(event, f"`&{event.anchor}` is a YAML anchor", "Delete it; quote a text that begins with `&`.")
        if event.tag is not None:
            self.refuse(
                event,
                f"{quoted(event.tag.replace('tag:yaml.org,2002:', '!!'))} is a YAML tag",
                "Delete it; quote a text that begins with `!`.",
            )
        if isinstance(event, self.yaml.ScalarEvent):
            return self.scalar(event, line, column)
        style: Literal["flow", "block"] = "flow" if event.flow_style else "block"
        if style == "flow":
            self.brackets.append(event)
        if isinstance(event, self.yaml.SequenceStartEvent):
            node = Node("list", line, column, style, items=self.items(depth))
        else:
            node = Node("map", line, column, style, pairs=self.pairs(depth))
        if style == "flow":
            self.brackets.pop()
        return node

    def items(self, depth: int) -> tuple[Node, ...]:
        items = []
        while not isinstance(event := next(self.events), self.yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return tuple(items)

    def pairs(self, depth: int) -> tuple[tuple[Node, Node], ...]:
        pairs: dict[str, tuple[Node, Node]] = {}
        while not isinstance(event := next(self.events), self.yaml.MappingEndEvent):
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if key.kind == "broken":
                continue
            if key.kind != "scalar":
                self.refuse(
                    event,
                    f"a {key.kind} cannot be a key",
                    "Keys are plain words; quote a text that begins with [ or {.",
                )
            elif key.text == "<<" and key.style == "plain":
                self.refuse(event, "`<<` is a YAML merge key", "Write the fields out.")
            elif key.text in pairs:
                before = pairs[key.text][0]
                what = f"{quoted(key.text)} is here twice, first in line {before.line}"
                self.refuse(event, what, "Keep one of the two.")
            else:
                pairs[key.text] = (key, value)
        return tuple(pairs.values())

    def scalar(self, event: Any, line: int, column: int) -> Node:
        text: str = event.value
        if event.style == '"' and (bad := _UNSEEN.search(text)):
            what = f"the escape makes an invisible character, U+{ord(bad[0]):04X}"
            self.refuse(
                event, what, "Use single quotes or a block after `|`, so that the escape stays as it is written."
            )
            return Node("broken", line, column)
        if event.style == "|":
            return Node("scalar", line, column, "literal", text, (line + 1, self.indent(text, line) + 1))
        folded = event.end_mark.line > event.start_mark.line
        if event.style == ">":
            return Node("scalar", line, column, "folded", text, None, folded)
        if folded:
            self.quote = event
        at = column if event.style in ("'", '"') else column - 1
        first = (line, at + 1) if self.lines[line - 1][at : at + len(text)] == text else None
        return Node("scalar", line, column, "quoted" if event.style else "plain", text, first, folded)

    def indent(self, text: str, line: int) -> int:
        """How many spaces precede the lines of a literal block whose `|` is in `line`."""
        for row, content in enumerate(text.split("\n")):
            if content and line + row < len(self.lines):
                return max(0, len(self.lines[line + row]) - len(content))
        return 0
