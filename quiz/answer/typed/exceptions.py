"""Reading exceptions: a class as it is named, spoken, printed or pasted with its traceback."""

from __future__ import annotations

import re
from itertools import islice

from quiz.answer.typed import torch_names
from quiz.answer.typed.tokens import Unread, plain
from quiz.answer.typed.typed import Exc, Form, NoError

_NO_ERROR = frozenset(
    {
        *("no error", "no errors", "no exception", "no exceptions", "no-error", "noerror", "nothing is raised"),
        *("no error is raised", "no exception is raised", "raises nothing", "it raises nothing", "does not raise"),
        *("it does not raise", "doesn't raise", "it doesn't raise", "no error raised", "not an error", "it works"),
        *("works", "ok", "no_error", "none raised", "no raise", "it runs", "runs", "0 errors", "nothing raised"),
    }
)
_NO_ERROR_AND_MORE = re.compile(
    r"(no[ -]?(?:errors?|exceptions?)(?: is)?(?: raised)?|(?:it |the code )?(?:doesn't|does not) raise"
    r"|nothing(?: is)? raised)\s*+[,;:.]\s*+\S"
)
"""The claim that nothing is raised, and then something else, such as the value."""
_ONLY_WHERE_ASKED = frozenset({"none", "nothing"})
"""Words that mean no error here, and are values elsewhere."""
_UNNAMED = re.compile(
    r"(?:(?:it|this|that|the code) )?(?:will |would )?(?:raises?|throws?|gives?|is) (?:an? |some )?(?:error|exception)"
    r"|(?:(?:it|this|the code) )?(?:raises?|throws?|fails?|errors?|crash(?:es)?|error out|errors out)"
    r"|(?:an? |some )?(?:error|exception)(?: is raised| raised)?"
)
_VAGUE_WHERE_ASKED = frozenset({"yes", "no", "true", "false"})
_NAME_IT = "Name the exception class, such as RuntimeError"

_CLASS = r"[A-Za-z_][A-Za-z0-9_.]*+"
_RAISES = re.compile(
    r"(?:(?:it|this|the code)\s++)?+(?:(?:will|would)\s++)?+(?:raises?|throws?|raised|except|exception)\s++"
    rf"(?:an?\s++)?+({_CLASS})\s*+(?:exception)?+\s*+(?:[:(].*+)?+",
    re.DOTALL | re.IGNORECASE,
)
_PRINTED = re.compile(rf"({_CLASS})\s*+(?:[:(].*+|[-–—]\s.*+)?+", re.DOTALL)
_LAST_LINE = re.compile(rf"({_CLASS})(?::\s.*+|\s*+)", re.DOTALL)
_TRACEBACK = "Traceback (most recent call last)"
_FRAME = re.compile(r'\s*+File "[^"\n]*+", line \d++(?:, in \S++)?+')
_WORD = re.compile(r"(?<!\S)([A-Za-z_][A-Za-z0-9_.]*)(?::|$)", re.MULTILINE)
_LABEL = re.compile(r"(?:an?\s++)?+(?:error|exception|raises?)\s*+[:=]\s*+", re.IGNORECASE)
MAX_SPOKEN = 60
MAX_MESSAGE = 8_000
MAX_LINES = 40
"""How many lines at the end of a traceback are searched for the one that names the exception."""


def read_exception(body: str, form: Form) -> Exc | NoError | None:
    """The typed exception class, or the claim that none is raised; None when the text is something else.

    Under `Form.ERROR` it must be one of the two. Raises Unread for text that names no class, with what to type
    instead.
    """
    asked = form is Form.ERROR
    body = _LABEL.sub("", body, count=1) if _LABEL.match(body) else body
    spoken = _spoken(body)
    if spoken in _NO_ERROR or (asked and spoken in _ONLY_WHERE_ASKED):
        if asked:
            return NoError()
        raise Unread("A value is expected here: type it, or the exception class if you think that one is raised.")
    if more := _NO_ERROR_AND_MORE.match(spoken):
        raise Unread("Type `no error` alone." if asked else f"Type the value alone, without `{more[1]}` before it.")
    if body in torch_names.TOO_WIDE:
        raise Unread(f"`{body}` covers every error: name the class.")
    if _UNNAMED.fullmatch(spoken) or (asked and spoken in _VAGUE_WHERE_ASKED):
        raise Unread(f"Which class is raised? {_NAME_IT}{', or type: no error' if asked else ''}.")
    word, name = _named(body, spoken, asked)
    if name in torch_names.TOO_WIDE:
        raise Unread(f"`{name}` covers every error: name the class.")
    if name is not None:
        return Exc(name)
    if word or asked:
        raise Unread(_no_class(word, form))
    return None


def last_line(text: str) -> str:
    """The line of a pasted traceback that names the exception; "" when `text` is not one."""
    if _TRACEBACK not in text and not _FRAME.match(text):
        return ""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-MAX_LINES:]):
        match = _LAST_LINE.fullmatch(line[:MAX_MESSAGE])
        if match and torch_names.exception_class(match.group(1), any_class=True):
            return line
    return ""


def _named(body: str, spoken: str, asked: bool) -> tuple[str, str | None]:
    """The word that is meant as a class, "" if none is, and the class that it names, None if it names none."""
    if _TRACEBACK in body or _FRAME.match(body):
        line = last_line(body) or _from_one_line(body)
        name = torch_names.exception_class(_LAST_LINE.sub(r"\1", line), any_class=True) if line else None
        return (line[:MAX_SPOKEN] or "Traceback"), name
    raises = _RAISES.fullmatch(body)
    if raises:
        return raises.group(1), torch_names.exception_class(raises.group(1), any_class=True)
    printed = _PRINTED.fullmatch(body)
    if printed and (name := torch_names.exception_class(printed.group(1), any_class=asked)):
        return printed.group(1), name
    if len(spoken) < MAX_SPOKEN:  # "a runtime error", "Index Error: out of range"
        words = re.sub(
            r"^an? |(?: exception)? is (?:raised|thrown)$| (?:raised|exception)$", "", spoken.partition(":")[0]
        )
        if name := torch_names.exception_class(words.replace(" ", "")):
            return words, name
    if printed and asked:
        return printed.group(1), None
    # `RuntimError: sizes do not match`: the part before the colon can only be meant as a class.
    meant_class = printed and ":" in body and torch_names.meant(printed.group(1).rpartition(".")[2], Form.ERROR)
    return (printed.group(1) if printed and meant_class else ""), None


def _from_one_line(body: str) -> str:
    """The last exception of a traceback that was pasted into one line."""
    tail = body.rpartition(_TRACEBACK)[2]
    *_, end = _FRAME.split(tail)
    for word in islice(_WORD.finditer(end[:MAX_MESSAGE].rstrip()), MAX_LINES):
        if word.group(1).endswith(torch_names.ENDS_OF_EXCEPTIONS) and torch_names.exception_class(word.group(1)):
            return end[word.start() :]
    return ""


def _no_class(word: str, form: Form) -> str:
    near = torch_names.meant(word.rpartition(".")[2], Form.ERROR) if word else ""
    if near:
        return f"`{word[:40]}` is not a known class; did you mean {near}?"
    return f"{_NAME_IT}{', or type: no error' if form is Form.ERROR else ''}."


def _spoken(body: str) -> str:
    """Short text normalised: lower case, single spaces, no full stop."""
    return " ".join(plain(body[:80]).lower().replace("’", "'").split()).rstrip(".!?")
