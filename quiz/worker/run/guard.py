"""Watching which functions a learner's program calls, for cards with `forbid` or `only`.

The call counts, by whatever name or way: a mode sees every function and method of torch, a second one what C++ calls
without the first, and functions written in Python get their code replaced by one that checks first. Calls made by a
permitted function do not count; but a function of torch that is itself written in Python, as `F.softmin` is, only
wraps what it calls, and these calls count.
"""

from __future__ import annotations

import threading
import types
from typing import Any, Callable, List, Sequence

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from ..wire import CALLED_BY, FORBIDDEN, RoundsWire
from .blanks import FilledPlace, program_running, running
from .functions import Named, bare_name, named

ALWAYS = frozenset(
    (
        *("__len__", "__repr__", "__str__", "__format__", "__hash__", "__bool__", "__index__", "__int__", "__float__"),
        *("__iter__", "__contains__", "__set__", "__delete__", "__deepcopy__", "__reduce_ex__", "size", "dim"),
        *("ndimension", "numel", "nelement", "item", "tolist", "stride", "storage_offset", "data_ptr", "element_size"),
        *("get_device", "requires_grad_"),
    )
)
"""What any program may read from a tensor, whatever `only` says."""
_COMPUTED = frozenset(["T", "mT", "H", "mH", "real", "imag"])
_UNSEEN = frozenset(
    ("detach", "alias", "empty", "empty_strided", "new_empty_strided", "copy", "lift_fresh", "view_as_real", "item")
)
"""Operations that C++ calls by itself within a permitted function."""
_GRADIENTS = {"torch.autograd.grad", "torch.autograd.backward"}
"""Whoever forbids both forbids every run of the engine that computes gradients."""
_WRAPPING = ("torch.nn.functional", "torch.functional")
"""The modules of functions written in Python."""
_CHECKS = ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic")
Call = Callable[[Any, Any], Any]


class ForbiddenCall(Exception):
    """A function was called that the card forbids; the message is its name, and the names that are permitted."""


ForbiddenCall.__name__ = FORBIDDEN


class Guard:
    """The functions that an answer may call or not, by its card. Raises Unposable when one of them does not exist."""

    def __init__(self, rounds: RoundsWire) -> None:
        self._forbidden = [named(name) for name in rounds["forbidden"]]
        self._permitted = [named(name) for name in rounds["permitted"]]
        self._on = rounds["watched"]
        self._no_gradients = set(rounds["forbidden"]) >= _GRADIENTS
        self._within = 0
        self._wrappers: List[Any] = []
        self._watching = False
        self._filled: List[FilledPlace] = []
        self._in_check = False
        self.broken: Any = None
        """The last ForbiddenCall since it was None, though the program may have swallowed it."""
        for each in (*self._forbidden, *self._permitted):
            for function in each.written:
                _put_before(function, self._looking(each))

    def watch(self, work: Callable[[], Any], filled: Sequence[FilledPlace] = (), in_check: bool = False) -> Any:
        """Run a learner's program with its calls checked. Raises what it raises, and ForbiddenCall.

        If blanks were `filled`, only the calls from these count; `in_check` only those from what the program left.
        """
        if not self._on or not (self._forbidden or self._permitted):
            return work()
        self._within, self._watching, self._filled, self._in_check = 0, True, list(filled), in_check
        self._wrappers = []
        start = threading.Thread.run

        def run(thread: threading.Thread) -> None:
            with _Calls(self), _Operations(self):
                start(thread)

        threading.Thread.run = run  # type: ignore[method-assign, assignment]
        try:
            with _Calls(self), _Operations(self):
                return work()
        finally:
            self._watching = False
            threading.Thread.run = start  # type: ignore[method-assign]

    def within(self, call: Call, args: Any, kwargs: Any) -> Any:
        """Call a permitted function: its own calls do not count."""
        self._within += 1
        try:
            return call(*args, **kwargs)
        finally:
            self._within -= 1

    def through(self, mode: TorchFunctionMode, call: Any, args: Any, kwargs: Any) -> Any:
        """Call a function of torch: of one written in Python the calls that it makes go through the mode again."""
        if self._permitted or not self._watching or self._within or call in self._wrappers or not _wraps(call):
            return self.within(call, args, kwargs)
        self._wrappers.append(call)
        try:
            with mode:
                return _unchecked(call)(*args, **kwargs)
        finally:
            self._wrappers.pop()

    def look(self, name: str, shown: str, c_plus_plus: bool = False) -> None:
        """Check a call of torch's. Raises ForbiddenCall."""
        if self._within or not self._watching or (c_plus_plus and self._wrappers):
            return
        bare = bare_name(name)
        if c_plus_plus and self._no_gradients and torch._C._current_graph_task_id() != -1:
            self._break("torch.autograd.backward")  # however its engine was started
        for each in self._forbidden:
            if bare in each.bare:
                self._break(each.name)
        if self._permitted and not self._is_permitted(bare, c_plus_plus):
            self._break(shown)

    def _is_permitted(self, bare: str, c_plus_plus: bool) -> bool:
        if bare in ALWAYS or bare.startswith("is_") or (c_plus_plus and bare in _UNSEEN):
            return True
        return any(bare in each.bare for each in self._permitted)

    def _break(self, name: str) -> None:
        if (self._filled and not running(self._filled)) or (self._in_check and not program_running()):
            return
        by = _shown(self._wrappers[-1], "") if self._wrappers else ""
        self.broken = ForbiddenCall(name + CALLED_BY + by if by else name)
        raise self.broken

    def _looking(self, each: Named) -> Callable[[Any], Call]:
        """The check that precedes the code of a function written in Python."""
        forbids = each in self._forbidden

        def before(original: Any) -> Call:
            def call(args: Any, kwargs: Any) -> Any:
                mine = each.owner is None or (args and isinstance(args[0], each.owner))
                if not self._watching or self._within or not mine:
                    return original(*args, **kwargs)
                if forbids:
                    self._break(each.name)
                    return original(*args, **kwargs)
                return self.within(original, args, kwargs)

            return call

        return before


