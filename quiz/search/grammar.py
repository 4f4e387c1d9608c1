"""Parsing a search: a subset of Anki's syntax, `deck:gather (is:due or flag:1) -tag:slow "no copy"`.

Terms are side by side (and), with `or` between them, `-` before them, parentheses around them. `*` matches any
letters; quotes keep white space, parentheses and colons; a backslash takes the meaning from the sign after it.
Quotes around a whole term leave a known name before its colon a name: "deck:my deck", but "https://x" is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from quiz.errors import SearchError
from quiz.search.query import (
    Added,
    And,
    Believed,
    ById,
    Compared,
    Everything,
    Flagged,
    InDeck,
    Is,
    IsFilter,
    Not,
    OfKind,
    Or,
    Pattern,
    Prop,
    Query,
    Rated,
    Tagged,
    Words,
)

DEEPEST = 50
MOST_TERMS = 200
"""SQLite allows no expression deeper than 1,000, and old releases no more than 999 values; a term may need four."""
KINDS = ("predict", "print", "choose", "fill", "write", "fix", "arrange")
PROPS = {
    **{prop.value: prop for prop in Prop},
    "stability": Prop.STABILITY,
    "difficulty": Prop.DIFFICULTY,
    "retrievability": Prop.RECALL,
    "recall": Prop.RECALL,
    "interval": Prop.INTERVAL,
}
"""The values of `prop:` by their names in Anki, and in full."""
LONGEST = 10_000
"""In letters: SQLite compares no text with a pattern of more than 50,000 bytes."""
_STAR = object()


class _Token(NamedTuple):
    """`kind` is "(", ")", "-", "or", "and", "term" or "" at the end. `letters` hold `_STAR` for each star with a
    meaning.

    `colon` is where the name of the term ends among the letters, -1 when it has none; `quoted` says that the quotes
    around the term include the name, so that it may be text instead.
    """

    kind: str
    column: int
    letters: tuple[object, ...] = ()
    colon: int = -1
    quoted: bool = False


def legible(text: str) -> str:
    """The same text. Raises SearchError when it is too long, or contains something that is not a character."""
    if len(text) > LONGEST:
        raise _error(text, LONGEST + 1, f"this search is longer than {LONGEST:,} letters", "Look for less at once.")
    odd = re.search("[\ud800-\udfff]", text)
    if odd:
        raise _error(
            text, odd.start() + 1, "this is not a character", "It came in another encoding than UTF-8: type it again."
        )
    return text


def parse(text: str) -> Query:
    """The search as a tree; one without words finds everything. Raises SearchError, with the column."""
    return _SearchParser(text).whole()


class _SearchParser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(legible(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Query:
        if self._next.kind == "":
            return Everything()
        query = self._any()
        if self._next.kind == ")":
            raise self._error("this parenthesis is never opened", "Delete it, or open one before it.")
        return query

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _any(self) -> Query:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error("this is nested too deep", f"{DEEPEST} parentheses within each other are the most.")
        parts = [self._all()]
        while self._next.kind == "or":
            self._at += 1
            parts.append(self._all())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Query:
        parts = [self._one()]
        while self._next.kind in ("and", "term", "(", "-"):
            self._at += self._next.kind == "and"
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Query:
        negated = False
        while self._next.kind == "-":
            negated = not negated
            self._at += 1
        token = self._next
        if token.kind == "(":
            self._at += 1
            query = self._any()
            if self._next.kind != ")":
                raise _error(self._text, token.column, "this parenthesis is not closed", "Close it with `)`.")
        elif token.kind == "term":
            query = _term(token, self._text)
        else:
            raise self._error("a search term is missing here", "Write one, such as `deck:gather`, or quote the word.")
        self._at += 1
        return Not(query) if negated else query

    def _error(self, what: str, fix: str) -> SearchError:
        return _error(self._text, self._next.column, what, fix)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace():
            at += 1
        elif letter in "()" or letter == "-":
            tokens.append(_Token(letter, at + 1))
            at += 1
        else:
            token, at = _word(text, at)
            tokens.append(token)
    terms = [token for token in tokens if token.kind == "term"]
    if len(terms) > MOST_TERMS:
        what = f"this search has {len(terms):,} terms, and {MOST_TERMS} are the most"
        raise _error(text, terms[MOST_TERMS].column, what, "Look for less at once, or use `*`: id:gather/*")
    return [*tokens, _Token("", len(text) + 1)]


def _word(text: str, start: int) -> tuple[_Token, int]:
    letters: list[object] = []
    colon, at, quoted, quote, within = -1, start, False, -1, False
    while at < len(text) and (quoted or not (text[at].isspace() or text[at] in "()")):
        letter = text[at]
        if letter == "\\" and at + 1 < len(text):
            letters.append(text[at + 1])
            at += 1
        elif letter == '"':
            quoted, quote = not quoted, at
        elif letter == "*":
            letters.append(_STAR)
        else:
            # Within quotes that open the term, as in Anki's "deck:my deck", a colon still ends a name.
            if letter == ":" and colon < 0 and (not quoted or quote == start):
                colon, within = len(letters), quoted
            letters.append(letter)
        at += 1
    if quoted:
        raise _error(text, quote + 1, "this quote is not closed", 'Close it with `"`, or write `\\"`.')
    raw = text[start:at].lower()
    kind = raw if raw in ("or", "and") else "term"
    return _Token(kind, start + 1, tuple(letters), colon, within), at


def _term(token: _Token, text: str) -> Query:
    if token.colon < 0:
        if not token.letters:
            raise _error(text, token.column, "there is nothing between these quotes", "Write a word, or delete them.")
        return Words(_pattern(token.letters))
    name = "".join(map(str, token.letters[: token.colon])).lower()
    value = token.letters[token.colon + 1 :]
    read = _READERS.get(name)
    text_of_it = " A colon that is part of a text is written `\\:`." if token.quoted else ""
    if read is None:
        meant = _meant(name, _READERS)
        if token.quoted and not meant:
            return Words(_pattern(token.letters))
        fix = meant or f"There are {_list(_READERS)}; to look for a text with a colon, quote it."
        raise _error(text, token.column, f"there is no search by {name!r}", fix + text_of_it)
    if not value:
        raise _error(text, token.column, f"`{name}:` needs a value", f"Write {_WANTED[name]}." + text_of_it)
    query = read(value)
    if query is None:
        shown = "".join("*" if letter is _STAR else str(letter) for letter in value)
        state = _meant(shown, _WORDS[name]) if name in _WORDS else ""
        raise _error(
            text, token.column, f"`{name}:` cannot be {shown!r}", (state or f"Write {_WANTED[name]}.") + text_of_it
        )
    return query


def _pattern(letters: tuple[object, ...]) -> Pattern:
    pieces = [""]
    for letter in letters:
        if letter is _STAR:
            pieces.append("")
        else:
            pieces[-1] += str(letter)
    return Pattern(tuple(pieces))


def _plain(letters: tuple[object, ...]) -> str:
    return "".join("*" if letter is _STAR else str(letter) for letter in letters).lower()


def _tagged(letters: tuple[object, ...]) -> Query:
    return Tagged(None if _plain(letters) == "none" else _pattern(letters))


def _is(letters: tuple[object, ...]) -> Query | None:
    word = _plain(letters)
    return Is(IsFilter(word)) if word in list(IsFilter) else None


def _of_kind(letters: tuple[object, ...]) -> Query | None:
    pattern = _pattern(letters)
    return OfKind(pattern) if any(map(pattern.fits, KINDS)) else None


def _flagged(letters: tuple[object, ...]) -> Query | None:
    found = re.fullmatch(r"[0-7]", _plain(letters))
    return Flagged(int(found[0])) if found else None


def _compared(letters: tuple[object, ...]) -> Query | None:
    found = re.fullmatch(r"([a-z]+)(!=|<=|>=|==|=|<|>)(-?\d{1,9}(?:\.\d{1,9})?)", _plain(letters), re.ASCII)
    if found is None or found[1] not in PROPS:
        return None
    return Compared(PROPS[found[1]], found[2].replace("==", "="), float(found[3]))


def _rated(letters: tuple[object, ...]) -> Query | None:
    found = re.fullmatch(r"(\d{1,5})(?::([1-4]))?", _plain(letters), re.ASCII)
    return Rated(max(1, int(found[1])), int(found[2]) if found[2] else None) if found else None


def _added(letters: tuple[object, ...]) -> Query | None:
    found = re.fullmatch(r"\d{1,5}", _plain(letters), re.ASCII)
    return Added(max(1, int(found[0]))) if found else None


_READERS: Mapping[str, Callable[[tuple[object, ...]], Query | None]] = {
    "deck": lambda letters: InDeck(_pattern(letters)),
    "tag": _tagged,
    "id": lambda letters: ById(_pattern(letters)),
    "kind": _of_kind,
    "is": _is,
    "flag": _flagged,
    "prop": _compared,
    "rated": _rated,
    "added": _added,
    "introduced": _added,
    "belief": lambda letters: Believed(_pattern(letters)),
}
_WORDS: Mapping[str, Iterable[object]] = {"is": IsFilter, "kind": KINDS}
_WANTED = {
    "deck": "the name of a deck: deck:gather, deck:g*",
    "tag": "a tag, or none: tag:indexing, tag:none",
    "id": "a card: id:gather/rule, id:*rule*",
    "kind": f"one of {', '.join(KINDS)}: kind:write",
    "is": f"one of {', '.join(IsFilter)}: is:due",
    "flag": "a number from 0 (none) to 7: flag:1",
    "prop": (
        f"one of {', '.join(Prop)}, a comparison and a number: prop:ivl>=21, prop:r<0.9, prop:d>0.7 (r and d are from 0"
        " to 1)"
    ),
    "rated": "a number of days, and perhaps a rating from 1 to 4: rated:7, rated:7:1",
    "added": "a number of days: added:7",
    "introduced": "a number of days: introduced:7",
    "belief": "a part of a misconception: belief:*copy*",
}


def _meant(word: str, known: Iterable[object]) -> str:
    from quiz.text.suggest import did_you_mean

    return did_you_mean(word, map(str, known), "")


def _list(words: Mapping[str, object]) -> str:
    return ", ".join(f"{word}:" for word in words)


def _error(text: str, column: int, what: str, fix: str) -> SearchError:
    return SearchError(what, text=text, column=column, fix=fix)
