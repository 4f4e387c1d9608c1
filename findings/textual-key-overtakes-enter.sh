#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: of the keys 7, Enter, 3 that arrive together, Enter submits 7 and 3 comes after it.
# What happens: the Input inserts a printable key itself at once, Enter is a binding that waits until the key has
#   bubbled up to the app: Submitted carries 73.
# Why it matters: whoever types fast, or a terminal that sends keys in one packet, has the answer to the next question
#   added to this one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8' 'rich==15.0.0'

"$work/venv/bin/python" - <<'PY'
import asyncio

from textual import events
from textual.app import App
from textual.widgets import Input


class Ask(App):
    submitted = []

    def compose(self):
        yield Input()

    def on_input_submitted(self, event):
        self.submitted.append(event.value)


async def main():
    app = Ask()
    async with app.run_test() as pilot:
        await pilot.pause()
        for key, character in (("7", "7"), ("enter", "\r"), ("3", "3")):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        await pilot.pause()
    print("submitted:", app.submitted)
    assert app.submitted == ["73"], app.submitted


asyncio.run(main())
PY
