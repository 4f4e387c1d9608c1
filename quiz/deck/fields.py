"""The readers of field values: text, code, number, choice, list, draws. Tables of fields are made of them.

Each is a small value, so that a table can be inspected (for `quiz schema`) as well as used for reading. Code, and
texts shown to a learner, may use `$name`; every use is noted in the `Reading`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from quiz.deck import placeholders, prose, python
from quiz.deck.reading import Field, Reader, Reading, Values, read_map
from quiz.deck.yaml_nodes import Node
from quiz.text.suggest import did_you_mean, listed, quoted

_IN_QUOTES = "Put it in quotes: YAML reads [ and { at the beginning as a list and a map."
NULLS = frozenset(["~", "null", "Null", "NULL"])
"""Words that every other YAML reader takes for no value at all, when they are not quoted."""
PLAIN_NAME = "Write the plain name, without the dollar."


@dataclass(frozen=True, slots=True)
class Text:
    """A text kept line by line, without trailing white space."""

    dollars: bool = True

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if not _holds_text(node, name, reading, "Write a text, or a block after `|`."):
            return None
        if self.dollars:
            _note_dollars(node, reading)
        return node.text.strip("\n").rstrip()


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in sentences: the lines of a paragraph are joined, because each user interface wraps to its own width."""

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        text = Text().read(node, name, reading)
        return None if text is None else prose.unwrap(text)


@dataclass(frozen=True, slots=True)
class Code:
    """Python: statements, or with mode "eval" one expression. `no_dollars` is the fix to name when `$name` is
    refused.
    """

    mode: Literal["exec", "eval"] = "exec"
    no_dollars: str = ""

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        block = "Write it in quotes." if self.mode == "eval" else "Begin a block with `|` and indent the code below it."
        if not _holds_text(node, name, reading, block):
            return None
        begin = len(node.text) - len(node.text.lstrip()) if self.mode == "eval" else 0
        code = node.text[begin:].rstrip()
        if self.no_dollars:
            for used, offset in placeholders.names(node.text):
                reading.fault(node, f"`${used}` has no meaning in `{name}`", self.no_dollars, offset=offset)
                return None
        wrong = python.fault(code, self.mode)
        if wrong is not None:
            at = None if wrong.offset is None else begin + wrong.offset
            noun = "Python" if self.mode == "exec" else "a Python expression"
            reading.fault(node, f"`{name}` is not {noun}: {wrong.what}", self._fix(node, code), offset=at)
            return None
        if not self.no_dollars:
            _note_dollars(node, reading)
        return code

    def _fix(self, node: Node, code: str) -> str:
        if node.folded and self.mode == "exec":
            return "Begin it with `|`, so that YAML keeps the line breaks."
        if self.mode == "eval" and not isinstance(python.read(code, "exec"), python.SyntaxFault):
            return "This must be one expression; statements belong in `setup` or `code`."
        if "$" in code:
            return "Correct the Python; `$name` stands for a drawn value, `$$` for a dollar within a string."
        return "Correct the Python at this place."


@dataclass(frozen=True, slots=True)
class Word:
    """A text of a fixed form: `pattern` must match all of it. `form` completes "a text like ..."."""

    pattern: str
    form: str

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if not _holds_text(node, name, reading, f"Write {self.form}."):
            return None
        if not re.fullmatch(self.pattern, node.text):
            reading.fault(node, f"{quoted(node.text)} cannot be `{name}`", f"Write {self.form}.")
            return None
        return node.text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a fixed set of words."""

    names: tuple[str, ...]

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        if not _holds_text(node, name, reading, f"Write {listed(self.names)}."):
            return None
        if node.text not in self.names:
            fix = did_you_mean(node.text, self.names, f"Write {listed(self.names)}.")
            reading.fault(node, f"`{name}` cannot be {quoted(node.text)}", fix)
            return None
        return node.text


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false; no other spelling that YAML would accept."""

    def read(self, node: Node, name: str, reading: Reading) -> bool | None:
        word = Choice(("true", "false")).read(node, name, reading)
        return None if word is None else word == "true"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in decimal digits, within a range that includes both ends."""

    low: int
    high: int

    def read(self, node: Node, name: str, reading: Reading) -> int | None:
        text = _number(node, name, reading, self.low, self.high, r"[+-]?[0-9]{1,15}", "a whole number")
        return None if text is None else int(text)


@dataclass(frozen=True, slots=True)
class Real:
    """A number within a range that includes both ends; inf and nan cannot be written."""

    low: float
    high: float

    def read(self, node: Node, name: str, reading: Reading) -> float | None:
        form = r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,2})?"
        text = _number(node, name, reading, self.low, self.high, form, "a number")
        return None if text is None else float(text)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items are all read the same way. With `distinct`, no item may occur twice."""

    item: Reader
    least: int = 0
    distinct: bool = False

    def read(self, node: Node, name: str, reading: Reading) -> tuple[Any, ...] | None:
        if node.kind == "broken":
            return None
        if node.kind != "list":
            short = node.text.strip()
            simple = re.fullmatch(r"[\w .?!+-]{1,40}", short) is not None
            fix = f"Write [{short}]." if simple else "Begin each item, on its own line, with `- `."
            reading.fault(node, f"`{name}` is a list", fix)
            return None
        if len(node.items) < self.least:
            number = "one item" if self.least == 1 else f"{self.least} items"
            reading.fault(node, f"`{name}` needs at least {number}", "Add to the list, each item on a line after `- `.")
            return None
        items = [self.item.read(item, name, reading) for item in node.items]
        if self.distinct:
            seen: set[Any] = set()
            for place, item in zip(node.items, items, strict=True):
                if item is not None and item in seen:
                    reading.fault(place, f"{quoted(str(item))} is here twice", "Delete one of the two.")
                    return None
                seen.add(item)
        return None if any(item is None for item in items) else tuple(items)


