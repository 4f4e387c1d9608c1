"""Whether a question tells its own answer."""

from __future__ import annotations

import io
import re
import tokenize

from quiz.ask.question import Given, Question

SHORTEST = 4
"""Answers shorter than this stand in many a text by chance."""
_PIECE = re.compile(r"\w+|[^\w\s]")


def given_away(question: Question, right: Given | None) -> str:
    """The field in which the right answer stands, "prompt" or "code" (in a comment); "" where it stands in none."""
    if not isinstance(right, str) or len(right.strip()) < SHORTEST or not _telling(right):
        return ""
    answer = re.compile(r"(?<![\w.])" + r"\s*".join(map(re.escape, _PIECE.findall(right))) + r"(?!\w|\.\w)")
    if answer.search(question.prompt):
        return "prompt"
    return "code" if any(answer.search(comment) for comment in _comments(question.code)) else ""


def _telling(answer: str) -> bool:
    """Numbers in brackets or with a point: words such as `True`, `int64` or a class may well be offered for choice."""
    return any(sign.isdigit() for sign in answer) and any(sign in "[(." for sign in answer)


def _comments(code: str) -> list[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
