"""The socket of a keeper, in a private folder, which only one keeper has and only its user may enter."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
import struct
from typing import Optional, Tuple

from ..wire import SOCKET

LOCK = ".lock"
WAITING = 16
"""The most connections that wait to be accepted."""


class KeeperSocket:
    """The socket `name` in a folder, given as a descriptor, of which whoever opened it has seen that it is private."""

    def __init__(self, folder: int, name: str) -> None:
        self._folder = folder
        self._socket, self._lock_file = name + SOCKET, name + LOCK
        self._lock = -1
        self._listener: Optional[socket.socket] = None
        self._own = (0, 0)

    def open(self) -> bool:
        """Listen, unless another process does. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._lock = os.open(self._lock_file, flags, 0o600, dir_fd=self._folder)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._socket, dir_fd=self._folder)  # of one that was killed: it has let the lock go
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.setblocking(False)
        # By way of the descriptor: a path may be longer than the address of a socket.
        listener.bind("/proc/self/fd/{}/{}".format(self._folder, self._socket))
        os.chmod(self._socket, 0o600, dir_fd=self._folder)
        self._own = self._found()
        listener.listen(WAITING)
        self._listener = listener
        return True

    @property
    def fd(self) -> int:
        """The descriptor that is readable when somebody wants to enter; -1 when it is shut."""
        return -1 if self._listener is None else self._listener.fileno()

    def stands(self) -> bool:
        """Whether whoever looks for it still finds it."""
        return self._listener is not None and self._found() == self._own

    def accept(self) -> Optional[socket.socket]:
        """The next connection, if it is of this user."""
        if self._listener is None:
            return None
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return None
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        _, user, _ = struct.unpack("=iII", credentials)
        if user != os.geteuid():
            connection.close()
            return None
        connection.setblocking(False)
        return connection

    def shut(self) -> None:
        """Let nobody in any more, and another keeper take the place."""
        if self._listener is None:
            return
        with contextlib.suppress(OSError):
            if self._found() == self._own:
                os.unlink(self._socket, dir_fd=self._folder)
                os.unlink(self._lock_file, dir_fd=self._folder)
        self.forget()

    def forget(self) -> None:
        """Close what belongs to it in this process."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for fd in (self._lock, self._folder):
            if fd >= 0:
                os.close(fd)
        self._lock = self._folder = -1

    def _found(self) -> Tuple[int, int]:
        """The socket at its place, as device and number; zeros for none."""
        try:
            state = os.stat(self._socket, dir_fd=self._folder, follow_symlinks=False)
        except OSError:
            return (0, 0)
        return (state.st_dev, state.st_ino) if stat.S_ISSOCK(state.st_mode) else (0, 0)
