"""Pasted text of several lines turned into one line, for an input that has one."""

from __future__ import annotations

from quiz.answer.typed.exceptions import last_line
from quiz.answer.typed.fences import without_fences
from quiz.answer.typed.prompts import value_in
from quiz.answer.typed.tokens import Token, Unread, tokenize

MAX_ROWS = 4_096
"""More than an answer can have."""


def on_one_line(text: str) -> str:
    """The same answer on one line: rows stay rows, `1 2; 3 4`; of a traceback the line that names the exception.

    Lines that end within brackets or after a comma are simply joined. Of a session the value printed last is kept.
    """
    text = value_in(without_fences(text))
    rows = [" ".join(row.split()) for row in text.splitlines() if row.strip()]
    if exception := last_line(text):
        return " ".join(exception.split())
    if len(rows) > MAX_ROWS:
        return " ".join(rows)
    cut = [_tokens(row) for row in rows]
    whole = all(row and _is_closed(row) and row[-1].kind not in (",", ";", ":") for row in cut)
    # Things on lines below one another are a list; they are rows only when a line has several.
    several = any(_has_several(row) for row in cut)
    return ("; " if whole and several and len(rows) > 1 else " ").join(rows)


def _is_closed(row: list[Token]) -> bool:
    kinds = [token.kind for token in row]
    return all(kinds.count(opener) == kinds.count(closer) for opener, closer in ("()", "[]", "{}"))


def _has_several(row: list[Token]) -> bool:
    """Whether there are commas or spaces between things outside brackets."""
    depth = 0
    for at, token in enumerate(row):
        if token.kind in "([{":
            depth += 1
        elif token.kind in ")]}":
            depth -= 1
        if depth == 0 and (token.kind == "," or (at and token.kind == row[at - 1].kind == "number")):
            return True
    return False


def _tokens(row: str) -> list[Token]:
    try:
        return tokenize(row)
    except Unread:
        return []
