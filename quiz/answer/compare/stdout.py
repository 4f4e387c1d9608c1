"""Comparing typed text with what a program printed, line by line.

White space at the end of a line, and at both ends of the text, does not count, and a run of blanks equals one.
Inside brackets, where torch breaks and aligns lines as it likes, no white space counts. A float is right when it is
the printed one, at the printed precision; with other zeros at its end it is another print: torch prints `70.` where
Python prints `70.0`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import zip_longest

from quiz.answer.compare.cells import CellFit, fit
from quiz.answer.compare.compare import LEAST_DIGITS, Match
from quiz.answer.compare.difference import MAX_DIFFS
from quiz.answer.typed.numerals import real
from quiz.answer.typed.tokens import Unread
from quiz.answer.typed.typed import Num
from quiz.answer.verdict import CellDiff
from quiz.text.numbers import counted, plural

# Possessive (++): else thousands of digits followed by a letter would be tried in every split.
_TOKEN = re.compile(r"(?<![\w.])[-+]?(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+(?![\w.])|\w+|\s+|.", re.DOTALL)
_FLOAT = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?")
_DECIMAL = re.compile(r"[-+]?\d*\.\d*")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_LOOSE = re.compile(r"\s*([\[\](){},:=])\s*")
_ZEROS = "The numbers are right, but they are printed with other digits after the point."
MAX_LENGTH = 1 << 16


def same_print(typed: str, printed: str) -> Match:
    """Compare a typed text with the standard output of a program."""
    got, want = _lines(typed), _lines(printed)
    diffs: list[CellDiff] = []
    short, wrong, zeros = 0, 0, 0
    for number, (typed_line, line) in enumerate(zip_longest(got, want), 1):
        found, digits = (CellFit.WRONG, 0) if typed_line is None or line is None else _line(typed_line, line)
        if found is CellFit.SHORT:
            short = max(short, digits)
        elif found is CellFit.WRONG:
            wrong += 1
            zeros += typed_line is not None and line is not None and _without_zeros(typed_line) == _without_zeros(line)
            if len(diffs) < MAX_DIFFS:
                diffs.append(CellDiff(f"line {number}", _or_nothing(line), _or_nothing(typed_line)))
    if wrong:
        count = f"{counted(len(want), 'line')} {plural(len(want), 'is', 'are')} printed"
        message = f"{count}, not {len(got)}." if len(got) != len(want) else _ZEROS if zeros == wrong else ""
        return Match("wrong", tuple(diffs), message)
    if short:
        return Match("unreadable", (), f"More digits, please: at least {short}.")
    return Match("right")


def _or_nothing(line: str | None) -> str:
    return "nothing" if line is None else line or "an empty line"


def _line(typed: str, printed: str) -> tuple[CellFit, int]:
    """How well one line fits, and how many digits a float in it needs if it shows too few."""
    if typed == printed:
        return CellFit.RIGHT, 0
    typed_tokens, tokens = _TOKEN.findall(typed), _TOKEN.findall(printed)
    if len(typed_tokens) != len(tokens):
        return CellFit.WRONG, 0
    worst, needed = CellFit.RIGHT, 0
    for typed_token, token in zip(typed_tokens, tokens, strict=True):
        found, digits = _token(typed_token, token)
        worst, needed = max(worst, found), max(needed, digits)
    return worst, needed


def _token(typed: str, printed: str) -> tuple[CellFit, int]:
    if typed == printed:
        return CellFit.RIGHT, 0
    # `3` for `3.0` is another text: whether a float is printed is what the question is about.
    if not (_FLOAT.fullmatch(typed) and _FLOAT.fullmatch(printed)):
        return CellFit.WRONG, 0
    try:
        claim, truth = real(typed), real(printed)
    except Unread:
        return CellFit.WRONG, 0
    if claim.value == truth.value and claim.place != truth.place:
        return CellFit.WRONG, 0
    if truth.place is not None and claim.place is not None and claim.place < truth.place:
        # More digits than were printed are right when they round to these.
        near = abs(Fraction(claim.value) - Fraction(truth.value)) <= Fraction(10) ** truth.place / 2
        return (CellFit.RIGHT if near else CellFit.WRONG), 0
    digits = min(LEAST_DIGITS, truth.digits)
    found = fit(Num(claim), float(truth.value), "", (digits, digits))
    return found, digits if found is CellFit.SHORT else 0


def _without_zeros(text: str) -> str:
    """The line with the zeros at the end of each decimal left out."""
    return "".join(token.rstrip("0") if _DECIMAL.fullmatch(token) else token for token in _TOKEN.findall(text))


def _lines(text: str) -> list[str]:
    """The lines to compare: those that brackets hold together are one."""
    folded = "".join(_outside_and_in(text[:MAX_LENGTH].replace("\r\n", "\n").replace("\r", "\n")))
    lines = [" ".join(line.split()) for line in folded.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    first = next((at for at, line in enumerate(lines) if line), 0)
    return lines[first:]


def _outside_and_in(text: str) -> Iterator[str]:
    """The text in pieces: text outside brackets unchanged, each pair of brackets without its white space."""
    start = 0
    for begin, end in _pairs(text):
        yield text[start:begin]
        yield _LOOSE.sub(r"\1", " ".join(text[begin:end].split())).replace(",", ", ")
        start = end
    yield text[start:]


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where each outermost pair of brackets begins and ends; a bracket that is never closed is not a pair."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            opened.append((_PAIRS[sign], at))
        elif opened and sign == opened[-1][0]:
            begin = opened.pop()[1]
            while pairs and pairs[-1][0] > begin:
                pairs.pop()
            pairs.append((begin, at + 1))
    return pairs
