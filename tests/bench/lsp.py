"""How long an author waits for the language server, on a deck of 60 cards: `python -m tests.bench.lsp`.

Printed are the median times from a keystroke to the diagnostics of form, and from a keystroke in code to what torch
gives for it, with an engine that is warm; the latter beside `python -c "import torch"`, measured in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from editor import Editor, OpenFile  # noqa: E402

CARDS = 60
KEYS = 30
HOVERS = 15
IMPORTS = 3
SOURCE = ROOT / "decks" / "dtype.yaml"
PROMPT = "    prompt: Value?\n    code: |\n      import torch\n      torch.arange(3)"
CODE = "torch.arange(3) + 100"


def deck() -> str:
    """The first cards of a shipped deck, with one more that is typed in."""
    head, _, cards = SOURCE.read_text("utf-8").partition("\ncards:\n")
    blocks = cards.split("\n  - id: ")[:CARDS]  # what is above the first, and one less
    typed = "typed\n    ask: predict\n    prompt: Value?\n    code: |\n      import torch\n      " + CODE + "\n"
    beliefs = '    misconceptions: [{belief: the end is included, code: "torch.arange(4) + 100"}]\n'
    said = "    source: https://docs.pytorch.org/docs/stable/torch.html\n    explain: It leaves its end out.\n"
    return f"{head}\ncards:\n" + "\n  - id: ".join([*blocks, typed + beliefs + said])


async def form(file: OpenFile) -> list[float]:
    """Seconds from a keystroke to the diagnostics of that version, half of which have a new mistake in them."""
    taken, sound = [], file.text
    for key in range(KEYS):
        text = f"{sound[:-1]}{'.' * (key % 3)}\n"
        wrong = key % 2 == 0
        began = time.perf_counter()
        file.set(text.replace(PROMPT, PROMPT.replace("prompt", "promptx")) if wrong else text)
        await file.shows(lambda found, wrong=wrong: ("Q001" in found) == wrong)
        taken.append(time.perf_counter() - began)
    return taken


async def torch(file: OpenFile) -> list[float]:
    """Seconds from a keystroke in the code of a card to what torch gives for it."""
    taken = []
    for key in range(HOVERS):
        old, new = (f"torch.arange(3) + {100 + number}\n" for number in (key, key + 1))
        began = time.perf_counter()
        file.type(old, new)
        said = await file.hover(new)
        taken.append(time.perf_counter() - began)
        assert f"tensor([{101 + key}" in said, said
    return taken


def imports() -> list[float]:
    """Seconds of `python -c "import torch"`."""
    taken = []
    for _ in range(IMPORTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import torch"], check=True)
        taken.append(time.perf_counter() - began)
    return taken


async def measure() -> None:
    editor = Editor(Path(tempfile.mkdtemp()))
    await editor.start()
    file = editor.open("bench.yaml", deck())
    await file.hover(CODE)  # from here on torch is loaded
    keys, hovers = await form(file), await torch(file)
    await editor.stop()
    bare = statistics.median(imports())
    ms = [1000 * value for value in keys]
    print(
        f"keystroke to diagnostics of form: {statistics.median(ms):.0f} ms (worst {max(ms):.0f} ms) of {len(ms)} keys"
    )
    hover = statistics.median(hovers)
    print(f"keystroke to torch's hover: {1000 * hover:.0f} ms, {hover / bare:.2f} times import torch ({bare:.2f} s)")


if __name__ == "__main__":
    asyncio.run(measure())
