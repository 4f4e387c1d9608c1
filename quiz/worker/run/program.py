"""Running one piece of card code: its value, and what it printed and warned."""

from __future__ import annotations

import ast
import io
import os
import sys
import warnings
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from ..capture.capture import capture, raised, shown, unicode
from ..wire import MAX_PRINTED, MAX_WARNED, OutcomeFrame
from . import devices, refusals, rng, torch_state
from .draw import Unposable
from .source import CARD, compiled, once, remember


class Printed(io.TextIOBase):
    """sys.stdout of card code: keeps the first MAX_PRINTED characters, and passes everything on to the log.

    The quiz counts the log and kills the child that floods it, so that nothing here grows without bound.
    """

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.kept: List[str] = []
        self.room = MAX_PRINTED

    @property
    def buffer(self) -> _PrintedBytes:
        return _PrintedBytes(self)

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.room > 0:
            self.kept.append(text[: self.room])
            self.room -= len(text)
        for start in range(0, len(text), MAX_PRINTED):  # a gigabyte written at once is not copied whole
            data = text[start : start + MAX_PRINTED].encode("utf-8", "backslashreplace")
            while data:
                data = data[os.write(1, data) :]
        return len(text)

    def text(self) -> str:
        return unicode("".join(self.kept))


class _PrintedBytes(io.RawIOBase):
    """The binary buffer of sys.stdout: bytes written to it count as printed."""

    def __init__(self, out: Printed) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._out.write(bytes(data).decode("utf-8", "replace"))


class Ran(NamedTuple):
    """The result of some work: its value or its error, and everything observed on the way."""

    value: Any
    error: Optional[BaseException]
    printed: str
    warned: List[List[str]]
    rolled: bool
    refused: str
    """Why the confinement decided the result, "" when it did not."""


def run(code: str, namespace: Dict[str, Any]) -> OutcomeFrame:
    """Execute `code`; the outcome is the value of its last line (None when that is a statement), or what it raised.

    Raises Unposable when the confinement decides the result: that is not an answer of torch.
    """
    ran = watched(lambda: evaluated(code, namespace))
    if ran.refused:
        raise Unposable("code", "", ran.refused)
    if ran.error is not None:
        captured, text = raised(ran.error, line_of(ran.error)), message_of(ran.error)
    else:
        captured, text = capture(ran.value), shown(ran.value)
    return {"value": captured, "shown": text, "printed": ran.printed, "warned": ran.warned, "rolled": ran.rolled}


def evaluated(code: str, namespace: Dict[str, Any], name: str = CARD) -> Any:
    """Execute `code`; the value of its last line, None when that is a statement. Tracebacks call it `name`."""
    body, last = split(code, name)
    exec(body, namespace)
    return eval(last, namespace) if last is not None else None


def watched(work: Callable[[], Any], chance: bool = True) -> Ran:
    """Run a card's code; whether it drew from a generator is looked at if `chance` counts.

    Its warnings are recorded, every time they are given. Modes that it enters and does not leave are left before its
    value is read, so that the value is the same as with `with`.
    """
    before = rng.state() if chance else {}
    refusals.begin()
    out = Printed()
    sys.stdout = out
    value: Any = None
    error: Optional[BaseException] = None
    try:
        with warnings.catch_warnings(record=True) as warned:
            value = work()
            devices.wait()
    except KeyboardInterrupt:
        raise
    except BaseException as caught:
        error = caught
    finally:
        sys.stdout = sys.__stdout__
    # All observations are recorded before the value is read: its `repr` may print, warn and draw.
    printed, rolled = out.text(), chance and rng.moved(before)
    warnings_given = [[unicode(w.category.__name__), unicode(str(w.message))[:500]] for w in warned[:MAX_WARNED]]
    torch_state.leave()
    return Ran(value, error, printed, warnings_given, rolled, refusals.reason(error))


def split(code: str, name: str = CARD) -> Tuple[Any, Optional[Any]]:
    """The code compiled: its statements, and the expression of its last line if there is one."""
    remember(name, code)
    return _split(code, name)


@once
def _split(code: str, name: str) -> Tuple[Any, Optional[Any]]:
    return split_tree(ast.parse(code, name), name)


def split_tree(tree: ast.Module, name: str = CARD) -> Tuple[Any, Optional[Any]]:
    """`split` for a syntax tree, which loses its last line."""
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compiled(ast.Expression(expression.value), name, "eval")
    return compiled(tree, name, "exec"), last


def message_of(error: BaseException) -> str:
    """An exception in one line, as the end of a traceback has it, or why the confinement is its cause."""
    try:
        return refusals.reason(error) or unicode(f"{type(error).__name__}: {error}")[:2000]
    except Exception:
        return type(error).__name__


def line_of(error: BaseException) -> Optional[int]:
    """The line of the card's code that was running."""
    if isinstance(error, SyntaxError) and error.filename == CARD:
        return error.lineno
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == CARD:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
