"""Landlock: limits the files a child may read and write; no TCP, no abstract sockets, no signals.

The folders that all may read are opened once, in the zygote. A child's rules are made there too, before it is
forked, so that the child has only one call to make.
"""

from __future__ import annotations

import os
import stat
import struct
from typing import List, Sequence

from . import kernel
from .readable import GPU_READ, Readable, gpus

NAME = "landlock"
STOPS = "reading files other than Python's, torch's, numpy's and einops' own, and writing any outside a private folder"

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_QUIET = 1  # refusals of card code should not fill the audit log

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = (1 << bit for bit in range(6))
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_READ = _READ_FILE | _READ_DIR
_OWN = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE


def abi() -> int:
    """The kernel's version of Landlock; 0 for none."""
    if not kernel.MACHINE:
        return 0
    try:
        return kernel.call(_CREATE, 0, 0, _VERSION)
    except OSError:
        return 0


class LandlockRuleset:
    """The files that every child may read, as open descriptors. Used in the zygote."""

    def __init__(self, readable: Readable, version: int) -> None:
        self.abi = version
        self.handled = (1 << (13, 14, 15, 15, 16)[min(self.abi, 5) - 1]) - 1
        grounds = [
            *self._opened(readable.whole, _READ),
            *self._opened(readable.listed, _READ_DIR),
            *self._opened(readable.sinks, _READ | _WRITE_FILE),
        ]
        gpu = [*self._opened(GPU_READ, _READ), *self._opened(gpus(), _READ | _WRITE_FILE | _IOCTL_DEV)]
        self._grounds, self._gpu = kernel.Repeated(_ADD, grounds), kernel.Repeated(_ADD, gpu)

    def ruleset(self, folder: str, gpu: bool = False) -> int:
        """A new ruleset that also allows writing in `folder` ("" for none): its descriptor. Raises OSError.

        With `gpu` it allows using the GPUs too.
        """
        net = 0b11 if self.abi >= 4 else 0  # bind and connect of TCP
        scoped = 0b11 if self.abi >= 6 else 0  # abstract unix sockets, signals
        attributes = struct.pack("=QQQ", self.handled, net, scoped)
        size = 8 if self.abi < 4 else 16 if self.abi < 6 else 24
        ruleset = kernel.call(_CREATE, attributes, size, 0)
        try:
            self._grounds(ruleset, _PATH_BENEATH)
            if gpu:
                self._gpu(ruleset, _PATH_BENEATH)
            if folder:
                own = os.open(folder, os.O_PATH | os.O_DIRECTORY)
                try:
                    kernel.call(_ADD, ruleset, _PATH_BENEATH, self._rule(own, _OWN), 0)
                finally:
                    os.close(own)
        except OSError:
            os.close(ruleset)
            raise
        return ruleset

    def _opened(self, paths: Sequence[str], rights: int) -> List[bytes]:
        rules = []
        for path in paths:
            try:
                fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except (FileNotFoundError, PermissionError, NotADirectoryError):
                continue  # a missing or forbidden file cannot be read in any case
            of_files = 0 if stat.S_ISDIR(os.fstat(fd).st_mode) else ~_OF_FILES
            rules.append(self._rule(fd, rights & ~of_files))
        return rules

    def _rule(self, fd: int, rights: int) -> bytes:
        return struct.pack("=Qi", rights & self.handled, fd)


def prepare(version: int) -> kernel.Prepared:
    """The call that enforces a ruleset; its first argument is the ruleset."""
    return kernel.Prepared(_RESTRICT, -1, _QUIET if version >= 7 else 0)


def apply(restrict: kernel.Prepared, ruleset: int) -> None:
    """Enforce a ruleset in this process and close it. Needs no_new_privs. Raises OSError."""
    restrict.of(ruleset)
    os.close(ruleset)


def holds() -> bool:
    """Whether the layer is in force: the root folder can no longer be listed."""
    try:
        os.listdir("/")
    except PermissionError:
        return True
    return False
