"""The seccomp program, run by an interpreter of its own: on both processors, for every number and every argument."""

from __future__ import annotations

import errno
import itertools
import os
import struct

import pytest

from quiz.worker.confine import seccomp, syscalls
from quiz.worker.confine.syscalls import ALLOWED, ARCHES, CONDITIONAL, NEWEST, OWN_PID

ALLOW, KILL = 0x7FFF0000, 0x80000000
PID = 4711
MACHINES = list(ARCHES)


def run(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter says of a system call: classic BPF, as the kernel's seccomp runs it."""
    code, own = _ASSEMBLED[machine]
    data = struct.pack(
        "=iIQ6Q", number, ARCHES[machine] if arch is None else arch, 0, *arguments, *[0] * (6 - len(arguments))
    )
    at = accumulator = 0
    while True:
        kind, true, false, operand = struct.unpack_from("=HBBI", code, at * 8)
        operand = PID if at in own else operand
        at += 1
        if kind == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, operand)
        elif kind == 0x54:
            accumulator &= operand
        elif kind == 0x05:
            at += operand
        elif kind == 0x15:
            at += true if accumulator == operand else false
        elif kind == 0x35:
            at += true if accumulator >= operand else false
        else:
            assert kind == 0x06
            return operand


_ASSEMBLED = {machine: seccomp.assemble(machine) for machine in MACHINES}


def refused(said: int, number: int = errno.EPERM) -> bool:
    return said == 0x00050000 | number


def number_of(machine: str, name: str) -> int | None:
    return ALLOWED[name][MACHINES.index(machine)]


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_calls_of_the_list_are_allowed(machine: str) -> None:
    """Every other number is refused with EPERM; those not yet given out, and none but those, look absent."""
    plain = {number_of(machine, name) for name in ALLOWED if name not in CONDITIONAL}
    depends = {number_of(machine, name) for name in CONDITIONAL}
    for number in range(1000):
        said = run(machine, number)
        if number in plain:
            assert said == ALLOW, number
        elif number > NEWEST:
            assert refused(said, errno.ENOSYS), number
        elif number not in depends:
            assert refused(said), number
    assert refused(run(machine, 2**30 - 1), errno.ENOSYS)


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_is_death(machine: str) -> None:
    """Numbers mean other calls there: 32-bit calls on a 64-bit kernel, and x32."""
    for arch in (0, 0x40000003, *(number for name, number in ARCHES.items() if name != machine)):
        assert run(machine, 0, arch=arch) == KILL
    assert machine != "x86_64" or run(machine, 0x40000000 | 1) == KILL


CASES = [
    ("clone", (0x3D0F00,), True),
    ("clone", (0x7D0F00,), True),
    ("clone", (17,), False),
    ("clone", (0x3D0F00 | 0x10000000,), False),
    ("clone", (0x100 | 0x4000 | 17,), False),
    ("clone", (0x10000,), False),
    ("kill", (PID, 9), True),
    ("kill", (PID + 1, 9), False),
    ("kill", (0, 9), False),
    ("kill", (2**32 - 1, 9), False),
    ("kill", (2**32 - PID, 9), False),
    ("tgkill", (PID, 1, 9), True),
    ("tgkill", (1, PID, 9), False),
    ("fcntl", (5, 4), True),
    ("fcntl", (5, 8), False),
    ("fcntl", (5, 10), False),
    ("fcntl", (5, 15), False),
    ("fcntl", (5, (1 << 32) | 8), False),
    ("fcntl", (5, 1024), False),
    ("fcntl", (5, 1031), False),
    ("ioctl", (1, 0x5401), True),
    ("ioctl", (1, 0x5412), False),
    ("ioctl", (1, 0x8901), False),
    ("prctl", (15,), True),
    ("prctl", (1,), False),
    ("prctl", (4,), False),
    ("prctl", (22,), False),
    ("prlimit64", (0, 7, 0), True),
    ("prlimit64", (PID, 7, 0), True),
    ("prlimit64", (PID + 1, 7, 0), False),
    ("prlimit64", (0, 7, 0x1000), False),
    ("prlimit64", (0, 7, 1 << 32), False),
    ("sched_setaffinity", (0,), True),
    ("sched_setaffinity", (1,), False),
    ("openat", (0, 0, os.O_RDONLY | os.O_CLOEXEC), True),
    ("openat", (0, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), True),
    ("openat", (0, 0, os.O_RDWR | os.O_TMPFILE), True),
    ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC), False),
    ("openat", (0, 0, 3), False),
    ("open", (0, os.O_RDONLY | os.O_TRUNC), False),
    ("open", (0, os.O_RDONLY), True),
    ("clone3", (), False),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "arguments", "allowed"), CASES)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], allowed: bool) -> None:
    """Threads but no processes, signals to itself, plain files, its own limits only to be read."""
    number = number_of(machine, name)
    if number is None:
        pytest.skip(f"{machine} has no {name}")
    said = run(machine, number, *arguments)
    assert said == ALLOW if allowed else refused(said, CONDITIONAL[name].errno)


def test_no_number_is_listed_twice() -> None:
    """A slip in the table would let one call pass for another."""
    for column in range(len(MACHINES)):
        numbers = [row[column] for row in ALLOWED.values() if row[column] is not None]
        assert len(numbers) == len(set(numbers))
        assert max(numbers) <= NEWEST
    assert set(CONDITIONAL) <= set(ALLOWED)
    values = itertools.chain.from_iterable(test.values for rule in CONDITIONAL.values() for test in rule.tests)
    assert all(value == OWN_PID or 0 <= value < 2**32 for value in values)


def test_the_numbers_are_those_of_this_machine() -> None:
    """The C library's own header, where there is one, agrees with the table."""
    machine = os.uname().machine
    places = [f"/usr/include/{machine}-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"]
    header = next((path for path in places if os.path.exists(path)), None)  # noqa: PTH110
    if machine not in ARCHES or header is None:
        pytest.skip("no header of system call numbers here")
    with open(header) as file:  # noqa: PTH123
        rows = [line.split() for line in file if line.startswith("#define __NR_")]
    known = {row[1].removeprefix("__NR_"): int(row[2]) for row in rows if len(row) == 3 and row[2].isdigit()}
    ours = {name: number for name in ALLOWED if (number := number_of(machine, name)) is not None}
    assert {name: number for name, number in ours.items() if known.get(name, number) != number} == {}
    assert len(known.keys() & ours.keys()) > 100
    assert syscalls.NEWEST >= 450