class _Calls(TorchFunctionMode):  # type: ignore[misc]
    """Sees each function and method of torch that is called from Python."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = str(getattr(func, "__name__", func))
        if name == "__get__":
            of = str(getattr(getattr(func, "__self__", None), "__name__", ""))
            name = of if of in _COMPUTED else "is_read"
        self._guard.look(name, _shown(func, name))
        return self._guard.through(self, func, args, kwargs or {})


class _Operations(TorchDispatchMode):  # type: ignore[misc]
    """Sees the operations that no Python function was called for, such as those of a compiled program."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.name().rpartition("::")[2]
        self._guard.look(name, "torch.ops." + func.name().replace("::", "."), c_plus_plus=True)
        return func(*args, **(kwargs or {}))


def _wraps(call: Any) -> bool:
    return isinstance(call, types.FunctionType) and call.__module__ in _WRAPPING


def _unchecked(function: types.FunctionType) -> types.FunctionType:
    """The function without its own look for a mode, which would hand the call back to the mode."""
    names = dict(function.__globals__, **dict.fromkeys(_CHECKS, _never))
    made = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _never(*values: Any) -> bool:
    return False


def _shown(func: Any, name: str) -> str:
    """A function as a learner would write it."""
    if isinstance(func, types.FunctionType):
        return "{}.{}".format(func.__module__, func.__qualname__).replace("torch._tensor.Tensor", "torch.Tensor")
    if type(func).__name__ in ("method_descriptor", "wrapper_descriptor", "method-wrapper"):
        return "torch.Tensor." + name
    return "torch." + name.partition(".")[0] if "." not in str(func) else str(func)


def _template(*args: Any, **kwargs: Any) -> Any:
    return ("the call" or None)(args, kwargs)  # type: ignore  # noqa: SIM222


def _put_before(function: types.FunctionType, before: Callable[[Any], Call]) -> None:
    """Make every call of the function, however it is reached, go to what `before` makes of the original."""
    code = function.__code__
    original = types.FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    original.__kwdefaults__ = function.__kwdefaults__
    call = before(original)
    plain = _template.__code__
    function.__code__ = plain.replace(
        co_consts=tuple(call if const == "the call" else const for const in plain.co_consts),
        co_freevars=code.co_freevars,
        co_name=code.co_name,
    )
