"""What was pasted on several lines, for an input that has one."""

from __future__ import annotations

from quiz.answer.typed.tokens import Token, Unread, tokenize


def on_one_line(text: str) -> str:
    """The same answer on one line: rows of bare numbers stay rows, `1 2; 3 4`; what has brackets says so by itself."""
    rows = [" ".join(row.split()) for row in text.splitlines() if row.strip()]
    cut = [_tokens(row) for row in rows]
    bare = all(row and row[-1].kind == "number" and {token.kind for token in row} <= {"number", ","} for row in cut)
    # Numbers below one another are a list: only where a row has several are there rows.
    return ("; " if bare and any(len(row) > 1 for row in cut) else " ").join(rows)


def _tokens(row: str) -> list[Token]:
    try:
        return tokenize(row)
    except Unread:
        return []
