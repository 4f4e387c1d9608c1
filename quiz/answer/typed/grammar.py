"""The parser of typed answers: tokens read into a Typed by recursive descent, with messages for the rest."""

from __future__ import annotations

from itertools import pairwise

from quiz.answer.typed import numerals, torch_names
from quiz.answer.typed.constructors import TENSOR_CLAIMS, make, tensor
from quiz.answer.typed.cursor import CLOSERS, hexadecimal, short
from quiz.answer.typed.leaves import LeafParser
from quiz.answer.typed.tokens import Token, Unread, tokenize
from quiz.answer.typed.typed import (
    Bare,
    Form,
    Grid,
    Num,
    Pairs,
    Seq,
    Str,
    Typed,
    TypedObject,
    TypedRecord,
)

_LABELS = {
    Form.SHAPE: ("shape", "size", "torch.size"),
    Form.DTYPE: ("dtype", "type"),
    Form.DEVICE: ("device",),
    Form.BOOL: (),
}
"""Words that may precede an answer: `size 3, 1` or `dtype: int64`."""


def parse(text: str, form: Form = Form.VALUE, parts: int = 1) -> Typed:
    """Read text as a value. Under `Form.TEXT` unknown words are text. Raises Unread with a sentence.

    `parts` is the number of answers asked for, for the sentence.
    """
    return _AnswerParser(tokenize(text), form, parts).whole()


