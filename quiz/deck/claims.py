"""Reading an author's claims about code: the exception it raises, and the misconceptions with what each predicts.

Claims are checked against execution by `quiz check`; none is ever the truth of a card.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass

from quiz.deck.fields import Choice, Code, ListOf, Prose, Record, Word
from quiz.deck.model import Misconception
from quiz.deck.reading import Field, Reading, Values
from quiz.deck.yaml_nodes import Node
from quiz.text.suggest import nearest, quoted, suggestion

MAYBE = "maybe"
_FORM = "the class, such as RuntimeError or torch.linalg.LinAlgError"
_CLASS = re.compile(r"([A-Za-z_]\w*\.)*[A-Z]\w*")
_BUILTIN = {
    name: item for name, item in vars(builtins).items() if isinstance(item, type) and issubclass(item, BaseException)
}


@dataclass(frozen=True, slots=True)
class ExceptionName:
    """The name of an exception class; with `maybe` also that word, for "it depends on the draw"."""

    maybe: bool = False

    def read(self, node: Node, name: str, reading: Reading) -> str | None:
        fix = f"Write {_FORM}" + (", or `maybe` where it depends on the draw." if self.maybe else ".")
        text = Word(r"\S+", _FORM).read(node, name, reading)
        if text is None or (self.maybe and text == MAYBE):
            return text
        known = _BUILTIN.get(text)
        if known is None:
            near = nearest(text, [*_BUILTIN, *([MAYBE] if self.maybe else [])])
            if _CLASS.fullmatch(text) and not _misspelt(text, near):
                return text
            reading.fault(node, f"{quoted(text)} is not an exception class", suggestion(near, fix))
        elif known in (Exception, BaseException):
            reading.fault(node, f"`{text}` would let any mistake pass", fix)
        elif not issubclass(known, Exception):
            reading.fault(node, f"`{text}` ends the program", fix)
        else:
            return text
        return None


def _misspelt(text: str, near: str) -> bool:
    """Whether an unknown class is a builtin one misspelt: the same letters, except for one or two."""
    from difflib import SequenceMatcher

    return bool(near) and "." not in text and SequenceMatcher(None, text.casefold(), near.casefold()).ratio() > 0.9


def misconceptions() -> ListOf:
    """The reader of a list of beliefs, each with the code whose outcome it predicts or the exception it predicts."""
    return ListOf(Record(_FIELDS, _misconception, "a misconception"), least=1)


def _misconception(values: Values) -> Misconception | None:
    code, raises = values.stated("code"), values["raises"]
    fix = "Give `code`, whose outcome the belief predicts, or `raises`, the exception that it predicts."
    if not code and raises in ("", MAYBE):
        values.fault("belief", "a misconception needs `code` or the class that it `raises`", fix)
    elif code and raises not in ("", MAYBE):
        fix += f" Code that raises on some draws has `raises: {MAYBE}`."
        values.fault("belief", "a misconception has both `code` and the class that it `raises`", fix)
    else:
        return Misconception(values["belief"], values["code"], raises, values.place, values["holds"])
    return None


SOMETIMES = "sometimes"
_FIELDS = {
    "belief": Field(Prose(), "the mistaken thought in one sentence"),
    "code": Field(Code(), "Python whose outcome is what the belief predicts", ""),
    "raises": Field(
        ExceptionName(maybe=True), "the exception class that the belief predicts; `maybe` where `code` may raise it", ""
    ),
    "holds": Field(
        Choice((SOMETIMES,)), f"`{SOMETIMES}` where the belief is true on some draws: it is left out of those", ""
    ),
}
