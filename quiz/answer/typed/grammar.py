"""Tokens read into a Typed by recursive descent: what may be typed, and what is said of the rest."""

from __future__ import annotations

from itertools import pairwise

from quiz.answer.typed import numerals, torch_names
from quiz.answer.typed.constructors import TENSOR_CLAIMS, make, tensor
from quiz.answer.typed.cursor import CLOSERS, Cursor, short
from quiz.answer.typed.forms import asked_for
from quiz.answer.typed.tokens import Token, Unread, tokenize
from quiz.answer.typed.typed import (
    Bare,
    Bool,
    Exc,
    Form,
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

MAX_CELLS = 2_048

_BOOLS = {"true": True, "yes": True, "t": True, "y": True, "false": False, "no": False, "f": False, "n": False}
_NUMPY = ("np.", "numpy.")
_LABELS = {
    Form.SHAPE: ("shape", "size", "torch.size"),
    Form.DTYPE: ("dtype", "type"),
    Form.DEVICE: ("device",),
    Form.BOOL: (),
}
"""Words that may be before an answer: `size 3, 1` or `dtype: int64`."""
_DIMENSIONAL = frozenset({"d", "dim", "dims", "dimensional", "dimensions"})
_WIDE = frozenset({"float", "int", "uint", "complex", "bfloat"})
_WIDTHS = frozenset({"8", "16", "32", "64", "128"})


def parse(text: str, form: Form = Form.VALUE) -> Typed:
    """Read text as a value. Under `Form.TEXT` unknown words are text. Raises Unread with a sentence."""
    return _AnswerParser(tokenize(text), form).whole()


class _AnswerParser(Cursor):
    _cells = 0

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
            if not rows and not claims.keys() & TENSOR_CLAIMS:  # `values=[5], indices=[0]`
                return TypedRecord("", tuple(claims.items()))
            return tensor([_joined(rows, commas=False)] if rows else [], claims, built=False)
        if self._take().kind != "end":
            raise Unread("A closing bracket has no opening one.")
        return _joined(rows, commas)

    def _is_labelled_once(self) -> bool:
        """Whether the text begins with the one `name=` in it, which is none of what torch prints in `tensor( )`."""
        if not self._at_keyword() or self._peek().text in TENSOR_CLAIMS:
            return False
        depth, labels = 0, 0
        for before, token in pairwise(self._tokens[self._at :]):
            depth += (token.kind in CLOSERS) - (token.kind in CLOSERS.values())
            labels += depth == 0 and token.kind in ("=", ":") and before.kind == "word"
        return labels == 1

    def _rows(self, closer: str) -> tuple[list[tuple[str, list[Typed]]], bool]:
        """Things up to `closer`, which is left: rows, each with the mark that ends it, and whether a comma was seen."""
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
        """Whether the next token goes on with another thing: a comma, or in `int64 and int8` and `i64/f32` a word."""
        kind = self._peek().kind
        if kind == "/" and not isinstance(before, Num | Bare):
            return True
        return kind in (",", "&", "|") or (self._at_word("and") and self._form is not Form.TEXT)

    def _skip_label(self) -> None:
        """Skip words before an answer that say what it is an answer to: `the shape is`, `size`, `a:`."""
        while self._form in _LABELS and self._peek().kind == "word":
            after = self._peek(1)
            labelled = self._at_word(*_LABELS[self._form])
            if after.kind == ":" or (labelled and (after.kind == "=" or _is_word(after, "is"))):
                self._at += 2
            elif (labelled or self._at_word("a", "the", "on")) and after.kind not in ("(", "=", ",", "end"):
                self._at += 1
            else:
                break

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
            sizes = token.text.lower().replace("×", "x").split("x")
            return Seq(tuple(self._counted(Num(numerals.real(size.strip()))) for size in sizes))
        if token.kind == "string":
            return self._counted(Str(token.text))
        if token.kind == "cut":
            raise Unread("`...` stands for values that are not there: type all of them.")
        if token.kind in (")", "]", "}", "end"):
            raise Unread("Something is missing at the end." if token.kind == "end" else "A value is missing.")
        raise Unread(self._hint(f"`{short(token.text)}` is not expected there", token))

    def _counted(self, leaf: Typed) -> Typed:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unread(f"More than {MAX_CELLS:,} values cannot be read.")
        return leaf

    def _number(self) -> Typed:
        text = self._take().text
        if self._form is Form.SHAPE and (self._peek().kind == "*" or self._at_word("by")):
            return self._product(text)
        if self._form is Form.SHAPE and text == "0" and self._takes_dims():
            return Seq(())
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
            sign, imag = self._take().kind, self._take().text[:-1]
            if imag[0] in "+-":  # `8 + -6j`
                sign = "+" if imag[0] == sign else "-"
            return self._counted(Num(real, numerals.real(sign + imag.lstrip("+-"))))
        return self._counted(Num(real))

    def _product(self, first: str) -> Typed:
        """`3*1*6` or `3 by 1 by 6`, as a shape is spoken."""
        sizes = [first]
        while (self._peek().kind == "*" or self._at_word("by")) and self._peek(1).kind == "number":
            self._take()
            sizes.append(self._take().text)
        return Seq(tuple(self._counted(Num(numerals.real(size.rstrip("jJ")))) for size in sizes))

    def _takes_dims(self) -> bool:
        """Take the rest of `0d`, `0-d` or `0 dims`."""
        hyphen = self._peek().kind == "-"
        word = self._peek(hyphen)
        if word.kind != "word" or word.text.lower() not in _DIMENSIONAL:
            return False
        self._at += 1 + hyphen
        return True

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
        if lowered == "scalar" and self._form is Form.SHAPE:
            return Seq(())
        word = token.text
        if self._form is Form.DEVICE and lowered in ("cuda", "gpu") and self._peek().text.isdecimal():  # `cuda 1`
            word += f":{self._take().text}"
        if self._form is Form.DTYPE and lowered in _WIDE and self._peek().text.lstrip("-") in _WIDTHS:  # `float 32`
            word += self._take().text.lstrip("-")
        torch_name = torch_names.torch_name(word)
        if torch_name:
            return self._counted(TypedName(*torch_name, text=word))
        exception = torch_names.exception_class(token.text)
        if exception in torch_names.TOO_WIDE:
            raise Unread(f"`{exception}` covers every error: name the class.")
        if exception:
            return self._counted(Exc(exception))
        if self._form is Form.TEXT:
            return self._counted(Str(token.text))
        raise Unread(self._unknown(token.text))

    def _unknown(self, word: str) -> str:
        if word.lower() == "error":
            return "`error` does not say which: name the exception class, such as RuntimeError."
        near = torch_names.meant(word, self._form)
        if near:
            return f"`{short(word)}` cannot be read here; did you mean {near}?"
        if self._form is Form.VALUE:
            return self._hint_word(word)
        return f"`{short(word)}` cannot be read here. Type {asked_for(self._form)}."

    def _hint_word(self, word: str) -> str:
        unknown = f"`{short(word)}` is not a value that can be read here; text needs quotation marks."
        if len(word) == 1 and word in "ijIJ":
            hint = self._hint(unknown, self._peek())
            return hint if hint.startswith("A complex") else unknown
        return unknown

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
        """`name=value, ...` up to `closer`, which is left."""
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
