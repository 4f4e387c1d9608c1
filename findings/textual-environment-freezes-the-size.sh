#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: a TUI on a real terminal asks the terminal how large it is, and follows when it is resized.
# What happens: COLUMNS and LINES win over the terminal, for ever: the app draws 50x20 on 100x30 and stays so when the
#   window grows, although each resize signal arrives.
# Why it matters: shells, editors and test runners export COLUMNS; a learner then sees a quarter of the screen used,
#   or a question cut, and no resizing helps.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8' 'rich==15.0.0'

"$work/venv/bin/python" - <<'PY'
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

APP = """
import sys
from textual.app import App
class Show(App):
    def on_mount(self):
        self.set_timer(20, self.exit)
    def on_resize(self, event):
        print(event.size.width, event.size.height, file=log, flush=True)
log = open(sys.argv[1], "a")
Show().run()
"""


def sizes(extra):
    """The sizes the app was told on a terminal of 100x30 that grows to 120x40."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")} | {"TERM": "xterm-256color"} | extra
    with tempfile.NamedTemporaryFile("r") as log:
        child = subprocess.Popen([sys.executable, "-c", APP, log.name], stdin=side, stdout=side, stderr=side,
                                 env=environment, start_new_session=True)
        seen, asked = [], 0
        end = time.monotonic() + 60
        while time.monotonic() < end and child.poll() is None:
            if select.select([main], [], [], 0.1)[0]:
                os.read(main, 65536)
            seen = log.read().splitlines() and open(log.name).read().splitlines() or seen
            if seen and not asked:
                fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
                asked = len(seen)
                child.send_signal(signal.SIGWINCH)
            elif asked and len(seen) > asked and (extra or "120 40" in seen):
                break
        child.terminate()
        child.wait()
    os.close(side)
    os.close(main)
    return seen


plain = sizes({})
frozen = sizes({"COLUMNS": "50", "LINES": "20"})
print("without:", plain)
print("with COLUMNS=50 LINES=20:", frozen)
assert plain[0] == "100 30" and plain[-1] == "120 40", plain
assert set(frozen) == {"50 20"} and len(frozen) > 1, frozen
PY