class _AnswerParser(LeafParser):
    """Reads sequences, dicts and calls; numbers and names are read by `LeafParser`."""

    # Sequences.

    def whole(self) -> Typed:
        """The whole text: one thing, or several side by side."""
        while self._peek().kind == "line":
            self._take()
        if self._is_labelled_once():  # `y = 1 2; 3 4`
            self._at += 2
        rows, commas = self._rows("end")
        if self._peek().kind == "word":  # `[1, 2], dtype=torch.int8`: claims about a tensor without `tensor( )`
            claims = self._keywords("end")
            if not rows and len(claims) == 1:  # `dtype=torch.int8`, where a dtype is asked
                (claim,) = claims.values()
                return claim
            if not rows:  # `values=[5], indices=[0]`
                return TypedRecord("", tuple(claims.items()))
            return tensor([_joined(rows, commas=False)] if rows else [], claims, built=False)
        if self._take().kind != "end":
            raise Unread("A closing bracket has no opening one.")
        return _joined(rows, commas)

    def _is_labelled_once(self) -> bool:
        """Whether the text begins with its only `name=`, which is not a keyword that torch prints in `tensor( )`."""
        if not self._at_keyword() or self._peek().text in TENSOR_CLAIMS:
            return False
        depth, labels = 0, 0
        for before, token in pairwise(self._tokens[self._at :]):
            depth += (token.kind in CLOSERS) - (token.kind in CLOSERS.values())
            labels += depth == 0 and token.kind in ("=", ":") and before.kind == "word"
        return labels == 1

    def _rows(self, closer: str) -> tuple[list[tuple[str, list[Typed]]], bool]:
        """Things up to `closer`, which is not consumed: rows, each with the mark that ends it, and whether a comma was
        seen.
        """
        rows: list[tuple[str, list[Typed]]] = []
        row: list[Typed] = []
        separators: set[str] = set()
        commas = False
        while True:
            self._skip_label()
            token = self._peek()
            if token.kind == closer or token.kind in ("end", ")", "]", "}") or self._at_keyword():
                break
            if token.kind in (";", "line"):
                self._take()
                if row:
                    rows.append((token.kind, row))
                    row, separators = [], set()
                elif token.kind == ";":
                    raise Unread("There is nothing before a semicolon: it separates rows, as in `1 2; 3 4`.")
                continue
            row.append(self._item())
            if self._at_joiner(row[-1]):
                self._take()
                separators.add(",")
                commas = True
                while self._peek().kind == "line" or self._at_word("and"):
                    self._take()
            elif self._peek().kind not in (";", "line", "end", ")", "]", "}") and not self._at_keyword():
                self._check_side_by_side()
                separators.add(" ")
            if len(separators) > 1:
                raise Unread("Separate all by commas or all by spaces; rows by brackets or semicolons.")
        if row:
            rows.append(("", row))
        return rows, commas

    def _at_joiner(self, before: Typed) -> bool:
        """Whether the next token continues with another thing: a comma, or in `int64 and int8` and `i64/f32` a word."""
        kind = self._peek().kind
        if kind == "/" and not isinstance(before, Num | Bare):
            return True
        return kind in (",", "&", "|") or (self._at_word("and") and self._form is not Form.TEXT)

    def _skip_label(self) -> None:
        """Skip words before an answer that say what it answers: `the shape is`, `size`, `a:`."""
        if self._form is Form.VALUE and self._is_type_before_value():
            self._at += 1
        while self._form in _LABELS and self._peek().kind == "word":
            after = self._peek(1)
            labelled = self._at_word(*_LABELS[self._form])
            if after.kind == ":" or (labelled and (after.kind == "=" or _is_word(after, "is"))):
                self._at += 2
            elif (labelled or self._at_word("a", "the", "on")) and after.kind not in ("=", ",", "end"):
                if after.kind == "(" and self._touches(1):  # a call
                    break
                self._at += 1
            else:
                break

    def _is_type_before_value(self) -> bool:
        """Whether this is the first word of `tensor [1, 2]` or of `dtype float64`."""
        after = self._peek(1).kind
        return (self._at_word("tensor") and after in ("[", "number")) or (self._at_word("dtype") and after == "word")

    def _bracketed(self) -> Typed:
        opener = self._take().kind
        self._enter()
        rows, commas = self._rows(CLOSERS[opener])
        self._expect(CLOSERS[opener], opener)
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
        if self._form is Form.TEXT and token.kind in ("number", "word") and self._peek(1).kind != "(":
            return Bare(token.text, self._single())
        return self._single()

    def _single(self) -> Typed:
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
            if self._form is Form.VALUE and token.text.lower().startswith("0x") and token.text.lower().count("x") == 1:
                raise Unread(hexadecimal(token.text))
            sizes = token.text.lower().replace("×", "x").split("x")
            return Seq(tuple(self._counted(Num(numerals.real(size.strip()))) for size in sizes))
        if token.kind == "string":
            return self._counted(Str(token.text))
        if token.kind == "cut":
            raise Unread("`...` hides values: type all of them.")
        if token.kind in (")", "]", "}", "end"):
            raise Unread("Something is missing at the end." if token.kind == "end" else "A value is missing.")
        raise Unread(self._hint(f"`{short(token.text)}` is not expected there", token))

    def _word(self) -> Typed:
        token = self._take()
        if self._peek().kind == "(" and self._touches():
            return self._call(token.text)
        if token.text.lower() != "parameter" or not self._at_word("containing") or self._peek(1).kind != ":":
            return self._named(token)
        self._at += 2
        while self._peek().kind == "line":
            self._take()
        self._enter()
        parameter = self._item()
        self._depth -= 1
        return parameter

    # Calls: constructors, and what Python and torch print as one.

    def _call(self, name: str) -> Typed:
        if name.lower().rpartition(".")[2] == "nestedtensor":
            raise Unread("The print of a jagged nested tensor does not show its values: type its rows.")
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
        """`name=value, ...` up to `closer`, which is not consumed."""
        claims: dict[str, Typed] = {}
        while self._at_keyword():
            name = self._take().text
            self._take()
            claims[name] = TypedObject(self._take().text) if self._peek().kind == "node" else self._item()
            while self._peek().kind in (",", "line", ";") or self._at_word("and"):
                self._take()
        if self._peek().kind != closer:
            token = self._peek()
            if token.kind == "end":
                raise Unread("A `(` is never closed.")
            raise Unread(f"`{short(token.text)}` is not expected after `name=value`.")
        return claims


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.lower() == word


def _joined(rows: list[tuple[str, list[Typed]]], commas: bool) -> Typed:
    """Rows as one thing: several rows are a sequence of rows; one row of one thing without a comma is that thing."""
    if not rows:
        return Seq(())
    if len(rows) == 1:
        items = rows[0][1]
        return items[0] if len(items) == 1 and not commas else Seq(tuple(items))
    single = all(len(row) == 1 for _, row in rows)
    listed = single and all(isinstance(row[0], Seq | Grid | Pairs | TypedRecord) for _, row in rows)
    if listed or (single and all(mark != ";" for mark, _ in rows)):
        return Seq(tuple(row[0] for _, row in rows))
    return Seq(tuple(Seq(tuple(row), row=len(row) == 1) for _, row in rows))
