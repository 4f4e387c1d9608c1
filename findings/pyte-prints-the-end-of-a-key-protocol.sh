#!/usr/bin/env bash
# Packages: pyte 0.8.2, textual 8.2.8
# One would guess: a terminal emulator drops a control sequence it does not know.
# What happens: CSI < u, by which a program ends the extended keyboard protocol, leaves a u on the screen; CSI > 4 ; 1
#   m, which asks for another form of keys, turns on underline and bold; CSI 4 : 3 m prints 3m. CSI > 1 u and private
#   modes are dropped.
# Why it matters: tests of a TUI read the screen from pyte: Textual writes the first sequence on exit, so a stray
#   letter comes after the last frame.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'pyte==0.8.2' 'textual==8.2.8'

"$work/venv/bin/python" - <<'PY'
import inspect

import pyte
from textual.drivers import linux_driver

assert "[<u" in inspect.getsource(linux_driver)


def draw(sequence):
    screen = pyte.Screen(20, 1)
    pyte.Stream(screen).feed("A" + sequence + "B")
    text = screen.display[0].rstrip()
    last = screen.buffer[0][len(text) - 1]
    print(repr(sequence), "->", text, "underscore" if last.underscore else "", "bold" if last.bold else "")
    return text, last.underscore, last.bold


assert draw("\x1b[>1u") == ("AB", False, False)
assert draw("\x1b[?2026h") == ("AB", False, False)
assert draw("\x1b[<u") == ("AuB", False, False)
assert draw("\x1b[>4;1m") == ("AB", True, True)
assert draw("\x1b[4:3m")[0] == "A3mB"
PY
