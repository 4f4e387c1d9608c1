#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: pasting more than max_length into an Input fills it, as typing the same text does; of several lines
#   all come, or the Input refuses.
# What happens: a paste that does not fit is dropped whole without a sound, while the typed text is cut; of several
#   lines only the first is taken; and a program may assign what no user could type.
# Why it matters: learners paste their answers: the field stays empty, or a function arrives as its first line, and
#   nothing says why.
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
    def compose(self):
        yield Input(max_length=5, id="short")
        yield Input(id="long")


async def main():
    app = Ask()
    async with app.run_test() as pilot:
        short, long = app.query_one("#short"), app.query_one("#long")
        short.focus()
        await pilot.pause()
        await pilot.press(*"1234567")
        typed = short.value
        short.value = ""
        short.post_message(events.Paste("1234567"))
        await pilot.pause()
        pasted = short.value
        short.value = "1234567"
        long.post_message(events.Paste("def f(x):\n    return x"))
        await pilot.pause()
        print("typed:", repr(typed), "pasted:", repr(pasted), "assigned:", repr(short.value), "lines:", repr(long.value))
        assert typed == "12345"
        assert pasted == ""
        assert short.value == "1234567"
        assert long.value == "def f(x):"


asyncio.run(main())
PY
