"""The private folder in which kept engines wait, and the name of each there."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from quiz.engine.installation import launch_stamp, located
from quiz.engine.strategy import Strategy
from quiz.worker.wire import SOCKET

_OUTER = ("mnt", "pid", "user", "net", "ipc", "uts")
"""The namespaces in which an engine has to be, to be that of this process."""
_ANYWHERE = ("PATH", "VIRTUAL_ENV")
"""What differs between a shell, an editor and a hook, and means nothing to an interpreter that is named by its path."""


def folder_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder: that of this user's running programs, else one of this user among the temporary files."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/"):
        return Path(runtime) / "quiz"
    import tempfile  # seldom needed, and it loads as much as all of this room

    return Path(tempfile.gettempdir()) / f"quiz-of-{os.geteuid()}"


def open_folder(path: Path, *, make: bool) -> int:
    """A descriptor of the folder, which is made if need be.

    Raises OSError: PermissionError where it is another user's, or open to others.
    """
    if make:
        path.mkdir(mode=0o700, exist_ok=True)
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    state = os.fstat(folder)
    if state.st_uid != os.geteuid() or state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        os.close(folder)
        raise PermissionError(f"{path} is not for its owner alone")
    return folder


def names(folder: int) -> list[str]:
    """The names of the engines that wait there, or did."""
    return sorted(name.removesuffix(SOCKET) for name in os.listdir(folder) if name.endswith(SOCKET))


def name_of(python: str, hash_seed: int, environ: Mapping[str, str] = os.environ) -> str:
    """The name of the engine that this process would start now; "" where that cannot be known without starting it."""
    try:
        with Path(located(python)).open("rb") as file:
            if file.read(2) == b"#!":  # what a script starts may change while the script does not
                return ""
    except (OSError, ValueError):
        return ""
    same = {name: value for name, value in environ.items() if name not in _ANYWHERE}
    about = (launch_stamp(python, Strategy.FORK, same), hash_seed, _around())
    return hashlib.sha256(repr(about).encode()).hexdigest()[:32]


def _around() -> tuple[object, ...]:
    """The namespaces and limits of this process, which are those of all that it starts."""
    if sys.platform != "linux":
        return ()
    import resource

    kinds = sorted(name for name in vars(resource) if name.startswith("RLIMIT_"))
    limits = [(name, resource.getrlimit(getattr(resource, name))) for name in kinds]
    return ([str(Path(f"/proc/self/ns/{name}").readlink()) for name in _OUTER], limits)
