"""Tokens read into a Typed by recursive descent: what may be typed, and what is said of the rest."""

from __future__ import annotations

from quiz.answer.typed import numerals, torch_names
from quiz.answer.typed.constructors import make, tensor
from quiz.answer.typed.tokens import Token, Unread, tokenize
from quiz.answer.typed.typed import (
    Bool,
    Exc,
    Grid,
    Nothing,
    Num,
    Pairs,
    Seq,
    Str,
    Typed,
    TypedName,
    TypedObject,
    TypedRecord,
)

MAX_DEPTH = 64
MAX_CELLS = 2_048

_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_BOOLS = {"true": True, "yes": True, "t": True, "y": True, "false": False, "no": False, "f": False, "n": False}
_END = Token("end", "", -1, -1)
_NUMPY = ("np.", "numpy.")


def parse(text: str, *, words_are_text: bool = False) -> Typed:
    """Read text as a value. `words_are_text` takes unknown words for strings. Raises Unread with a sentence."""
    return _AnswerParser(tokenize(text), words_are_text).whole()


class _AnswerParser:
    def __init__(self, tokens: list[Token], words_are_text: bool) -> None:
        self._tokens = tokens
        self._words_are_text = words_are_text
        self._at = 0
        self._depth = 0
        self._cells = 0

    # The walk over the tokens.

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _touches(self) -> bool:
        """Whether the next token follows the last one without a space."""
        return 0 < self._at < len(self._tokens) and self._tokens[self._at].start == self._tokens[self._at - 1].end

    def _expect(self, kind: str, opener: str) -> None:
        token = self._take()
        if token.kind == kind:
            return
        if token.kind == "end":
            raise Unread(f"A `{opener}` is never closed.")
        if token.kind in _CLOSERS.values():
            raise Unread(f"A `{opener}` is closed by a `{token.text}`.")
        raise Unread(f"`{_short(token.text)}` is not expected there: after it, `{kind}` was awaited.")

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unread(f"The brackets are nested more than {MAX_DEPTH} deep.")

    # Sequences.

    def whole(self) -> Typed:
        """The whole text: one thing, or several side by side."""
        while self._peek().kind == "line":
            self._take()
        rows, commas = self._rows("end")
        if self._peek().kind == "word":  # `[1, 2], dtype=torch.int8`: claims about a tensor without `tensor( )`
            claims = self._keywords("end")
            if not rows and len(claims) == 1:  # `dtype=torch.int8`, where a dtype is asked
                (claim,) = claims.values()
                return claim
            return tensor([_joined(rows, commas=False)] if rows else [], claims, built=False)
        if self._take().kind != "end":
            raise Unread("A closing bracket has no opening one.")
        return _joined(rows, commas)

    def _rows(self, closer: str) -> tuple[list[tuple[str, list[Typed]]], bool]:
        """Things up to `closer`, which is left: rows, each with the mark that ends it, and whether a comma was seen."""
        rows: list[tuple[str, list[Typed]]] = []
        row: list[Typed] = []
        separators: set[str] = set()
        while True:
            token = self._peek()
            if token.kind == closer or token.kind in ("end", ")", "]", "}") or self._at_keyword():
                break
            if token.kind in (";", "line"):
                self._take()
                if row:
                    rows.append((token.kind, row))
                    row = []
                elif token.kind == ";":
                    raise Unread("There is nothing before a semicolon: it separates rows, as in `1 2; 3 4`.")
                continue
            row.append(self._item())
            if self._peek().kind == ",":
                self._take()
                separators.add(",")
                while self._peek().kind == "line":
                    self._take()
            elif self._peek().kind not in (";", "line", "end", ")", "]", "}") and not self._at_keyword():
                self._side_by_side()
                separators.add(" ")
            if len(separators) > 1:
                raise Unread("Separate all by commas or all by spaces; rows by brackets or semicolons.")
        if row:
            rows.append(("", row))
        return rows, "," in separators

    def _side_by_side(self) -> None:
        before, after = self._tokens[self._at - 1], self._peek()
        if self._touches() and after.kind not in "([{" and before.kind not in ")]}":
            raise Unread(f"`{_short(before.text + after.text)}` cannot be read: {_hint_for(after)}")
        if after.kind in ("/", "*", "+", "-", "=", ":"):
            raise Unread(f"A `{after.kind}` is not expected there: {_hint_for(after)}")

    def _at_keyword(self) -> bool:
        return self._peek().kind == "word" and self._peek(1).kind == "="

    def _bracketed(self) -> Typed:
        opener = self._take().kind
        self._enter()
        rows, commas = self._rows(_CLOSERS[opener])
        self._expect(_CLOSERS[opener], opener)
        self._depth -= 1
        if len(rows) == 1 and len(rows[0][1]) == 1 and opener == "(" and not commas:
            return Seq((rows[0][1][0],), loose=True)
        inside = _joined(rows, commas=True)
        return inside if isinstance(inside, Seq) else Seq((inside,))

    def _braces(self) -> Typed:
        self._take()
        self._enter()
        pairs: list[tuple[Typed, Typed]] = []
        items: list[Typed] = []
        while self._peek().kind not in ("}", "end"):
            named = self._peek().kind == "word" and self._peek(1).kind == ":"
            key = (
                Str(self._take().text) if named and torch_names.torch_name(self._peek().text) is None else self._item()
            )
            if self._peek().kind == ":":
                self._take()
                pairs.append((key, self._item()))
            else:
                items.append(key)
            if self._peek().kind != ",":
                break
            self._take()
        self._expect("}", "{")
        self._depth -= 1
        if pairs and items:
            raise Unread("A dict has a `key: value` at every place.")
        return Seq(tuple(items), "set") if items else Pairs(tuple(pairs))

    # Single things.

    def _item(self) -> Typed:
        token = self._peek()
        if token.kind in ("(", "["):
            return self._bracketed()
        if token.kind == "{":
            return self._braces()
        if token.kind == "number":
            return self._number()
        if token.kind == "word":
            return self._word()
        self._take()
        if token.kind == "dims":
            sizes = token.text.lower().replace("×", "x").split("x")
            return Seq(tuple(self._counted(Num(numerals.real(size.strip()))) for size in sizes))
        if token.kind == "string":
            return self._counted(Str(token.text))
        if token.kind == "cut":
            raise Unread("`...` stands for values that are not there: type all of them.")
        if token.kind in (")", "]", "}", "end"):
            raise Unread("Something is missing at the end." if token.kind == "end" else "A value is missing.")
        raise Unread(f"`{_short(token.text)}` is not expected there: {_hint_for(token)}")

    def _counted(self, leaf: Typed) -> Typed:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unread(f"More than {MAX_CELLS:,} values cannot be read.")
        return leaf

    def _number(self) -> Typed:
        text = self._take().text
        if text[-1] in "jJ":
            return self._counted(Num(numerals.NO_REAL_PART, numerals.real(text[:-1])))
        real = numerals.real(text)
        after = self._peek()
        if after.kind == "/":
            self._take()
            if self._peek().kind != "number" or self._peek().text[-1] in "jJ":
                raise Unread("A fraction takes two numbers, such as 1/3.")
            return self._counted(Num(numerals.ratio(real, numerals.real(self._take().text))))
        if after.kind == "number" and after.text[-1] in "jJ" and after.text[0] in "+-" and self._touches():
            return self._counted(Num(real, numerals.real(self._take().text[:-1])))
        if after.kind in ("+", "-") and self._peek(1).kind == "number" and self._peek(1).text[-1] in "jJ":
            sign = self._take().text
            return self._counted(Num(real, numerals.real(sign + self._take().text[:-1])))
        return self._counted(Num(real))

    def _word(self) -> Typed:
        token = self._take()
        if self._peek().kind == "(" and self._touches():
            return self._call(token.text)
        lowered = token.text.lower()
        if lowered == "parameter" and self._peek().text.lower() == "containing" and self._peek(1).kind == ":":
            self._at += 2
            while self._peek().kind == "line":
                self._take()
            self._enter()
            parameter = self._item()
            self._depth -= 1
            return parameter
        for prefix in _NUMPY:
            lowered = lowered.removeprefix(prefix)
        if lowered.rstrip("_") in _BOOLS:
            return self._counted(Bool(_BOOLS[lowered.rstrip("_")]))
        if lowered == "none":
            return self._counted(Nothing())
        torch_name = torch_names.torch_name(token.text)
        if torch_name:
            return self._counted(TypedName(*torch_name))
        exception = torch_names.exception_class(token.text)
        if exception in torch_names.TOO_WIDE:
            raise Unread(f"`{exception}` covers every error: name the class.")
        if exception:
            return self._counted(Exc(exception))
        if self._words_are_text:
            return self._counted(Str(token.text))
        raise Unread(_unknown(token.text))

    # Calls: constructors, and what Python and torch print as one.

    def _call(self, name: str) -> Typed:
        self._take()
        self._enter()
        things: list[Typed] = []
        claims: dict[str, Typed] = {}
        while self._peek().kind not in (")", "end"):
            if self._at_keyword():
                claims |= self._keywords(")")
                break
            things.append(self._item())
            if self._peek().kind != ",":
                break
            self._take()
        self._expect(")", "(")
        self._depth -= 1
        return make(name, things, claims)

    def _keywords(self, closer: str) -> dict[str, Typed]:
        """`name=value, ...` up to `closer`, which is left."""
        claims: dict[str, Typed] = {}
        while self._at_keyword():
            name = self._take().text
            self._take()
            claims[name] = TypedObject(self._take().text) if self._peek().kind == "node" else self._item()
            while self._peek().kind in (",", "line"):
                self._take()
        if self._peek().kind != closer:
            token = self._peek()
            if token.kind == "end":
                raise Unread("A `(` is never closed.")
            raise Unread(f"`{_short(token.text)}` is not expected after `name=value`.")
        return claims


def _joined(rows: list[tuple[str, list[Typed]]], commas: bool) -> Typed:
    """Rows as one thing: several rows are a sequence of rows; one row of one thing without a comma is that thing."""
    if not rows:
        return Seq(())
    if len(rows) == 1:
        items = rows[0][1]
        alone = len(items) == 1 and not commas and rows[0][0] != ";"
        return items[0] if alone else Seq(tuple(items))
    single = all(len(row) == 1 for _, row in rows)
    listed = single and all(isinstance(row[0], Seq | Grid | Pairs | TypedRecord) for _, row in rows)
    if listed or (single and all(mark != ";" for mark, _ in rows)):
        return Seq(tuple(row[0] for _, row in rows))
    return Seq(tuple(Seq(tuple(row)) for _, row in rows))


def _hint_for(token: Token) -> str:
    if token.kind in ("+", "-", "*", "/", "number"):
        return "type the number itself, not an expression."
    return "separate values by commas."


def _unknown(word: str) -> str:
    if word.lower() == "error":
        return "`error` does not say which: name the exception class, such as RuntimeError."
    near = torch_names.meant(word)
    fix = f"did you mean {near}?" if near else "text needs quotation marks."
    return f"`{_short(word)}` is not a value that can be read here; {fix}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
