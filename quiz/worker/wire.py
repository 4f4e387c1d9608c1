"""The messages between the quiz and the worker: their one definition.

Two roads. The control road is a SOCK_SEQPACKET pair, one JSON object a packet, between the quiz and the zygote. The
child road is three pipes made by the quiz for each child: the job in (JSON, read to its end), one result frame out (u32
little-endian length, then JSON), and the log out (whatever the child prints, as bytes).
"""

from __future__ import annotations

import json
import struct
from typing import Any, Dict, List, Optional, TypedDict

PROTOCOL = 1

MAX_FRAME = 1 << 20
"""Bytes of a result, and of a log, past which the child is killed."""
MAX_CELLS = 4096
"""Cells of a tensor that are carried; its shape and dtype always are."""
MAX_SHOWN = 4000
"""Characters of a value as torch prints it."""
MAX_PRINTED = 1 << 16
"""Characters that one task printed which are kept."""
HEADER = struct.Struct("<I")


class Task(TypedDict):
    """Code to run after the setup, in a namespace of its own; its outcome is the value of its last line."""

    name: str
    code: str


class Job(TypedDict):
    """What one child is to do: draw, fill the drawn values into the tasks, run them one after the other.

    `draw` holds [name, expression] pairs in order. Attempt k draws from a generator seeded by H(seed, k); attempts run
    from `first` on until `require` holds, up to number `attempts` - 1.
    """

    setup: str
    seed: int
    first: int
    attempts: int
    draw: List[List[str]]
    require: str
    tasks: List[Task]


class Fault(TypedDict):
    """The card could not be posed: `stage` is setup, draw, require or result; `name` is that of the draw."""

    stage: str
    name: str
    message: str


class Result(TypedDict):
    """What a child sends: the attempt that stood, the drawn literals by name, an outcome a task. Or a fault.

    An outcome is `{"value": ..., "shown": str, "printed": str}`; the value is written by `capture.py` and read by
    `quiz/answer/value.py`.
    """

    attempt: int
    values: Dict[str, str]
    outcomes: List[Dict[str, Any]]
    fault: Optional[Fault]


class Hello(TypedDict):
    """The zygote's first packet once torch is loaded."""

    protocol: int
    pid: int
    python: str
    torch: str
    devices: List[str]
    layers: List[str]


def pack(message: Dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def frame(message: Dict[str, Any]) -> bytes:
    """A length-prefixed message. Raises ValueError when it is over MAX_FRAME bytes."""
    body = pack(message)
    if len(body) > MAX_FRAME:
        raise ValueError("the result is larger than 1 MiB")
    return HEADER.pack(len(body)) + body
