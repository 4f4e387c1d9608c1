"""Reading single numbers, names, bools and words from tokens."""

from __future__ import annotations

from quiz.answer.typed import numerals, torch_names
from quiz.answer.typed.cursor import Cursor, short
from quiz.answer.typed.forms import asked_for
from quiz.answer.typed.tokens import Token, Unread
from quiz.answer.typed.typed import Bool, Exc, Form, Nothing, Num, Seq, Str, Typed, TypedName

MAX_CELLS = 2_048

_BOOLS = {"true": True, "yes": True, "t": True, "y": True, "false": False, "no": False, "f": False, "n": False}
_DIMENSIONAL = frozenset({"d", "dim", "dims", "dimensional", "dimensions"})
_WIDE = frozenset({"float", "int", "uint", "complex", "bfloat"})
_WIDTHS = frozenset({"8", "16", "32", "64", "128"})


class LeafParser(Cursor):
    """Reads values without parts, and counts them."""

    _cells = 0

    def _counted(self, leaf: Typed) -> Typed:
        self._cells += 1
        if self._cells > MAX_CELLS:
            raise Unread(f"More than {MAX_CELLS:,} values cannot be read.")
        return leaf

    def _number(self) -> Typed:
        text = self._take().text
        if self._form is Form.SHAPE and text.isdecimal() and (self._peek().kind == "*" or self._at_word("by")):
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
        """`3*1*6` or `3 by 1 by 6`, ways to write a shape."""
        sizes = [first]
        while (self._peek().kind == "*" or self._at_word("by")) and self._peek(1).text.isdecimal():
            self._take()
            sizes.append(self._take().text)
        return Seq(tuple(self._counted(Num(numerals.real(size))) for size in sizes))

    def _takes_dims(self) -> bool:
        """Take the rest of `0d`, `0-d` or `0 dims`; False when something else follows."""
        hyphen = self._peek().kind == "-"
        word = self._peek(hyphen)
        if word.kind != "word" or word.text.lower() not in _DIMENSIONAL:
            return False
        self._at += 1 + hyphen
        return True

    def _named(self, token: Token) -> Typed:
        """The meaning of a word that is not a call: a bool, None, a name of torch, an exception, or text."""
        word, lowered = token.text, token.text.lower()
        bare = lowered.removeprefix("np.").removeprefix("numpy.").rstrip("_")
        if bare in _BOOLS:
            return self._counted(Bool(_BOOLS[bare]))
        if bare == "none":
            return self._counted(Nothing())
        if lowered == "scalar" and self._form is Form.SHAPE:
            return Seq(())
        if self._form is Form.DEVICE and lowered in ("cuda", "gpu") and self._peek().text.isdecimal():  # `cuda 1`
            word += f":{self._take().text}"
        if self._form is Form.DTYPE and lowered in _WIDE and self._peek().text.lstrip("-") in _WIDTHS:  # `float 32`
            word += self._take().text.lstrip("-")
        if found := torch_names.torch_name(word):
            return self._counted(TypedName(*found, text=word))
        exception = torch_names.exception_class(word)
        if exception in torch_names.TOO_WIDE:
            raise Unread(f"`{exception}` covers every error: name the class.")
        if exception:
            return self._counted(Exc(exception))
        if self._form is Form.TEXT:
            return self._counted(Str(word))
        raise Unread(self._unknown(word))

    def _unknown(self, word: str) -> str:
        """The message about a word that means nothing under this form."""
        if word.lower() == "error":
            return "`error` does not say which: name the exception class, such as RuntimeError."
        if near := torch_names.meant(word, self._form):
            return f"`{short(word)}` cannot be read here; did you mean {near}?"
        if self._form is not Form.VALUE:
            return f"`{short(word)}` cannot be read here. Type {asked_for(self._form, self._parts)}."
        unknown = f"`{short(word)}` is not a value that can be read here; text needs quotation marks."
        before = self._peek(-2)
        imaginary = word in ("i", "j", "I", "J") and before.kind in ("number", "*", "+", "-")
        return self._complex_hint() or unknown if imaginary else unknown
