"""The sync beside a session: a process of its own, which nobody waits for, and what it has to say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.app.home import Home

AT_END_S = 1.0
"""How long the end of a session waits for words; the sync itself goes on."""
_GOES_ON = "The sync goes on by itself; `quiz sync --status` shows how it ended."
_LOOKED_S = 0.02


class BesideSync:
    """A sync that runs. It outlives the session, unless it is done before."""

    def __init__(self, home: Home) -> None:
        """Raises OSError when no process can be started."""
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is read)
        here = str(Path(__file__).resolve().parents[2])
        paths = [here, *filter(None, [home.environ.get("PYTHONPATH", "")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "quiz", "sync", "--beside", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            env={**home.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # neither Ctrl-C nor the end of the terminal ends it
        )

    def said(self) -> str | None:
        """What the learner should know, "" for nothing; None while it runs."""
        if self._process.poll() is None:
            return None
        if self._output.closed:
            return ""
        with self._output as output:
            output.seek(0)
            written = output.read().decode(errors="replace")
        try:
            return str(json.loads(written)["said"])
        except (ValueError, TypeError, KeyError):  # it could not begin
            return f"Not synced: {written.strip().removeprefix('quiz: ')}" if written.strip() else ""


def sync_beside(home: Home) -> BesideSync | None:
    """Begin a sync with the folder of the settings; None when none is set, or no process can be started."""
    if not home.settings.sync:
        return None
    try:
        return BesideSync(home)
    except OSError:
        return None


def sync_at_end(home: Home) -> str:
    """Begin the sync at the end of a session; what is to be said, as far as it is known soon."""
    running = sync_beside(home)
    if running is None:
        return ""
    until = time.monotonic() + AT_END_S
    while (said := running.said()) is None:
        if time.monotonic() >= until:
            return _GOES_ON
        time.sleep(_LOOKED_S)
    return said
