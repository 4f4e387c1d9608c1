"""The messages between the quiz and the worker: their one definition.

There are two channels. The control channel is a SOCK_SEQPACKET pair, one JSON object per packet, between the quiz
and the zygote. The child channel is three pipes made by the quiz for each child: the job in (JSON, read to its end),
frames out (u32 little-endian length, then JSON), and the log out (whatever the child prints, as bytes).

The frames of a job, each sent before the next step is run: Drawn, an OutcomeFrame per task, and Origins if a task
asked for them, or Over if there were rounds. A Failed can replace any of them, and is the last. At any time, once,
{"loading": true} says that torch begins to import a part of itself. The jobs that a child runs after its first have
their frames after those of the one before; Over, at the end, says that what they have changed could be put back.
"""

from __future__ import annotations

import json
import struct
from typing import Any, Dict, List, Optional, TypedDict

PROTOCOL = 3
CPU = "cpu"

MAX_FRAME = 1 << 20
"""The most bytes of all frames of a job together, and of a log; beyond, the child is killed."""
MAX_CELLS = 4096
"""The most cells of a tensor that are carried; its shape and dtype always are."""
MAX_SHOWN = 4000
"""The most characters of a value as torch prints it."""
MAX_PRINTED = 1 << 16
"""The most characters kept of what one task printed."""
MAX_WARNED = 20
"""The most warnings kept of one task."""
MAX_TRACED = 64
"""The most cells of a tensor, on either side, for which origins are shown."""
HEADER = struct.Struct("<I")
UNAVAILABLE = "is not available to card code: only torch, numpy, einops and the standard library are"
"""The message about an installed package that card code and learner's code may not import."""
CARRY, JUDGE = "carry", "judge"
"""The two modes of a sealed check: send what a program has left, and judge what another child has sent."""
CHECK_HELPERS = (
    *("fresh_each_call", "uses_generator", "uses_seed"),
    *("independent_entries", "mean_near", "spread_near"),
)
"""The functions of `run/randomness.py` that every `check` may call by these names."""
FORBIDDEN = "ForbiddenCall"
"""The exception that represents a call which the card forbids; its message names the function."""
CALLED_BY = " called by "
"""In that message: between the function and one that the answer called, which calls it."""
FILLED_BEGIN, FILLED_END = "\ue000", "\ue001"
"""The marks around a learner's filling of a blank, when it matters which code is the card's."""
AT_NEED = "at-need"
"""The argument of a zygote that loads what only some cards need when it is told to, and not when it is idle."""
SOCKET = ".sock"
"""The end of the name of the socket behind which a keeper waits.

The first packet of a connection is {"do": "serve", "ahead": bool}, after which it is a control channel; or {"do":
"status"} or {"do": "stop"}, which are answered with one packet.
"""
MARK = b"\0quiz\0"
"""The first output of a spawned child: a program run at every start of Python may have printed before it."""


class _CodeWire(TypedDict):
    """Code to run after the setup, in its own namespace; its outcome is the value of its last line."""

    name: str
    code: str


class TaskWire(_CodeWire, total=False):
    """A task may ask to `trace`: to find of which cell of an input each cell of its value is a copy."""

    trace: bool
    left: List[str]


class _JobWire(TypedDict):
    """The job of one child: draw, fill the drawn values into the tasks, run them one after the other.

    `draw` has [name, expression] pairs in order. Attempt k draws from a generator seeded by H(seed, k); attempts run
    from `first` on until `require` is true, up to number `attempts` - 1.
    """

    setup: str
    seed: int
    first: int
    attempts: int
    draw: List[List[str]]
    require: str
    tasks: List[TaskWire]


class RoundsWire(TypedDict):
    """The draws on which each task, a program, is tried: the question's own, each of `cases`, then `repeat` further.

    `cases` hold [name, expression] pairs; `only` is the number of the one draw that is wanted, -1 for all of them.
    Where `call` names a function, the program defines it, and it is called with what `args` gives. Otherwise `before`
    runs, then the program, and then `check` must be true; to the check each name that `before` binds means what it was
    bound to, but for those in `rebound`, which the card's own program binds too. `grad` asks for the gradients of the
    arguments as well, and `changes` for what the call leaves of those that it changes. The program may not call the
    functions `forbidden`, and where there are any `permitted`, of torch's no others, unless it is
    not `watched`. With the road CARRY what the check reads is sent and not checked; with JUDGE the `left` of each task,
    one text a draw, is checked, where the same can be done with what the card's own answer `model` leaves. Where the
    child is `shared` by the answers of several, what each program leaves behind is put back before the next.
    """

    cases: List[List[List[str]]]
    repeat: int
    only: int
    before: str
    check: str
    rebound: List[str]
    args: str
    call: str
    grad: bool
    changes: bool
    forbidden: List[str]
    permitted: List[str]
    watched: bool
    road: str
    model: str
    shared: bool


class JobWire(_JobWire, total=False):
    """The tasks run on `device`, by default the CPU. The draw is always made on the CPU.

    With `rounds` there is an outcome for each draw of each task, up to the first that fails, as `trials.py` writes
    it. The child runs the jobs of `then` as well, one after the other, and puts back what each has changed.
    """

    device: str
    rounds: RoundsWire
    then: List[Any]


class PoseFault(TypedDict):
    """The card could not be posed: `stage` is setup, draw, require or result; `name` is that of the draw."""

    stage: str
    name: str
    message: str


# A class cannot have a field named `from`.
Origin = TypedDict("Origin", {"source": str, "shape": List[int], "from": List[int]})
"""Which cells of an input, the tensor `source` of this `shape`, the cells of a value are copies of, as flat indices."""


class OutcomeFrame(TypedDict):
    """The outcome of a task: its value, how Python prints that, and what was printed.

    The value is written by `capture.py` and read by `quiz/answer/value.py`. `warned` has a [category, text] pair per
    warning; `rolled` says that the code drew from a generator of the process (or seeded it again), so that its value
    depends on more than the values drawn for the question.
    """

    value: Dict[str, Any]
    shown: str
    printed: str
    warned: List[List[str]]
    rolled: bool


class Drawn(TypedDict):
    """The accepted attempt, and the drawn literals by name."""

    attempt: int
    values: Dict[str, str]


class Origins(TypedDict):
    """One for each task that asked to be traced; None when its value is not made of copies of one input."""

    origins: List[Optional[Origin]]


class Over(TypedDict):
    """Follows the outcomes of rounds, and the jobs of a child that had several: there are no more."""

    over: bool


class Failed(TypedDict):
    """The card could not be posed, or its setup failed before a later task."""

    fault: PoseFault


class _Hello(TypedDict):
    """The worker's first message, once torch is loaded; made by `process/hello.py`.

    `build` is what this torch was made for, such as "CUDA 12.6"; `layers` are the names of the layers of confinement
    that every child is under.
    """

    protocol: int
    pid: int
    python: str
    torch: str
    build: str
    devices: List[str]
    layers: List[str]


class Hello(_Hello, total=False):
    """`stamp` distinguishes one installation of torch from another, and from itself after an update.

    `files` are the files and folders that change when this interpreter gets another torch, `compiled` says whether its
    bytecode is on disk. `unsound` is added by the quiz, once it knows what this torch computes wrongly.
    """

    stamp: str
    files: List[str]
    compiled: bool
    unsound: List[str]


def pack(message: Dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def frame(message: Dict[str, Any]) -> bytes:
    """A length-prefixed message."""
    body = pack(message)
    return HEADER.pack(len(body)) + body
