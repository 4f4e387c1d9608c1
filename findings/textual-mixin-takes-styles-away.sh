#!/usr/bin/env bash
# Packages: textual 8.2.8, rich 15.0.0
# One would guess: a mixin that adds methods can be a Widget: class Answer(Mixin, Input) is an Input with these
#   methods.
# What happens: component classes follow the first base that is a DOM node, whatever Python's method order says, so
#   the Input is without its own: KeyError on the first frame. With a mixin that derives from nothing the same class
#   works.
# Why it matters: the widgets that take answers share behaviour by mixins, and the natural base class for one breaks
#   them at run time.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'textual==8.2.8' 'rich==15.0.0'

"$work/venv/bin/python" - <<'PY'
import asyncio
import contextlib
import io

from textual.app import App
from textual.widget import Widget
from textual.widgets import Input


class PlainMixin:
    pass


class WidgetMixin(Widget):
    pass


class PlainAnswer(PlainMixin, Input):
    pass


class WidgetAnswer(WidgetMixin, Input):
    pass


def height(kind):
    class Ask(App):
        def compose(self):
            yield kind()

    async def run():
        app = Ask()
        async with app.run_test() as pilot:
            await pilot.pause()
            return app.query_one(kind).outer_size.height

    with contextlib.redirect_stderr(io.StringIO()):
        return asyncio.run(run())


assert PlainAnswer.COMPONENT_CLASSES == WidgetAnswer.COMPONENT_CLASSES == Input.COMPONENT_CLASSES
assert height(PlainAnswer) == 3
try:
    height(WidgetAnswer)
except KeyError as error:
    print("KeyError:", error)
else:
    raise SystemExit("no KeyError any more")
PY
