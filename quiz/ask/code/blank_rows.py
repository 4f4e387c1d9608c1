"""What was meant for a blank, when more than that was typed: its whole line, its assignment, a sign after it."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from quiz.ask.answer_form import BLANK, blanks
from quiz.deck import python

MOST_CHARS = 4_000
"""A longer answer is taken as it is."""
_COMMENT = re.compile(r"\s+#.*")
_TARGET = re.compile(rf"\s*(?:{BLANK}\s*)?=(?!=)\s*")
_ASSIGNED = re.compile(r"\s*(?:return\s+|[\w.,:\s\[\]]+=(?!=)\s*)")
"""What stands before the expression of a line."""
_OPENED = re.compile(r".*[(\[{,=]\s*", re.DOTALL)
"""What stands before the innermost expression: all up to the last bracket or comma."""


def meant(code: str, parts: Sequence[str]) -> list[str]:
    """The parts without what belongs to the code around their blanks: one for each blank, where that can be told."""
    lines = _whole_rows(code, parts) if sum(map(len, parts)) <= MOST_CHARS else None
    if lines is not None:
        return lines
    around = blanks(code)
    if len(parts) != len(around) - 1:
        return list(parts)
    found = []
    for at, part in enumerate(parts):
        row = _row_of(around, at)
        inside = _inside(row, part) if row is not None and len(part) <= MOST_CHARS else None
        found.append(inside[0] if inside else _trimmed(part, around[at + 1]))
    return found


def repeated(code: str, parts: Sequence[str]) -> str:
    """What to type instead of the first expression that repeats the code around its blank; "" when none does.

    It can be meant so, and even be right: this is for answers that are wrong.
    """
    rows = [_row_of(blanks(code), at) for at in range(len(parts))]
    repeats = (at for at, (row, part) in enumerate(zip(rows, parts, strict=True)) if row and _repeats(row, part))
    brackets = "If you mean it as it is, put it in brackets."
    return next((f"{_only_the_blank(code, at)} {brackets}" for at in repeats), "")


def instead_of_statement(code: str, parts: Sequence[str]) -> str:
    """What to type instead of the first part that is a statement; "" when none is."""
    if len(parts) != len(blanks(code)) - 1:
        return ""
    return next((_only_the_blank(code, at) for at, part in enumerate(parts) if _is_statement(part)), "")


def _only_the_blank(code: str, at: int) -> str:
    """What to type for blank number `at`, from 0."""
    around = blanks(code)
    row = f"{around[at].rpartition(chr(10))[2]}{BLANK}{around[at + 1].partition(chr(10))[0]}"
    row = _COMMENT.sub("", row).strip()
    return f"Type only what stands for {BLANK} in `{row}`." if row != BLANK else "Type one expression."


def _whole_rows(code: str, parts: Sequence[str]) -> list[str] | None:
    """The texts of the blanks in whole lines of the code, and in nothing else; None when that is not what was typed.

    A line that could be an answer to its blank as it is does not count.
    """
    rows = [_COMMENT.sub("", row) for row in code.split("\n")]
    plain = {_tight(row) for row in rows if BLANK not in row}
    typed = [row for part in parts for row in part.split("\n") if row.strip()]
    given = [row for row in typed if _tight(row) not in plain]
    wanted = [row for row in rows if BLANK in row]
    if len(given) != len(wanted):
        return None
    found: list[str] = []
    for row, text in zip(wanted, given, strict=True):
        inside = _inside(blanks(row), text, certain=len(given) < len(typed))
        if inside is None:
            return None
        found += inside
    return found


def _inside(around: Sequence[str], text: str, certain: bool = False) -> list[str] | None:
    """The expressions in the blanks of a line, when `text` is that line and could not be an answer to a blank; with
    `certain` it is known not to be one.
    """
    if not certain and (not any(segment.strip() for segment in around) or _is_expression(text.strip())):
        return None
    for gap in (".+", ".+?"):  # where a comma parts two blanks, it may be the last or the first
        match = _matched(around, text, gap)
        inside = [group.strip() for group in match.groups()] if match else []
        if inside and all(map(_fits, inside)):
            return inside
    return None


def _repeats(row: Sequence[str], text: str) -> bool:
    """Whether an expression repeats the code around its blank: `f(a, x)` or `a + x` for the blank of `y = f(a, ____)`
    or of `f(a + ____)`. `row` are the texts before and after the blank in its line.
    """
    side = (_ASSIGNED.sub("", row[0]), row[1].rstrip().rstrip(","))
    inner = (_OPENED.sub("", row[0]), "")
    return any(re.search(r"[A-Za-z]", "".join(around)) and _matched(around, text) for around in (side, inner))


def _trimmed(part: str, after: str) -> str:
    """The part without `____ =` or `=` before it, without semicolons after it, and without a comma where the code
    around the blank goes on in brackets.
    """
    target = _TARGET.match(part)
    text = (part[target.end() :] if target else part).rstrip().rstrip(";").rstrip()
    return text.rstrip(",") if after.lstrip()[:1] in tuple(",)]}") else text


def _row_of(around: Sequence[str], at: int) -> tuple[str, str] | None:
    """The texts before and after a blank in its line; None when the line has another blank."""
    before, after = around[at], _COMMENT.sub("", around[at + 1].partition("\n")[0])
    alone = (at == 0 or "\n" in before) and (at == len(around) - 2 or "\n" in around[at + 1])
    return (before.rpartition("\n")[2], after) if alone else None


def _matched(around: Sequence[str], text: str, gap: str = ".+") -> re.Match[str] | None:
    """A line with anything in its blanks, matched however it is spaced, with a comment or a semicolon or without."""
    pattern = f"({gap})".join(r"\s*".join(map(re.escape, _tight(segment))) for segment in around)
    return re.fullmatch(pattern, _COMMENT.sub("", text).strip().rstrip(";").rstrip(), re.DOTALL)


def _tight(text: str) -> str:
    return "".join(_COMMENT.sub("", text).split())


def _is_expression(text: str) -> bool:
    return isinstance(python.read(text, "eval", dollars=False), ast.Expression)


def _is_statement(text: str) -> bool:
    tree = python.read(text, "exec", dollars=False)
    return isinstance(tree, ast.Module) and bool(tree.body) and not _is_expression(text.strip())


def _fits(text: str) -> bool:
    """Whether a text can be in a blank: an expression, a slice, or arguments with their names."""
    return any(_is_expression(form.format(text)) for form in ("{}", "_[{}]", "_({})"))
