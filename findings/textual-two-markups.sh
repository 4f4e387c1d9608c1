#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: a string means the same in every widget of one library.
# What happens: Static, Label and OptionList read Textual's markup, DataTable reads Rich's: of x[mask] + y[i, j] the
#   first keeps y[i, j], the second loses both indices.
# Why it matters: expressions with an index are what a tensor quiz shows; a text checked on one screen is wrong on the
#   other, and stays plausible code.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8' 'rich==15.0.0'

"$work/venv/bin/python" - <<'PY'
import asyncio

from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.widgets import DataTable, Static

CODE = "x[mask] + y[i, j] + z[0]"


class Show(App):
    def compose(self):
        yield Static(CODE)
        yield DataTable()


async def main():
    app = Show()
    async with app.run_test(size=(60, 6)) as pilot:
        table = app.query_one(DataTable)
        table.add_column("code")
        table.add_row(CODE)
        await pilot.pause()
        static = app.query_one(Static).render_line(0).text.strip()
        cell = table.render_line(1).text.strip()
    print("written:  ", CODE)
    print("Static:   ", static)
    print("DataTable:", cell)
    assert static == "x + y[i, j] + z[0]", static
    assert cell == "x + y + z[0]", cell
    assert (Content.from_markup(CODE).plain, Text.from_markup(CODE).plain) == (static, cell)


asyncio.run(main())
PY
