"""The names that an answer gives its values: `len(b) = 10, len(a) = 9` is sorted by what the question asks."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from quiz.answer.typed import torch_names
from quiz.answer.typed.constructors import TENSOR_CLAIMS
from quiz.answer.typed.typed import Seq, Typed, TypedRecord
from quiz.answer.verdict import Unreadable
from quiz.deck import python

MOST_CHARS = 4_000
MOST_SHOWN = 40
"""In characters: a longer expression is not quoted in a message."""

_NAME = r"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+|\((?:[^()\n]|\([^()\n]*+\))*+\)|\[[^\[\]\n]*+\])*+"
_MARK = r"[ \t]*+(==?|:|->|\bis\b)"
_QUOTED = re.compile(r"`([^`\n]+)`")
_FIRST = re.compile(r"[\w.]+")
_JOINT = re.compile(r"(?:[\s,;&|]|\band\b)++\Z")
_WORDS = frozenset(
    (
        *("true", "false", "yes", "no", "t", "f", "y", "n", "none", "nan", "inf", "infinity"),
        *("containing", "traceback", "and"),
    )
)
"""Words before a mark that are values, or that Python and torch print there."""
_GENERAL = frozenset(
    (
        *("shape", "shapes", "size", "sizes", "torch.size", "dtype", "dtypes", "type", "types", "device", "devices"),
        *("value", "values", "answer", "answers", "result", "results", "error", "exception", "raises"),
    )
)
"""Words for the answer itself, which name no value of the question."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_CONVERSIONS = frozenset({"item", "tolist", "numpy", "detach"})
_LETTERS = "abcdefgh"


@dataclass(frozen=True, slots=True)
class AskedNames:
    """What a question asks for: the expressions of its last line, as their `names`, and every name of its code.

    `places` maps what an answer may call each of them, without white space, to its place, `whole` what it may
    call all of them together; `lines` are the expressions without white space.
    """

    names: tuple[str, ...]
    lines: tuple[str, ...]
    places: dict[str, int]
    known: frozenset[str]
    whole: frozenset[str] = frozenset()

    def place(self, label: str) -> int | None:
        """Which of the values is called so; None if none is, or several may be."""
        return self.places.get(_tight(label))

    def knows(self, label: str) -> bool:
        """Whether the code has something of this name."""
        return label.partition(".")[0].partition("(")[0].partition("[")[0].strip() in self.known

    def request(self, label: str = "") -> Unreadable:
        """What to type instead of names that do not fit, such as `label`."""
        if any(len(name) > MOST_SHOWN for name in self.names) or not self.names or len(self.names) > len(_ORDINALS):
            return Unreadable("Type the values alone, in the order that is asked, without names.")
        names = ", ".join(f"`{name}`" for name in self.names)
        if len(self.names) > 1:
            return Unreadable(f"Asked are {names}, in this order: name each by that, or type the values alone.")
        return Unreadable(f"Asked is {names}, not `{label[:MOST_SHOWN]}`: type its value alone.")


@lru_cache(maxsize=64)
def asked_of(code: str, prompt: str) -> AskedNames:
    """What the last line of the code asks for; the prompt may call it by other names, in backticks."""
    tree = python.read(code, "exec")
    last = tree.body[-1] if isinstance(tree, ast.Module) and tree.body else None
    if not isinstance(tree, ast.Module) or not isinstance(last, ast.Expr):
        return AskedNames((), (), {}, frozenset())
    known = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    several = last.value.elts if isinstance(last.value, ast.Tuple | ast.List) else []
    parts = several or [last.value]
    lines = [ast.unparse(part) for part in parts]
    spoken = _QUOTED.findall(prompt)
    names = spoken if len(spoken) == len(lines) > 1 else lines
    ways = [lines, spoken if len(spoken) == len(lines) else names, *zip(*map(_called, parts), strict=True)]
    places: dict[str, int] = {}
    for called in ways:
        tight = list(map(_tight, called))
        for at, name in enumerate(tight):
            if name and tight.count(name) == 1:
                places.setdefault(name, at)
    whole = frozenset(map(_tight, [ast.unparse(last.value), *(spoken if len(spoken) == 1 else [])]))
    return AskedNames(tuple(names), tuple(map(_tight, lines)), places, known, whole)


