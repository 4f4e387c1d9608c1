"""seccomp: allows a child only the system calls that computing needs.

An allow-list, because it also stops what nobody thought of: new system calls, unusual ways to send a signal. The
filter is assembled here by hand (classic BPF), once in the zygote; only the child's pid is filled in afterwards.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from typing import Dict, List, Sequence, Tuple

from . import kernel
from .syscalls import ALLOWED, ARCHES, CONDITIONAL, NEWEST, OWN_PID

NAME = "seccomp"
STOPS = (
    "starting programs or processes, the network and sockets, signals to others, tracing, and all other kernel doors"
)

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000

# Classic BPF: load a word, jump on it, return. Offsets into struct seccomp_data.
_LD, _JEQ, _JGE, _AND, _JA, _RET = 0x20, 0x15, 0x35, 0x54, 0x05, 0x06
_NR, _ARCH, _ARGS = 0, 4, 16
_X32 = 0x40000000

_Row = Tuple[int, int, int, int]  # code, jump if true, jump if false, operand


def available() -> bool:
    return kernel.MACHINE in ARCHES


class BpfProgram:
    """A complete filter except for the child's pid, which is written into its `own` rows."""

    def __init__(self, code: bytes, own: Sequence[int]) -> None:
        self._code = ctypes.create_string_buffer(code, len(code))
        self._own = [row * 8 + 4 for row in own]
        fprog = struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(self._code))
        self._call = kernel.Prepared(kernel.PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, fprog, 0, 0)

    def apply(self, pid: int) -> None:
        """Enforce the filter in this process, whose pid is given. Raises OSError."""
        for offset in self._own:
            struct.pack_into("=I", self._code, offset, pid)
        self._call()


def prepare(gpu: bool = False) -> BpfProgram:
    """The filter for this machine."""
    return BpfProgram(*assemble(kernel.MACHINE, gpu))


def assemble(machine: str, gpu: bool = False) -> Tuple[bytes, List[int]]:
    """The code for a processor, and the rows whose operand becomes the child's pid.

    With `gpu` a driver may talk to its devices by ioctl.
    """
    rows: List[_Row] = [(_LD, 0, 0, _ARCH), (_JEQ, 1, 0, ARCHES[machine]), (_RET, 0, 0, _KILL), (_LD, 0, 0, _NR)]
    if machine == "x86_64":  # the numbers of x32 are a second set for the same calls
        rows += [(_JGE, 0, 1, _X32), (_RET, 0, 0, _KILL)]
    blocks = _blocks(machine, gpu)
    tree, jumps = _tree(_segments(machine, blocks))
    start = len(rows)
    rows += tree
    begins: Dict[str, int] = {}
    for name, block in blocks.items():
        begins[name] = len(rows)
        rows += block
    for at, name in jumps:
        rows[start + at] = (_JA, 0, 0, begins[name] - (start + at) - 1)
    own = [i for i, row in enumerate(rows) if row[3] == OWN_PID]
    code = b"".join(struct.pack("=HBBI", c, t, f, 0 if k == OWN_PID else k) for c, t, f, k in rows)
    return code, own


def holds() -> bool:
    """Whether the layer is in force: a call that is not listed is refused (unshare(0), which does nothing if
    allowed).
    """
    try:
        kernel.call({"x86_64": 272, "aarch64": 97}[kernel.MACHINE], 0)
    except OSError as error:
        return error.errno == errno.EPERM
    return False


def _blocks(machine: str, gpu: bool) -> Dict[str, List[_Row]]:
    """For each call that depends on its arguments, the rows that decide it."""
    blocks: Dict[str, List[_Row]] = {}
    numbers = _numbers(machine)
    for name, rule in CONDITIONAL.items():
        if name not in numbers or (gpu and name == "ioctl"):
            continue
        rows = []
        for offset, values, mask in rule.tests:
            rows.append((_LD, 0, 0, _ARGS + offset))
            if mask != 0xFFFFFFFF:
                rows.append((_AND, 0, 0, mask))
            rows += [(_JEQ, len(values) - i, 0, value) for i, value in enumerate(values)]
            rows.append((_RET, 0, 0, _ERRNO | rule.errno))
        rows.append((_RET, 0, 0, _ALLOW if rule.tests else _ERRNO | rule.errno))
        blocks[name] = rows
    return blocks


def _segments(machine: str, blocks: Dict[str, List[_Row]]) -> List[Tuple[int, str]]:
    """(first number, action) for each run of numbers with the same action, from 0 on."""
    fate = {number: name if name in blocks else "allow" for name, number in _numbers(machine).items()}
    segments: List[Tuple[int, str]] = []
    for number in range(NEWEST + 2):
        # A call newer than this list fails as missing, so that the C library falls back to an older one.
        now = fate.get(number, "deny" if number <= NEWEST else "absent")
        if not segments or segments[-1][1] != now:
            segments.append((number, now))
    return segments


_FATES = {"allow": _ALLOW, "deny": _ERRNO | errno.EPERM, "absent": _ERRNO | errno.ENOSYS}


def _tree(segments: List[Tuple[int, str]]) -> Tuple[List[_Row], List[Tuple[int, str]]]:
    """A binary search, as rows; and (row, name) for each row that becomes a jump to the block of that name."""
    if len(segments) == 1:
        fate = segments[0][1]
        return ([(_RET, 0, 0, _FATES[fate])], []) if fate in _FATES else ([(_JA, 0, 0, 0)], [(0, fate)])
    middle = len(segments) // 2
    low, low_jumps = _tree(segments[:middle])
    high, high_jumps = _tree(segments[middle:])
    rows: List[_Row] = [(_JGE, len(low), 0, segments[middle][0]), *low, *high]
    jumps = [(at + 1, name) for at, name in low_jumps] + [(at + 1 + len(low), name) for at, name in high_jumps]
    return rows, jumps


def _numbers(machine: str) -> Dict[str, int]:
    column = list(ARCHES).index(machine)
    return {name: number for name, numbers in ALLOWED.items() if (number := numbers[column]) is not None}
