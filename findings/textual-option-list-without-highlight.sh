#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: an OptionList with the focus has a highlighted option, however it came by its options; Enter
#   chooses it.
# What happens: only options handed to the constructor give a highlight (the first). After add_options, or
#   clear_options and add_options, there is none: Enter does nothing, and Up goes to the last option.
# Why it matters: a quiz keeps one list of choices and fills it for each question; the first one takes Enter and all
#   others ignore it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8' 'rich==15.0.0'

"$work/venv/bin/python" - <<'PY'
import asyncio

from textual.app import App
from textual.widgets import OptionList


class Choose(App):
    chosen = []

    def compose(self):
        yield OptionList("a", "b", "c")

    def on_option_list_option_selected(self, event):
        self.chosen.append(str(event.option.prompt))


async def main():
    app = Choose()
    async with app.run_test() as pilot:
        options = app.query_one(OptionList)
        options.focus()
        await pilot.pause()
        first = options.highlighted
        await pilot.press("enter")
        options.clear_options()
        options.add_options(["d", "e", "f"])
        await pilot.pause()
        second = options.highlighted
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("up")
        print("highlighted:", first, second, "chosen:", app.chosen, "after Up:", options.highlighted)
        assert (first, second) == (0, None)
        assert app.chosen == ["a"]
        assert options.highlighted == 2


asyncio.run(main())
PY