def sorted_by_name(text: str, asked: AskedNames, *, record: bool = False, words: bool = False) -> str | Unreadable:
    """The answer without its names, each value on a line of its own in the order that is asked; or what to type
    instead when the names are not those asked for.

    `record`: a dict or a named tuple may be asked for, whose names are part of the value. `words`: the answer may be
    any text, so that only names that fit are names, and no lone word is one.
    """
    if len(text) > MOST_CHARS or not asked.lines:
        return text
    if (first := _FIRST.match(text.strip())) and torch_names.exception_class(first[0]):
        return text  # the message of an exception may hold anything
    body = _within_brackets(text.strip())
    found = _found(body, asked)
    if not found:
        return text
    labels = [match[1] for match in found]
    if words and any(map(str.isidentifier, labels)):
        return text  # a word may be part of the text
    places = [asked.place(label) for label in labels]
    if list(map(_tight, labels)) == list(asked.lines):
        places = list(range(len(labels)))
    starts = not body[: found[0].start()].strip()
    if starts and len(labels) == 1 and _tight(labels[0]) in asked.whole:
        return body[found[0].end() :].strip()
    if starts and len(labels) == len(asked.lines) and set(places) == set(range(len(labels))):
        return "\n".join(piece for _, piece in sorted(zip(places, _pieces(body, found), strict=True), key=_first))
    if words or (record and len(labels) > 1):
        return text
    if len(asked.lines) == 1 and len(labels) == 1:
        return asked.request(labels[0]) if starts and asked.knows(labels[0]) else text
    counted = places == [None] * len(labels) and not any(map(asked.knows, labels)) and _is_counted(labels)
    fits = len(asked.lines) in (1, len(labels))
    return text if counted and starts and fits else asked.request(labels[0])


def fields_in_order(typed: Typed, asked: AskedNames) -> Typed | Unreadable:
    """The fields of a named tuple, such as `max(values=..., indices=...)`, in the order in which they are asked."""
    if not isinstance(typed, TypedRecord) or not typed.type_name:
        return typed
    places = [asked.place(name) for name, _ in typed.fields]
    if sorted(at for at in places if at is not None) != list(range(len(asked.lines))) or None in places:
        return asked.request()
    items = {at: item for at, (_, item) in zip(places, typed.fields, strict=True)}
    return Seq(tuple(items[at] for at in range(len(items))))


def _called(part: ast.expr) -> tuple[str, str, str]:
    """What an expression may be called: itself without a conversion, the one name that it is made from, and its last
    attribute; "" for none.
    """
    inner = part.func if isinstance(part, ast.Call) and not part.args else None
    converted = ast.unparse(inner.value) if isinstance(inner, ast.Attribute) and inner.attr in _CONVERSIONS else ""
    functions = {id(node.func) for node in ast.walk(part) if isinstance(node, ast.Call)}
    names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name) and id(node) not in functions}
    names -= {"torch", "nn", "F", "math"}
    return converted, names.pop() if len(names) == 1 else "", part.attr if isinstance(part, ast.Attribute) else ""


def _found(text: str, asked: AskedNames) -> list[re.Match[str]]:
    """The labels outside brackets and quotation marks, each with its mark."""
    lines = sorted((line for line in asked.lines if not line.isidentifier()), key=len, reverse=True)
    label = re.compile(f"({'|'.join([*map(_spaced, lines), _NAME])}){_MARK}")
    found: list[re.Match[str]] = []
    at = depth = 0
    quote = ""
    while at < len(text):
        sign, before = text[at], text[at - 1 : at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"" and not before.isalnum():
            quote = sign
        elif depth == 0 and (not before or before in " \t\n,;&|") and (match := label.match(text, at)):
            if _is_label(match, text[:at], asked):
                found.append(match)
            at = match.end()
            continue
        depth += not quote and (sign in "([{") - (sign in ")]}")
        at += 1
    return found


def _is_label(match: re.Match[str], before: str, asked: AskedNames) -> bool:
    """Whether a name before a mark names a value of the answer."""
    word = match[1].lower()
    if match[2] == "is" and before.strip() and not _JOINT.search(before.rstrip() if before.strip() else before):
        return False
    if asked.place(match[1]) is not None:
        return True
    if word in _WORDS or word in _GENERAL or match[1] in TENSOR_CLAIMS:
        return False
    found = torch_names.torch_name(match[1])
    return not (found and found[0] == "device") and torch_names.exception_class(match[1]) is None


def _pieces(text: str, found: Sequence[re.Match[str]]) -> list[str]:
    """What stands after each label, without what joins it to the next."""
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [_JOINT.sub("", text[match.end() : end]).strip() for match, end in zip(found, ends, strict=True)]


def _within_brackets(body: str) -> str:
    """The text inside the brackets that are around the whole of it; any other text as it is."""
    if body[:1] + body[-1:] not in ("()", "[]"):
        return body
    depth = 0
    for at, sign in enumerate(body):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return body[1:-1] if at == len(body) - 1 else body
    return body


def _is_counted(labels: Sequence[str]) -> bool:
    """Whether the labels only count: `a`, `b` or `first`, `second`."""
    low = [label.lower() for label in labels]
    return low in (list(_LETTERS[: len(low)]), list(_ORDINALS[: len(low)]))


def _first(pair: tuple[int | None, str]) -> int:
    return pair[0] or 0


def _spaced(label: str) -> str:
    return r"[ \t]*".join(map(re.escape, _tight(label)))


def _tight(text: str) -> str:
    return "".join(text.split()).replace('"', "'")
