"""A position in a list of tokens, and the messages about a token that is not expected there."""

from __future__ import annotations

import re

from quiz.answer.typed.tokens import Token, Unread
from quiz.answer.typed.typed import Form

MAX_DEPTH = 64

CLOSERS = {"(": ")", "[": "]", "{": "}"}
_END = Token("end", "", -1, -1)
_COMPLEX = "A complex number is typed as 1-2j: the real part first, then the imaginary part with a `j`."
_BASED = re.compile(r"[xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+")
_DECIMAL = "type numbers in decimal, such as 13 for 0x0d."
_IMAGINARY = frozenset({"i", "j", "I", "J"})


class Cursor:
    """Walks over tokens and counts the depth of brackets. `parts` answers of this `form` are expected."""

    def __init__(self, tokens: list[Token], form: Form, parts: int) -> None:
        self._tokens = tokens
        self._form = form
        self._parts = parts
        self._at = 0
        self._depth = 0

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if 0 <= at < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _touches(self, ahead: int = 0) -> bool:
        """Whether the next token follows the last one without a space; with `ahead`, one that many tokens later."""
        at = self._at + ahead
        return 0 < at < len(self._tokens) and self._tokens[at].start == self._tokens[at - 1].end

    def _expect(self, kind: str, opener: str) -> None:
        token = self._take()
        if token.kind == kind:
            return
        if token.kind == "end":
            raise Unread(f"A `{opener}` is never closed.")
        if token.kind in CLOSERS.values():
            raise Unread(f"A `{opener}` is closed by a `{token.text}`.")
        raise Unread(f"`{short(token.text)}` is not expected there: after it, `{kind}` was expected.")

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unread(f"The brackets are nested more than {MAX_DEPTH} deep.")

    def _at_keyword(self) -> bool:
        """Whether `name=value` begins here; outside brackets `name: value` means the same."""
        return self._peek().kind == "word" and self._peek(1).kind in ("=" if self._depth else "=:")

    def _at_word(self, *words: str) -> bool:
        return self._peek().kind == "word" and self._peek().text.lower() in words

    def _check_side_by_side(self) -> None:
        """Raise Unread when the next token cannot be another item after the last one."""
        before, after = self._tokens[self._at - 1], self._peek()
        if before.text in ("0", "-0", "+0") and self._touches() and _BASED.fullmatch(after.text):
            raise Unread(f"`{short(before.text + after.text)}` cannot be read: {_DECIMAL}")
        if self._touches() and after.kind not in "([{" and before.kind not in ")]}":
            raise Unread(self._hint(f"`{short(before.text + after.text)}` cannot be read", after))
        if after.kind in ("/", "*", "+", "-", "=", ":"):
            raise Unread(self._hint(f"A `{after.kind}` is not expected there", after))

    def _hint(self, what: str, token: Token) -> str:
        """`what` is wrong at `token`, with what to type instead."""
        if hint := self._complex_hint():
            return hint
        if token.kind in ("+", "-", "*", "/", "number"):
            return f"{what}: type the number itself, not an expression."
        return f"{what}: separate values by commas."

    def _complex_hint(self) -> str:
        """How to type a complex number, if one begins near here; else ""."""
        near = self._tokens[max(0, self._at - 3) : self._at + 4]
        numbers = [sign.text for sign in near if sign.kind == "number"]
        imaginary = any(sign.text in _IMAGINARY for sign in near) or any(number[-1] in "jJ" for number in numbers)
        return _COMPLEX if imaginary and numbers else ""


def hexadecimal(text: str) -> str:
    """What to type when this is read as sizes, 0 first, and may be meant as a hexadecimal number: `0x10`."""
    return f"`{short(text)}` may be two things: type a shape as (0, 3); {_DECIMAL}"


def short(text: str) -> str:
    """Typed text, shortened for a message."""
    return text if len(text) <= 40 else text[:37] + "..."
