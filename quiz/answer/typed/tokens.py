"""Cutting typed text into tokens, in time proportional to its length."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_CHARS = 65_536
MAX_TOKENS = 12_000
MAX_DIGITS = 4_000


class Unread(Exception):
    """Text that cannot be read. Its one argument is a sentence for the learner. Never leaves `quiz.answer`."""


class Token(NamedTuple):
    """`kind` is number, dims, string, word, node, cut, line or the character itself; `text` is in plain ASCII signs.

    `start` and `end` are offsets in the text: two tokens that touch have `end == start`.
    """

    kind: str
    text: str
    start: int
    end: int


# One character for one, so that offsets stay those of the typed text.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒﹣－", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\u200b\u200c\u200d\u2060\ufeff", " "),
        **dict.fromkeys("⁄∕", "/"),
        "，": ",",
        "；": ";",
        "（": "(",
        "）": ")",
        "＋": "+",
        "`": " ",
    }
)

# Every repeat is possessive or cannot overlap with what follows it: no text causes backtracking.
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\f\v]++)
    | (?P<line>\r\n?+|\n)
    | (?P<cut>\.\.\.|…)
    | (?P<dims>[0-9]++(?:[ \t]*+[xX×][ \t]*+[0-9]++)++(?![\w.]))
    | (?P<number>[+-]?+(?:(?:[0-9][0-9_]*+(?:\.[0-9_]*+)?+|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]++)?+
        |(?:(?:torch|math|np|numpy)\.)?(?i:infinity|inf|nan|∞)(?=[jJ]?(?![\w.])))[jJ]?+)
    | (?P<string>'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+"
        |[‘’‚‛](?:[^'‘’‚‛\\\n]|\\.)*+['‘’‚‛]|[“”„‟](?:[^"“”„‟\\\n]|\\.)*+["“”„‟])
    | (?P<node><[^<>\n]{1,120}>)
    | (?P<word>(?:torch\.)?(?i:cpu|gpu|cuda|mps|xpu|meta|hpu|mtia|xla|ipu):[0-9]{1,3}(?![\w.])
        |[A-Za-z_][A-Za-z0-9_]*+(?:\.[A-Za-z_][A-Za-z0-9_]*+)*+)
    | (?P<sign>[][(){},;:=/+*&|-])
    """,
    re.VERBOSE | re.ASCII,
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU])", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def plain(text: str) -> str:
    """The text with typographic minus signs and odd spaces, as pasted from notes, replaced by plain ones. Same
    length.
    """
    return text.translate(_PLAIN)


def tokenize(text: str) -> list[Token]:
    """Cut `text` into tokens. Line breaks are tokens only outside brackets. Raises Unread."""
    if len(text) > MAX_CHARS:
        raise Unread(f"This is too long to read: at most {MAX_CHARS:,} characters.")
    signs = plain(text)
    tokens: list[Token] = []
    place = depth = 0
    while place < len(text):
        match = _TOKEN.match(signs, place)
        if match is None:
            raise Unread(_odd_character(text, place))
        start, place = place, match.end()
        kind = match.lastgroup or ""
        if kind == "space" or (kind == "line" and depth):
            continue
        word = match.group()
        if kind == "sign":
            kind = word
            depth += (word in "([{") - (word in ")]}")
        elif kind == "string":
            word = unescape(text[start + 1 : place - 1])
        elif kind in ("number", "dims") and len(word) > MAX_DIGITS:
            raise Unread(f"A number has more than {MAX_DIGITS:,} digits.")
        tokens.append(Token(kind, word, start, place))
        if len(tokens) > MAX_TOKENS:
            raise Unread("This is too long to read: type only the values that are asked.")
    return tokens


def unescape(body: str) -> str:
    """The text of a quoted string, with Python's escapes read."""
    return _ESCAPE.sub(_escaped, body) if "\\" in body else body


def _escaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if len(code) == 1:
        return _ESCAPED.get(code, code if code in "\\'\"" else match.group())
    number = int(code[1:], 16)
    return chr(number) if number <= 0x10FFFF else match.group()


def _odd_character(text: str, place: int) -> str:
    if text[place] in "'\"“”„‟‘’‚‛":
        return f"The quotation mark at character {place + 1} is never closed."
    shown = text[place] if text[place].isprintable() else f"U+{ord(text[place]):04X}"
    return f"`{shown}` at character {place + 1} cannot be read here: type numbers, names, brackets and commas."
