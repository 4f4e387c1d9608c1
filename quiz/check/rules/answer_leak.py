"""Whether the prompt or the code of a question contains its answer (Q207)."""

from __future__ import annotations

import io
import re
import tokenize

from quiz.ask.question import Given, Question

SHORTEST = 4
"""Shorter answers occur in many texts by chance."""
_PIECE = re.compile(r"\w+|[^\w\s]")


def given_away(question: Question, right: Given | None) -> str:
    """The field that contains the right answer, "prompt" or "code" (in a comment); "" when none does."""
    if not isinstance(right, str) or len(right.strip()) < SHORTEST or not _telling(right):
        return ""
    answer = re.compile(r"(?<![\w.])" + r"\s*".join(map(re.escape, _PIECE.findall(right))) + r"(?!\w|\.\w)")
    if answer.search(question.prompt):
        return "prompt"
    return "code" if any(answer.search(comment) for comment in _comments(question.code)) else ""


def _telling(answer: str) -> bool:
    """Whether finding this answer in a text means anything: numbers in brackets or with a point do; `True` or a class
    may be offered as a choice.
    """
    return any(sign.isdigit() for sign in answer) and any(sign in "[(." for sign in answer)


def _comments(code: str) -> list[str]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return []
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
