"""The table of system calls that a child may make, with their numbers, and the rules for their arguments.

Everything else fails: exec, fork, sockets, ptrace, process_vm_*, pidfd_*, io_uring, bpf, perf, userfaultfd, unshare,
mount, keyctl, memfd_create, System V memory, setpriority, setrlimit, chmod, chown, utimes, link, symlink, mknod, ...
The last six too, since Landlock does not cover modes, owners and times, and older versions not truncation.
"""

from __future__ import annotations

import errno
import os
from typing import Dict, NamedTuple, Optional, Sequence, Tuple

ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH of each processor, in the order of the numbers below."""
NEWEST = 467
"""The last number assigned when this list was made."""

_TABLE = """
read 0 63 | write 1 64 | pread64 17 67 | pwrite64 18 68 | readv 19 65 | writev 20 66 | preadv 295 69 | pwritev 296 70
preadv2 327 286 | pwritev2 328 287 | open 2 - | openat 257 56 | close 3 57 | close_range 436 436 | lseek 8 62
stat 4 - | lstat 6 - | fstat 5 80 | newfstatat 262 79 | statx 332 291 | statfs 137 43 | fstatfs 138 44
access 21 - | faccessat 269 48 | faccessat2 439 439 | readlink 89 - | readlinkat 267 78
getdents 78 - | getdents64 217 61 | getcwd 79 17 | chdir 80 49 | fchdir 81 50
mkdir 83 - | mkdirat 258 34 | rmdir 84 - | unlink 87 - | unlinkat 263 35
rename 82 - | renameat 264 38 | renameat2 316 276 | ftruncate 77 46 | fallocate 285 47 | fsync 74 82 | fdatasync 75 83
dup 32 23 | dup2 33 - | dup3 292 24 | pipe 22 - | pipe2 293 59 | fcntl 72 25 | ioctl 16 29 | flock 73 32
poll 7 - | ppoll 271 73 | select 23 - | pselect6 270 72 | epoll_create 213 - | epoll_create1 291 20
epoll_ctl 233 21 | epoll_wait 232 - | epoll_pwait 281 22 | epoll_pwait2 441 441 | eventfd 284 - | eventfd2 290 19
sendfile 40 71 | copy_file_range 326 285 | umask 95 166 | fadvise64 221 223 | readahead 187 213

mmap 9 222 | munmap 11 215 | mprotect 10 226 | mremap 25 216 | madvise 28 233 | brk 12 214 | mincore 27 232
msync 26 227 | membarrier 324 283 | mlock 149 228 | munlock 150 229 | mbind 237 235 | get_mempolicy 239 236
set_mempolicy 238 237

clone 56 220 | clone3 435 435 | futex 202 98 | set_robust_list 273 99 | set_tid_address 218 96 | rseq 334 293
gettid 186 178 | arch_prctl 158 - | map_shadow_stack 453 453 | prctl 157 167 | getcpu 309 168
sched_yield 24 124 | sched_getaffinity 204 123 | sched_setaffinity 203 122 | sched_getparam 143 121
sched_getscheduler 145 120 | sched_get_priority_max 146 125 | sched_get_priority_min 147 126
exit 60 93 | exit_group 231 94 | restart_syscall 219 128 | wait4 61 260 | waitid 247 95

rt_sigaction 13 134 | rt_sigprocmask 14 135 | rt_sigreturn 15 139 | rt_sigpending 127 136 | rt_sigtimedwait 128 137
rt_sigsuspend 130 133 | sigaltstack 131 132 | pause 34 - | alarm 37 - | setitimer 38 103 | getitimer 36 102
kill 62 129 | tgkill 234 131

clock_gettime 228 113 | clock_getres 229 114 | clock_nanosleep 230 115 | nanosleep 35 101 | gettimeofday 96 169
time 201 - | times 100 153

getpid 39 172 | getppid 110 173 | getuid 102 174 | geteuid 107 175 | getgid 104 176 | getegid 108 177
getresuid 118 148 | getresgid 120 150 | getpgrp 111 - | getpgid 121 155 | getsid 124 156 | getgroups 115 158
uname 63 160 | sysinfo 99 179 | getrusage 98 165 | getrlimit 97 163 | prlimit64 302 261 | getpriority 140 141
getrandom 318 278
"""


def _read(table: str) -> Dict[str, Tuple[Optional[int], Optional[int]]]:
    rows = (row.split() for row in table.replace("|", "\n").splitlines())
    return {row[0]: (int(row[1]), None if row[2] == "-" else int(row[2])) for row in rows if row}


ALLOWED = _read(_TABLE)
"""name -> its number on x86_64 and on aarch64, which has no second name for the same call."""

OWN_PID = -1
"""In a rule: the pid of the child itself."""


class Test(NamedTuple):
    """The 32 bits at `offset` of the arguments, masked, are one of `values`."""

    offset: int
    values: Sequence[int]
    mask: int = 0xFFFFFFFF


class SyscallRule(NamedTuple):
    """Allowed when every test is true; otherwise, and always without tests, it fails with `errno`."""

    tests: Sequence[Test]
    errno: int = errno.EPERM


def _low(argument: int) -> int:
    """The offset of the lower half of an argument, the only half that counts when the kernel reads an int."""
    return 8 * argument


def _high(argument: int) -> int:
    return 8 * argument + 4


# The flags of pthread_create; CLONE_DETACHED, which musl adds, has no effect.
_THREAD = Test(_low(0), (0x3D0F00,), mask=0xFFFFFFFF & ~0x400000)
# Opening for reading with O_TRUNC empties the file, and Landlock allowed that as reading before Linux 6.2.
_OPENINGS = (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC, os.O_RDWR | os.O_TRUNC)
_OPEN_MASK = 3 | os.O_TRUNC
# Not F_SETOWN, F_SETSIG (a signal for anyone when a pipe is written), leases, seals, larger pipes.
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)
# TCGETS, TCGETS2 (isatty), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX; not FIOSETOWN, not TIOCSTI.
_IOCTL = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA
_PRCTL = (3, 15, 16, 21, 23, 39, 0x53564D41)

CONDITIONAL = {
    "clone": SyscallRule([_THREAD]),
    # Its flags are in memory, which a filter cannot read: without it the C library uses clone.
    "clone3": SyscallRule([], errno.ENOSYS),
    "open": SyscallRule([Test(_low(1), _OPENINGS, _OPEN_MASK)], errno.EACCES),
    "openat": SyscallRule([Test(_low(2), _OPENINGS, _OPEN_MASK)], errno.EACCES),
    "fcntl": SyscallRule([Test(_low(1), _FCNTL)]),
    "ioctl": SyscallRule([Test(_low(1), _IOCTL)]),
    "prctl": SyscallRule([Test(_low(0), _PRCTL)]),
    "kill": SyscallRule([Test(_low(0), (OWN_PID,))]),
    "tgkill": SyscallRule([Test(_low(0), (OWN_PID,))]),
    "sched_setaffinity": SyscallRule([Test(_low(0), (0,))]),
    # Reading one's own limits, by a null pointer for the new ones.
    "prlimit64": SyscallRule([Test(_low(0), (0, OWN_PID)), Test(_low(2), (0,)), Test(_high(2), (0,))]),
}