@dataclass(frozen=True, slots=True)
class Draws:
    """Names to draw and the expressions that draw them, in the file's order: later expressions may use earlier
    names.
    """

    def read(self, node: Node, name: str, reading: Reading) -> tuple[tuple[str, str], ...] | None:
        if node.kind == "broken":
            return None
        if node.kind != "map" or not node.pairs:
            reading.fault(node, f"`{name}` is a map of names", 'Write lines like `x: "rng.randint(1, 9)"` below it.')
            return None
        draws = []
        for key, value in node.pairs:
            fault = unfit_to_draw(key.text)
            if fault:
                reading.fault(key, *fault)
            code = Code("eval", no_dollars=PLAIN_NAME).read(value, key.text, reading)
            draws.append((key.text, None if fault else code))
        return None if any(code is None for _, code in draws) else tuple((name, code) for name, code in draws if code)


def unfit_to_draw(word: str) -> tuple[str, str] | None:
    """Why a value cannot be drawn under this name, and the fix."""
    import keyword

    if keyword.iskeyword(word):
        return f"`{word}` cannot be drawn: Python keeps the word for itself", "Choose another name."
    if word in ("rng", "torch"):
        return f"`{word}` cannot be drawn: expressions need it as it is", "Choose another name."
    if word.startswith("$"):
        return f"{quoted(word)} is not a name", PLAIN_NAME
    if not (word.isidentifier() and word.isascii()):
        return f"{quoted(word)} is not a name", "Use letters, digits and `_` only, and no digit first."
    return None


@dataclass(frozen=True, slots=True)
class Record:
    """A map with its own table, turned into a value by `build`, which may note further faults."""

    fields: Mapping[str, Field]
    build: Callable[[Values], Any]
    owner: str

    def read(self, node: Node, name: str, reading: Reading) -> Any | None:
        values = read_map(node, self.fields, reading, owner=self.owner)
        if values is None or values.faulty:
            return None
        built = self.build(values)
        return None if values.faulty else built


def _holds_text(node: Node, name: str, reading: Reading, fix: str) -> bool:
    if node.kind == "broken":
        return False
    if node.kind != "scalar":
        reading.fault(node, f"`{name}` is a text, not a {node.kind}", _IN_QUOTES if node.style == "flow" else fix)
        return False
    if not node.text.strip():
        reading.fault(node, f"`{name}` is empty", fix)
        return False
    if node.style == "plain" and node.text in NULLS:
        reading.fault(
            node, f"`{name}` is {node.text}, which is nothing to YAML", f"{fix} Put {node.text} itself in quotes."
        )
        return False
    return True


def _note_dollars(node: Node, reading: Reading) -> None:
    if "$" in node.text:
        for name, offset in placeholders.names(node.text):
            reading.use(name, node, offset)


def _number(node: Node, name: str, reading: Reading, low: float, high: float, form: str, noun: str) -> str | None:
    """The text of a number in this form and within the range."""
    fix = f"Write {noun} from {low:g} to {high:g}." if low != high else f"Write {low:g}."
    if not _holds_text(node, name, reading, fix):
        return None
    if not re.fullmatch(form, node.text) or not low <= float(node.text) <= high:
        reading.fault(node, f"`{name}` cannot be {quoted(node.text)}", fix)
        return None
    return node.text
