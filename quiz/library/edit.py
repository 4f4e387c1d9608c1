"""Editing the text of a deck file: adding a card or setting a field, with comments, blank lines and quotes kept."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quiz.errors import DeckError, Problem, QuizError
from quiz.settings.atomic import write_file


def with_card(text: str, card: str, path: str) -> str:
    """The deck with a card added after its last one. `card` begins with `- ` in its first column.

    Raises DeckError when the deck's cards are in [ ].
    """
    cards = _value(_compose(text), "cards")
    if cards.flow_style:
        line, column = cards.start_mark.line + 1, cards.start_mark.column + 1
        fix = "Write each card on lines of its own, beginning with `- id: name`."
        raise DeckError([Problem(path, line, column, "no card can be added within [ ]", fix)])
    at = _end_of_content(text, cards.end_mark.index)
    body = textwrap.indent(card.strip("\n"), " " * cards.start_mark.column)
    rest = text[at:].lstrip("\n")
    return f"{text[:at].rstrip()}\n\n{body}\n" + (f"\n{rest}" if rest else "")


def with_field(text: str, name: str, key: str, value: str, after: str) -> str:
    """The deck with a field of card `name` set to `value`: replaced where it exists, else added below the field
    `after`.

    Raises KeyError when there is no such card, or the card has neither field.
    """
    card = next(card for card in _value(_compose(text), "cards").value if _value(card, "id").value == name)
    fields = {node.value: (node, value) for node, value in card.value}
    flow = bool(card.flow_style)
    column = fields["id"][0].start_mark.column
    if key in fields:
        old = fields[key][1]
        start, end = old.start_mark.index, old.end_mark.index
        taken = text[start:end]
        kept = taken[len(taken.rstrip("\n")) :]  # a block ends after its last line and the blank lines below it
        return text[:start] + _written(value, column, flow) + kept + text[end:]
    at = fields[after][1].end_mark.index
    if flow:
        return f"{text[:at]}, {key}: {_written(value, column, flow)}{text[at:]}"
    return _line_below(text, _end_of_content(text, at), f"{' ' * column}{key}: {_written(value, column, flow)}")


def with_case(text: str, name: str, case: Sequence[tuple[str, str]]) -> str:
    """The deck with a case at the end of the `cases` of card `name`, which are added below `require` or `draw` if there
    are none. `case` has the names and literals.

    Raises KeyError when there is no such card, or nothing is drawn.
    """
    card = next(card for card in _value(_compose(text), "cards").value if _value(card, "id").value == name)
    fields = {node.value: (node, value) for node, value in card.value}
    column = fields["id"][0].start_mark.column
    cases = fields["cases"][1] if "cases" in fields else None
    if cases is not None and not cases.flow_style:
        at = _end_of_content(text, cases.end_mark.index)
        return _line_below(text, at, f"{' ' * cases.start_mark.column}- {in_yaml(case)}")
    if cases is not None:
        at = cases.end_mark.index - 1
        return f"{text[:at].rstrip()}{', ' if cases.value else ''}{in_yaml(case)}{text[at:]}"
    at = fields["require" if "require" in fields else "draw"][1].end_mark.index
    if card.flow_style:
        return f"{text[:at]}, cases: [{in_yaml(case)}]{text[at:]}"
    item = f"{' ' * column}cases:\n{' ' * (column + 2)}- {in_yaml(case)}"
    return _line_below(text, _end_of_content(text, at), item)


def without_field(text: str, name: str, key: str, within: str = "") -> str:
    """The deck without a field of card `name`, or without a key or an item of the map or list in its field `within`; if
    that was the last one, without the field.

    Raises KeyError when there is none, or when it is the first of the card.
    """
    card = next(card for card in _value(_compose(text), "cards").value if _value(card, "id").value == name)
    holder = _value(card, within) if within else card
    parts = [pair if isinstance(pair, tuple) else (pair, pair) for pair in holder.value]
    at = next((at for at, (node, _) in enumerate(parts) if node.value == key), None)
    if at is None or (at == 0 and not within):
        raise KeyError(key)
    if within and len(parts) == 1:
        return without_field(text, name, within)
    begin, end = parts[at][0].start_mark.index, parts[at][1].end_mark.index
    if holder.flow_style:
        if at:
            begin = parts[at - 1][1].end_mark.index
        else:
            end = parts[1][0].start_mark.index
        return text[:begin] + text[end:]
    line_end = text.find("\n", _end_of_content(text, end))
    return text[: text.rfind("\n", 0, begin) + 1] + (text[line_end + 1 :] if line_end >= 0 else "")


def in_yaml(case: Sequence[tuple[str, str]]) -> str:
    """A case as it is written in a deck: `{n: 1, x: [0.5, 2.0], t: torch.int64}`."""
    return "{" + ", ".join(f"{name}: {_literal(literal)}" for name, literal in case) + "}"


def _literal(text: str) -> str:
    """A Python literal as YAML within { }: lists as lists, whatever else could be misread in quotes."""
    import ast

    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.List):
        return f"[{', '.join(_literal(ast.unparse(item)) for item in tree.elts)}]"
    return text if re.fullmatch(r"[\w.+-]+", text) else json.dumps(text, ensure_ascii=False)


def _line_below(text: str, at: int, lines: str) -> str:
    """The text with lines below the one of position `at`, past a comment at its end."""
    line_end = text.find("\n", at)
    at = len(text) if line_end < 0 else line_end
    return f"{text[:at]}\n{lines}{text[at:]}"


def _compose(text: str) -> Any:
    """The nodes of YAML that the loader has read, with their positions. Constructs no values."""
    import yaml

    return yaml.compose(text, Loader=yaml.SafeLoader)


def _value(node: Any, key: str) -> Any:
    for name, value in node.value:
        if name.value == key:
            return value
    raise KeyError(key)


def _end_of_content(text: str, end: int) -> int:
    """Where the last line of a block that ends before `end` ends: blank lines and comments below it belong to what
    follows.
    """
    while True:
        at = len(text[:end].rstrip(" \n"))
        begin = text.rfind("\n", 0, at) + 1
        if not text[begin:at].lstrip().startswith("#"):
            return at
        end = begin


def _written(value: str, column: int, flow: bool) -> str:
    """A text as YAML: in quotes, or, with several lines, as a block below its key."""
    if "\n" in value and not flow:
        mark = "|2" if value[0] in " \n" else "|"
        return f"{mark}\n" + textwrap.indent(value, " " * (column + 2))
    if "\n" in value or "'" in value:
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'


def write(path: Path, text: str) -> None:
    """Replace a file by a text, atomically. Raises QuizError when that cannot be done."""
    try:
        write_file(path, text)
    except OSError as error:
        fix = "Check that you may write to the file and its folder."
        raise QuizError(f"the file cannot be written: {error.strerror}", where=str(path), fix=fix) from None
