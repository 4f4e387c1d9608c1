"""Engines that wait: being served by one, asking how it is, and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from quiz.engine.fork.kept_folder import folder_path, name_of, names, open_folder
from quiz.engine.keeping import Keeping
from quiz.engine.launch import Launched
from quiz.worker.wire import SOCKET, pack

ANSWER_S = 10.0
"""How long a kept engine may take to say something: it may be loading what some cards need."""
MAX_PACKET = 1 << 16


class Connected:
    """A zygote that a kept engine has forked for this quiz. It ends when this end of the connection is closed."""

    def __init__(self, python: str, control: socket.socket) -> None:
        self.python = python
        self.control = control
        self.pid = 0

    def complaint(self) -> str:
        return "the kept engine has ended"

    def settle(self) -> None:
        """All that it has written is here."""

    def close(self) -> None:
        self.control.close()


def connected(python: str, hash_seed: int, ahead: bool) -> Connected | None:
    """The kept engine of this interpreter and hash seed, asked to serve; None where none waits."""
    with contextlib.suppress(OSError):
        name = name_of(python, hash_seed)
        folder = open_folder(folder_path(), make=False) if name else -1
        if folder >= 0:
            try:
                return Connected(python, _entered(folder, name, {"do": "serve", "ahead": ahead}))
            finally:
                os.close(folder)
    return None


def launched(python: str, hash_seed: int, ahead: bool, keep: Keeping) -> Launched:
    """A zygote of this quiz's own; where one is to be kept, a copy of it waits for the next.

    Raises EngineError when it cannot be started.
    """
    place = None
    if keep.seconds and (name := name_of(python, hash_seed)):
        with contextlib.suppress(OSError):  # no private folder: none is kept
            place = (open_folder(folder_path(), make=True), name, keep.seconds)
    try:
        return Launched(python, hash_seed=hash_seed, ahead=ahead, place=place)
    finally:
        if place is not None:
            os.close(place[0])


def kept_engines(environ: Mapping[str, str] = os.environ) -> Iterator[dict[str, Any]]:
    """What each engine that waits says of itself. Raises PermissionError when their folder is not private."""
    yield from _answers("status", environ)


def stop_engines(environ: Mapping[str, str] = os.environ) -> int:
    """End all engines that wait, and those that serve; how many. Raises PermissionError."""
    return sum(1 for _ in _answers("stop", environ))


def _answers(ask: str, environ: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    if sys.platform != "linux":
        return
    try:
        folder = open_folder(folder_path(environ), make=False)
    except PermissionError:
        raise
    except OSError:
        return
    try:
        for name in names(folder):
            with contextlib.suppress(OSError, ValueError), _entered(folder, name, {"do": ask}) as connection:
                connection.settimeout(ANSWER_S)
                answer = json.loads(connection.recv(MAX_PACKET))
                if ask == "stop":
                    connection.recv(1)  # nothing: its end
                yield answer
    finally:
        os.close(folder)


def _entered(folder: int, name: str, first: dict[str, Any]) -> socket.socket:
    """A connection to the engine of this name, with its first packet sent. Raises OSError where there is none."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        connection.setblocking(False)
        connection.connect(f"/proc/self/fd/{folder}/{name}{SOCKET}")
        _, user, _ = struct.unpack("=iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        if user != os.geteuid():
            raise PermissionError("another user's socket")
        connection.send(pack(first))
    except OSError:
        connection.close()
        raise
    return connection
