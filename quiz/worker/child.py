"""One child: it reads one job, runs it, sends one result and dies.

State cannot leak between questions, because no child serves two. Between the tasks of one job (the truth, then what
each belief predicts) the settings that card code is known to change are put back, and the setup is run anew.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import warnings
from typing import Any, Dict, List, Optional, Tuple

import torch

from .capture import capture, raised, shown
from .draw import Unposable, draw, seed_of, sow
from .template import fill
from .wire import MAX_PRINTED, Job, Result, frame

CARD = "<card>"


class Printed(io.TextIOBase):
    """sys.stdout of card code: keeps the first MAX_PRINTED characters, and passes everything on to the log.

    The quiz counts the log and kills the child that floods it, so that nothing here grows without bound.
    """

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.kept: List[str] = []
        self.room = MAX_PRINTED

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.room > 0:
            self.kept.append(text[: self.room])
            self.room -= len(text)
        for start in range(0, len(text), MAX_PRINTED):  # a gigabyte in one go is not copied whole
            data = text[start : start + MAX_PRINTED].encode("utf-8", "backslashreplace")
            while data:
                data = data[os.write(1, data) :]
        return len(text)

    def text(self) -> str:
        return "".join(self.kept).encode("utf-8", "backslashreplace").decode()


def serve(job_bytes: bytes, result_fd: int) -> None:
    """Run the job and write its result frame. The caller exits the process."""
    import json

    job: Job = json.loads(job_bytes)
    # Each stands or falls by its warning being seen, not by being the first of the process to give it.
    warnings.simplefilter("always")
    torch.set_warn_always(True)
    try:
        message = frame(dict(answer(job)))
    except ValueError as error:
        message = frame(dict(_fault("result", "", str(error))))
    while message:
        message = message[os.write(result_fd, message) :]


def answer(job: Job) -> Result:
    """Draw, then run every task. A fault of the setup or the draw comes back as one."""
    try:
        attempt, values = draw(job, _set_up(job))
    except Unposable as error:
        return _fault(error.stage, error.name, str(error))
    number = seed_of(job["seed"], attempt)
    outcomes = []
    for task in job["tasks"]:
        _restore()
        try:
            namespace = _set_up(job)
        except Unposable as error:
            return _fault(error.stage, error.name, str(error))
        sow(number)
        outcomes.append(run(fill(task["code"], values), namespace))
    return {"attempt": attempt, "values": values, "outcomes": outcomes, "fault": None}


def run(code: str, namespace: Dict[str, Any]) -> Dict[str, Any]:
    """Execute `code`; the outcome is the value of its last line (None when that is a statement), or what it raised."""
    out = Printed()
    sys.stdout = out
    try:
        body, last = _split(code)
        exec(body, namespace)
        value = eval(last, namespace) if last is not None else None
        outcome = {"value": capture(value), "shown": shown(value)}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        outcome = {"value": raised(error, _line_of(error)), "shown": _told(error)}
    finally:
        sys.stdout = sys.__stdout__
    outcome["printed"] = out.text()
    return outcome


def _split(code: str) -> Tuple[Any, Optional[Any]]:
    tree = ast.parse(code, CARD)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), CARD, "eval")
    return compile(tree, CARD, "exec"), last


def _set_up(job: Job) -> Dict[str, Any]:
    namespace: Dict[str, Any] = {"__name__": "card", "__builtins__": __builtins__}
    try:
        exec(compile(job["setup"], "<setup>", "exec"), namespace)
    except Exception as error:
        raise Unposable("setup", "", _told(error)) from None
    return namespace


def _restore() -> None:
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    if torch.are_deterministic_algorithms_enabled():  # asked first: switching it imports half of torch's compiler
        torch.use_deterministic_algorithms(False)
    torch.set_printoptions(profile="default")


def _line_of(error: BaseException) -> Optional[int]:
    """The line of the card's code that was running."""
    if isinstance(error, SyntaxError) and error.filename == CARD:
        return error.lineno
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == CARD:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _told(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:2000]
    except Exception:
        return type(error).__name__


def _fault(stage: str, name: str, message: str) -> Result:
    return {
        "attempt": 0,
        "values": {},
        "outcomes": [],
        "fault": {"stage": stage, "name": name, "message": message[:2000]},
    }
