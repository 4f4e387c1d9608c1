#!/usr/bin/env bash
# Packages: textual 8.2.8
# One would guess: ctrl+c, which Textual's App binds to a message on how to quit, answers on every screen.
# What happens: on a ModalScreen it does nothing: of the app's bindings only those with priority reach a modal screen,
#   and that of ctrl+c has none. A `key_ctrl_c` method of the modal screen does get the key.
# Why it matters: in every dialogue the key that people press first in need is dead, without a word.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8'

"$work/venv/bin/python" - <<'PY'
import asyncio

from textual.app import App
from textual.screen import ModalScreen


class Dialogue(ModalScreen):
    pass


class Answering(ModalScreen):
    def key_ctrl_c(self):
        self.app.calls.append("the dialogue's own method")


class Counting(App):
    def __init__(self):
        super().__init__()
        self.calls = []

    def action_help_quit(self):
        self.calls.append("the app's action")


async def main():
    app = Counting()
    async with app.run_test() as pilot:
        seen = {}
        for name, screen in (("plain screen", None), ("modal screen", Dialogue()), ("with a method", Answering())):
            if screen is not None:
                await app.push_screen(screen)
            app.calls.clear()
            await pilot.press("ctrl+c")
            await pilot.pause()
            seen[name] = list(app.calls)
            print(f"{name}: {seen[name]}")
        assert seen["plain screen"] == ["the app's action"]
        assert seen["modal screen"] == []
        assert seen["with a method"] == ["the dialogue's own method"]


asyncio.run(main())
PY
