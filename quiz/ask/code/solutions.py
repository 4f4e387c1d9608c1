"""The answers that the author of a code card gives: `accept`, `reject` with their `why`, and `cases` to try."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from quiz.ask.kind import Flaw, FlawKind
from quiz.deck import python
from quiz.deck.fields import Code, ListOf, Prose, Record, Whole, unfit_to_draw
from quiz.deck.model import Place
from quiz.deck.reading import Field, Reader, Reading, Values
from quiz.deck.yaml_nodes import Node
from quiz.text.numbers import plural
from quiz.text.suggest import listed, quoted

MAX_REPEAT = 200
REPEAT = 10
Case = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """A right answer: the code as one text, the texts of the blanks, or the lines in order."""

    given: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Reject:
    """A wrong answer, in the same form, and the sentence that corrects it."""

    given: tuple[str, ...]
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Solutions:
    """Reads one right answer and notes its place."""

    item: Reader

    def read(self, node: Node, name: str, reading: Reading) -> Solution | None:
        given = self.item.read(node, name, reading)
        return None if given is None else Solution(_tuple(given), reading.place(node))


@dataclass(frozen=True, slots=True)
class Texts:
    """One text, or a list of texts."""

    item: Reader

    def read(self, node: Node, name: str, reading: Reading) -> Any | None:
        reader = ListOf(self.item, least=1) if node.kind == "list" else self.item
        return reader.read(node, name, reading)


@dataclass(frozen=True, slots=True)
class Cases:
    """Draws that every judging includes: a literal for each drawn name."""

    def read(self, node: Node, name: str, reading: Reading) -> tuple[Case, ...] | None:
        return ListOf(_OneCase()).read(node, name, reading)


@dataclass(frozen=True, slots=True)
class _OneCase:
    def read(self, node: Node, name: str, reading: Reading) -> Case | None:
        if node.kind == "broken":
            return None
        if node.kind != "map" or not node.pairs:
            reading.fault(node, "a case is a map of drawn names", "Write it as `- {n: 1, m: 3}`.")
            return None
        pairs = []
        for key, value in node.pairs:
            text = _literal(value)
            if fault := unfit_to_draw(key.text):
                reading.fault(key, *fault)
                return None
            if text is None:
                fix = "Write a number, a list of them, a text in quotes within quotes, or a dtype such as torch.int64."
                reading.fault(value, f"`{key.text}` is not a literal", fix)
                return None
            pairs.append((key.text, text))
        return tuple(pairs)


def cases_and_repeat() -> dict[str, Field]:
    return {
        "cases": Field(Cases(), "draws that every judging includes", ()),
        "repeat": Field(Whole(1, MAX_REPEAT), "on how many further draws an answer is tried", REPEAT),
    }


def solutions(item: Reader, least: int = 1) -> ListOf:
    return ListOf(_Solutions(item), least=least)


def rejects(key: str, item: Reader, about: str) -> ListOf:
    """The reader of wrong answers: maps of `key`, which has the answer, and `why`."""

    def build(values: Values) -> Reject:
        return Reject(_tuple(values[key]), values["why"], values.place)

    fields = {key: Field(item, about), "why": Field(Prose(), "the sentence that corrects it")}
    return ListOf(Record(fields, build, "a wrong answer"), least=1)


CODE = Code(no_dollars="An answer is tried on other draws too: write `k = $k` in `before`, or an argument in `args`.")
"""Code that a learner could hand in."""


def check_cases(values: Values) -> None:
    """Note a case that does not give every drawn name, and no other."""
    if "draw" in values.faulty:
        return
    drawn = {name for name, _ in values["draw"]}
    for item, case in enumerate(values["cases"]):
        given = {name for name, _ in case}
        if not drawn:
            what, fix = "a case gives values, and nothing is drawn", "Delete `cases`, or add `draw`."
        elif strange := given - drawn:
            what = f"{listed(sorted(strange), 'and')} {plural(len(strange), 'is', 'are')} not drawn"
            fix = f"The drawn names are {listed(sorted(drawn), 'and')}."
        elif missing := drawn - given:
            what, fix = f"the case leaves out {listed(sorted(missing), 'and')}", "Give a value to every drawn name."
        else:
            continue
        values.fault("cases", what, fix, item=item)


def no_misconception(rejected: Sequence[Reject]) -> list[Flaw]:
    """A flaw when no wrong answer is known."""
    if rejected:
        return []
    fix = "Add `reject`: an answer that learners give, and why it fails."
    return [Flaw(FlawKind.NO_MISCONCEPTION, "it states no wrong answer", fix)]


def moved(given: Solution | Reject, texts: Sequence[str]) -> Any:
    """The same answer in another form."""
    return replace(given, given=tuple(texts))


def _tuple(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _literal(node: Node) -> str | None:
    """The Python of a literal in YAML: for a scalar its text, for a list its items in brackets."""
    if node.kind == "list":
        items = [_literal(item) for item in node.items]
        return None if any(item is None for item in items) else f"[{', '.join(item for item in items if item)}]"
    if node.kind != "scalar":
        return None
    text = node.text.strip()
    tree = python.read(text, "eval", dollars=False)
    return text if isinstance(tree, ast.Expression) and _is_literal(tree.body) else None


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):  # torch.int64
        return isinstance(node.value, ast.Name) and node.value.id == "torch"
    if isinstance(node, ast.Call):  # float('inf'), torch.tensor([1, 2])
        return all(map(_is_literal, node.args)) and quoted(ast.unparse(node.func)) in ("`float`", "`torch.tensor`")
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return isinstance(node, ast.List | ast.Tuple) and all(map(_is_literal, node.elts))
    return True
