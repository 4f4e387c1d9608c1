"""The fork server: a copy of the zygote after loading, used only for forking.

A page that a process writes while it shares it with a child is copied, and a large page around it becomes 512 small
ones: every later fork copies their table and every child's end frees it. The process that keeps track of children
writes some hundreds of such pages for every question; so the zygote does that, and leaves forking to a copy of
itself that writes next to nothing. The forked processes are the zygote's own children, which it kills and reaps.
"""

from __future__ import annotations

import array
import ctypes
import marshal
import os
import signal
import socket
from typing import Any, Callable, List, Optional

from ..confine import kernel
from . import heap

MAX_PACKET = 4096
_CLONE = {"x86_64": 56, "aarch64": 220}.get(kernel.MACHINE, -1)
_CLONE_PARENT, _CHILD_SETTID, _CHILD_CLEARTID = 0x8000, 0x1000000, 0x200000
_PR_GET_TID_ADDRESS = 40


class Forker:
    """The zygote's end. A forked process calls `become(parameters, fds)` with the arguments of `fork`; it never
    returns.

    Make it when everything that children share is loaded, and again when more was. With `large_pages` it moves its
    memory into such before the first fork. Raises OSError when such a clone
    is not possible: then the zygote forks by itself.
    """

    def __init__(self, become: Callable[[Any, List[int]], None], large_pages: bool) -> None:
        sibling = _Sibling()
        self._end, forker_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        zygote = os.getpid()
        self.pid = ctypes.PyDLL(None).fork()
        if self.pid == 0:
            try:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                die_with_parent()
                if os.getppid() == zygote:
                    (fd,) = kernel.keep_only(forker_end.detach())
                    if large_pages:
                        heap.use_large_pages()
                    _serve(fd, sibling, become)
            finally:
                os._exit(70)
        forker_end.close()

    def fork(self, parameters: Any, fds: List[int]) -> int:
        """Fork a child of the zygote and give it `parameters` (anything `marshal` can write) and copies of `fds`.

        Returns its pid; 0 when the fork server has ended or could not fork.
        """
        try:
            ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))]
            self._end.sendmsg([marshal.dumps(parameters)], ancillary)
            answer = self._end.recv(16)
        except OSError:
            return 0
        return max(int(answer), 0) if answer else 0

    def close(self) -> None:
        """End it; the zygote reaps it like its other children."""
        self._end.close()


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None).prctl  # made once, and not in every child


def _serve(fd: int, sibling: Callable[[], int], become: Callable[[Any, List[int]], None]) -> None:
    """Fork for every packet, until the zygote closes its end."""
    end = socket.socket(fileno=fd)
    receive, send, close, unpack = end.recvmsg, end.send, os.close, memoryview
    room = socket.CMSG_SPACE(4 * 4)
    while True:
        data, ancillary, _, _ = receive(MAX_PACKET, room)
        if not data:
            os._exit(0)
        pid = sibling()
        fds = unpack(ancillary[0][2]).cast("i")
        if pid == 0:
            become(marshal.loads(data), list(fds))
        for each in fds:
            close(each)
        send(b"%d" % pid)


class _Sibling:
    """fork(2), except for the parent of the new process, which is the caller's parent.

    The C library's fork also updates the thread number in the new process, which raising a signal depends on; so
    does this. Everything else that it, and Python's fork, do afterwards is for processes with several threads.
    """

    def __init__(self) -> None:
        """Raises OSError when it is not possible."""
        where = ctypes.c_void_p()
        kernel.prctl(_PR_GET_TID_ADDRESS, ctypes.addressof(where))
        # Another C library may keep something else there.
        if not where.value or ctypes.c_int.from_address(where.value).value != os.getpid():
            raise OSError("the C library keeps no thread number")
        flags = _CLONE_PARENT | _CHILD_SETTID | _CHILD_CLEARTID | int(signal.SIGCHLD)
        # The last two are in the other order elsewhere; one is 0, and ignored without its flag.
        tail = (where.value, 0) if kernel.MACHINE == "x86_64" else (0, where.value)
        words = (_CLONE, flags, 0, 0, *tail)
        # PyDLL: the interpreter's lock is not released, so that nothing of it must be repaired in the new process.
        self._call = ctypes.PyDLL(None)["syscall"]
        self._words = [ctypes.c_long(word) for word in words]

    def __call__(self) -> int:
        """0 in the new process, its pid in the old; negative when there is none."""
        return int(self._call(*self._words))


def made(become: Callable[[Any, List[int]], None], large_pages: bool) -> Optional[Forker]:
    """A fork server, if one is possible."""
    try:
        return Forker(become, large_pages)
    except OSError:
        return None
