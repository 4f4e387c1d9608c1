"""The picture of a question: the tensors that its code names, and the origin of each cell of the answer.

A separate job finds both. Nothing of it is needed for a verdict, so a failure is not reported.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from quiz.answer.origin import MAX_CELLS, Origin
from quiz.answer.torch_print import cell_text
from quiz.answer.value import Raised, Tensor, Value
from quiz.ask.answer_form import blanks
from quiz.ask.code.program import raw
from quiz.ask.kinds.predict import PosedValue
from quiz.ask.open_drawings import may_be_open, read_off
from quiz.ask.question import Question
from quiz.engine.job import Job, Task
from quiz.engine.protocol import Reply

MOST_NAMES = 4
LEAST_CELLS = 5
"""From this many cells on, cells that are all alike are not drawn."""
_TRUTH = "<truth>"


@dataclass(frozen=True, slots=True)
class NamedTensor:
    """A tensor of the code, as it is where the answer begins. `open` says that it may be shown before the answer.

    `brief` describes it in one line, "6 x 9, zeros"; "" when its cells are worth drawing.
    """

    name: str
    value: Tensor
    open: bool
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`origin` says where the cells of `result`, the answer, came from; both None when that is unknown."""

    named: tuple[NamedTensor, ...] = ()
    origin: Origin | None = None
    result: Tensor | None = None


def plan(question: Question) -> Job | None:
    """The job that finds it; None when there is nothing to draw."""
    tasks = [Task(name.name, raw(code)) for name in _names(question) for code in (name.bound_by, name.met_by)]
    truth = _truth(question)
    if truth is not None and truth.shape and 1 < truth.numel <= MAX_CELLS:
        tasks.append(Task(_TRUTH, raw(question.code), trace=True))
    if not tasks:
        return None
    setup, device = question.card.setup, question.device
    return Job.at(question.attempt, tasks, setup=setup, seed=question.seed, device=device)


def read(question: Question, reply: Reply) -> Picture:
    """The picture in the reply to that job. A name whose tensor is the answer itself is left out."""
    if reply.result is None or reply.result.fault is not None:
        return Picture()
    truth, names = _truth(question), _names(question)
    posed = question.body
    only_shape = isinstance(posed, PosedValue) and posed.form == "shape"
    named = []
    found = [outcome.value for outcome in reply.result.outcomes]
    for name, bound, met in zip(names, found[::2], found[1::2], strict=False):
        value = _to_draw(question, bound, met)
        if isinstance(value, Tensor) and _drawable(value) and not (truth is not None and _same(value, truth)):
            is_open = name.shows and may_be_open(name.made, value, name.is_read)
            brief = summary(value) or (only_shape and shape_text(value)) or ""
            named.append(NamedTensor(name.name, value, is_open, brief))
    last = reply.result.outcomes[-1] if len(reply.result.outcomes) > 2 * len(names) else None
    if last is None or last.origin is None or last.value != truth or not isinstance(last.value, Tensor):
        return Picture(tuple(named))
    return Picture(tuple(named), last.origin, last.value)


def summary(value: Value) -> str:
    """A tensor whose cells are all alike in one line, "6 x 9, zeros"; "" for any other value, and for a small one."""
    if not isinstance(value, Tensor) or not value.whole or len(value.cells) < LEAST_CELLS or len(set(value.cells)) > 1:
        return ""
    cell = value.cells[0]
    plural = "" if isinstance(cell, bool) else "zeros" if cell == 0 else "ones" if cell == 1 else ""
    return f"{shape_text(value)}, {plural or f'all {cell_text(cell, value.dtype)}'}"


def shape_text(value: Tensor) -> str:
    """The sizes of a tensor: "2 x 3", "5 cells"."""
    return " x ".join(map(str, value.shape)) if len(value.shape) != 1 else f"{value.shape[0]} cells"


def _truth(question: Question) -> Tensor | None:
    """The answer, if it is a tensor."""
    posed = question.body
    value = posed.truth.value if isinstance(posed, PosedValue) else None
    return value if isinstance(value, Tensor) else None


def _to_draw(question: Question, bound: Value, met: Value) -> Value | None:
    """What to draw of a name: its value where it was `bound`, or another that it has where the answer begins.

    Where the code is itself the question, what it changes in place is for the learner to find: None.
    """
    if isinstance(met, Raised) or repr(met) == repr(bound):  # as text nan is the same as nan
        return bound
    return None if question.card.ask in ("predict", "print") else met


class _Name(NamedTuple):
    """A name that the code binds: the code up to there, and the code up to where the answer begins.

    `shows` says that a tensor may be drawn before the answer at all; `is_read` that the answer is read off from it.
    """

    name: str
    made: ast.expr
    bound_by: str
    met_by: str
    shows: bool
    is_read: bool


def _names(question: Question) -> list[_Name]:
    """The names that the code binds, the first few."""
    code = blanks(question.code)[0].rpartition("\n")[0] if question.card.ask == "fill" else question.code
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []
    answer = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    last = answer.id if isinstance(answer, ast.Name) else ""
    # When the shape, the dtype or a sentence is asked for, a drawing could give the answer away.
    shows = not isinstance(question.body, PosedValue) or question.body.form == "value"
    shows = shows and question.card.ask not in ("print", "choose")
    lines = code.split("\n")
    given = "\n".join(lines[: body[-1].lineno - 1]) if answer is not None else code
    bound = {
        statement.targets[0].id: statement
        for statement in body
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1
        if isinstance(statement.targets[0], ast.Name)
    }
    read = read_off(answer, {name: statement.value for name, statement in bound.items()})
    return [
        _Name(
            name,
            statement.value,
            "\n".join([*lines[: statement.end_lineno], name]),
            f"{given}\n{name}",
            shows,
            name in read,
        )
        for name, statement in bound.items()
        if name != last
    ][:MOST_NAMES]


def _drawable(value: Tensor) -> bool:
    return 0 < len(value.shape) <= 3 and 1 < prod(value.shape) == len(value.cells) <= MAX_CELLS


def _same(tensor: Tensor, truth: Tensor) -> bool:
    return tensor.shape == truth.shape and tensor.cells == truth.cells
