"""Finding where each cell of a result came from, for code that only moves cells of one input: gather, flip, cat, ...

The code is run again with numbers instead of the input, everything else as it was, and compared with the real
result: the map applied to the real input must give the real result, bit for bit, and every numbering must give the
same map. Otherwise there is no map, and nothing is reported. It runs after everything that matters, for MAX_SECONDS
at most.
"""

from __future__ import annotations

import io
import sys
import time
import types
import warnings
from typing import Any, Callable, Dict, List, Optional

import torch

from ..capture.capture import capture
from ..capture.cells import memory, plainly
from ..wire import MAX_TRACED, Origin, OutcomeFrame
from . import torch_state
from .cell_ids import can_be_numbered, filled, numberings
from .inputs import MARK, Input, marked
from .program import split_tree
from .source import CARD

MAX_SECONDS = 0.05
"""Of processor time, so that the load of the machine takes no drawing away."""
MAX_WALL_SECONDS = 1.0
"""For code that sleeps."""
Cells = List[bytes]


class _Late(BaseException):
    """The time is used up."""


class Stopwatch:
    """The time since it was made."""

    def __init__(self) -> None:
        self._own, self._wall = time.process_time(), time.perf_counter()

    @property
    def is_over(self) -> bool:
        """Whether more time has passed than tracing may take."""
        own, wall = time.process_time() - self._own, time.perf_counter() - self._wall
        return own > MAX_SECONDS or wall > MAX_WALL_SECONDS


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def origin(code: str, outcome: OutcomeFrame, prepared: Callable[[], Dict[str, Any]]) -> Optional[Origin]:
    """Which cells of which input the value of `code` consists of; None when that is unknown. Never raises.

    `outcome` is the code's result, `prepared` gives the namespace it starts in, with the random generators at their
    start.
    """
    value = outcome["value"]
    cells = 1
    for size in value.get("shape", ()):
        cells *= size
    if value["k"] != "tensor" or not 0 < cells <= MAX_TRACED or not value["cells"]:
        return None
    try:
        with warnings.catch_warnings(record=True):  # output of this extra run must not be reported
            return _OriginSearch(code, prepared).found(value)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None


class _Substitute:
    """Substitutes one tensor for one input, and passes the others through."""

    def __init__(self, number: int, tensor: torch.Tensor) -> None:
        self.number = number
        self.tensor = tensor

    def __call__(self, number: int, value: Any, _: Dict[str, Any]) -> Any:
        return self.tensor if number == self.number else value


class _OriginSearch:
    """The runs of one piece of code."""

    def __init__(self, code: str, prepared: Callable[[], Dict[str, Any]]) -> None:
        self.prepared = prepared
        self.stopwatch = Stopwatch()
        tree, self.inputs = marked(code, prepared())
        self.body, self.last = split_tree(tree)
        self.seen: Dict[int, torch.Tensor] = {}
        self.often: List[int] = []

    def found(self, value: Dict[str, Any]) -> Optional[Origin]:
        if not self.inputs:
            return None
        result = self._run(self._observe)
        if capture(result) != value or not can_be_numbered(result):
            return None
        truth = _cells(result)
        for number, tensor in sorted(self.seen.items()):
            if number in self.often or tensor.dtype != result.dtype:
                continue
            places = self._places(number, tensor, result.shape, truth)
            if places is not None:
                source: Input = self.inputs[number]
                return {"source": source.source, "shape": list(tensor.shape), "from": places}
        return None

    def _observe(self, number: int, value: Any, namespace: Dict[str, Any]) -> Any:
        """Pass an input through, and keep a copy: the code may write into it later."""
        if number in self.seen:
            self.often.append(number)
        elif isinstance(value, torch.Tensor):
            with plainly():
                if can_be_numbered(value) and not self.inputs[number].is_made_of(namespace):
                    self.seen[number] = value.detach().clone().requires_grad_(value.requires_grad and value.is_leaf)
        return value

    def _places(self, number: int, tensor: torch.Tensor, shape: torch.Size, truth: Cells) -> Optional[List[int]]:
        """The one map that every numbering gives, or None."""
        real, places = _cells(tensor), None
        for fills in numberings(tensor):
            names: List[Cells] = []
            found: List[Cells] = []
            for fill in fills:
                with plainly():
                    numbered = filled(tensor, fill)
                names.append(_cells(numbered))
                result = self._run(_Substitute(number, numbered))
                if not can_be_numbered(result) or result.shape != shape or result.dtype != tensor.dtype:
                    return None
                found.append(_cells(result))
            index = {name: at for at, name in enumerate(zip(*names))}
            if len(index) != len(real):
                return None
            these = [index.get(cell, -1) for cell in zip(*found)]
            if -1 in these or (places is not None and these != places):
                return None
            if [real[place] for place in these] != truth:
                return None
            places = these
        return places

    def _run(self, given: Callable[[int, Any, Dict[str, Any]], Any]) -> Any:
        """The value of the code, with the result of `given` for each of its inputs. Raises whatever the code raises."""
        if self.stopwatch.is_over:
            raise _Late
        namespace = self.prepared()
        namespace[MARK] = lambda number, value: given(number, value, namespace)
        before = sys.gettrace()
        sys.stdout = _Nowhere()
        try:
            sys.settrace(self._watch)
            exec(self.body, namespace)
            return eval(self.last, namespace)  # type: ignore[arg-type]
        finally:
            sys.settrace(before)
            sys.stdout = sys.__stdout__
            torch_state.leave()

    def _watch(self, frame: types.FrameType, event: str, _: Any) -> Any:
        """Ends code that runs longer with other numbers. Only the card's own lines are watched."""
        if self.stopwatch.is_over:
            raise _Late
        return self._watch if frame.f_code.co_filename == CARD else None


def _cells(tensor: torch.Tensor) -> Cells:
    with plainly():
        raw = memory(tensor.detach().resolve_conj().resolve_neg().cpu())
        size = tensor.element_size()
    return [raw[at : at + size] for at in range(0, len(raw), size)]
