"""Showing a notification: by the desktop, else by the terminals of this user (OSC 9 and the bell)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from quiz.errors import QuizError
from quiz.remind.timer import do, has
from quiz.text.terminal import line

_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"
_LONGEST = 200
_TERMINALS = Path("/dev/pts")
_FIX = "Install notify-send (package libnotify-bin or libnotify), or keep a terminal open."


def notify(title: str, text: str, environ: Mapping[str, str], terminals: Path = _TERMINALS) -> str:
    """Show a notification: by what, in words. Raises QuizError where nothing can show it."""
    shown = line(text, _LONGEST)
    failed = []
    ways = {
        "notify-send": ["notify-send", "--app-name=quiz", title, shown],
        "osascript": ["osascript", "-e", _SCRIPT, title, shown],
    }
    for name, command in ways.items():
        if has(name, environ):
            try:
                do(command, _of_the_desktop(environ))
            except QuizError as error:
                failed.append(error.what)
            else:
                return name
    if sum(_ring(path, f"{title}: {shown}", environ) for path in _open_terminals(terminals)):
        return "the terminal"
    raise QuizError("; ".join(failed) or "this system has nothing that shows a notification", fix=_FIX)


def _of_the_desktop(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables by which a program of cron finds the desktop."""
    found = dict(environ)
    if "DBUS_SESSION_BUS_ADDRESS" not in found and hasattr(os, "getuid"):
        bus = Path(found.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
        if bus.exists():
            found["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    return found


def _open_terminals(folder: Path) -> Iterator[Path]:
    """The terminal of this process; where it has none, as started by a timer, those of the user that take messages."""
    if sys.stdout is not None and sys.stdout.isatty():
        yield Path(os.ttyname(sys.stdout.fileno()))
        return
    if not hasattr(os, "getuid") or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        with suppress(OSError):
            stat = path.stat()
            if stat.st_uid == os.getuid() and stat.st_mode & 0o020:  # as `mesg y` sets it
                yield path


def _ring(path: Path, text: str, environ: Mapping[str, str]) -> bool:
    """Whether a terminal took the notification; it is never waited for."""
    said = f"\x1b]9;{text}\x07"
    if environ.get("TMUX") and sys.stdout is not None and sys.stdout.isatty():
        said = "\x1bPtmux;" + said.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        os.write(handle, f"{said}\x07".encode("utf-8", "replace"))
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
