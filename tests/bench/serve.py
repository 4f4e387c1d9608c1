"""What a tab of `quiz serve` costs: `python -m tests.bench.serve`. Linux only.

The proportional memory (PSS) of the processes of a tab, against those of the quiz in a terminal of the same size, in
the same states; and what the server itself takes, once for all tabs. Nothing here is asserted.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from served import Served, all_below, browser, children_of, serving, tab
from terminal import Terminal

SETTLED_S = 3.0
STATES = (("home", "", "Today"), ("a question", "\r", "answer with"), ("a verdict", "\x1bOR", "given up"))
SIZE = (80, 24)


def pss(pid: int) -> float:
    """The MB of a process and of all that it has started; a child that is just ending counts for nothing."""
    while True:
        try:
            return sum(_of_one(each) for each in all_below(pid)) / 1000
        except OSError:
            time.sleep(0.1)


def _of_one(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


async def in_a_tab(folder: Path) -> tuple[list[float], float]:
    with serving(folder) as served:
        return await _of_tab(served)


async def _of_tab(served: Served) -> tuple[list[float], float]:
    found = []
    async with browser(served) as session:
        await (await session.get(f"/?token={served.token}")).read()
        async with tab(session, served, SIZE) as page:
            for _, keys, words in STATES:
                await page.type(keys) if keys else None
                await page.sees(words)
                await asyncio.sleep(SETTLED_S)  # what loads in the background loads
                found.append(pss(children_of(served.process.pid)[0]))
            everything = pss(served.process.pid)
    return found, everything - found[-1]


def in_a_terminal(folder: Path) -> list[float]:
    found = []
    screen = Terminal(folder, columns=SIZE[0], lines=SIZE[1])
    try:
        for _, keys, words in STATES:
            screen.send(keys)
            screen.until(lambda words=words: words in screen.text, words)
            end = time.monotonic() + SETTLED_S
            while time.monotonic() < end:
                screen.read()
            found.append(pss(screen.process.pid))
    finally:
        screen.process.close(force=True)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tabs, terminals, servers = [], [], []
        for run in range(3):
            terminals.append(in_a_terminal(Path(folder) / f"terminal-{run}"))
            of_tab, of_server = asyncio.run(in_a_tab(Path(folder) / f"tab-{run}"))
            tabs.append(of_tab)
            servers.append(of_server)
    for at, (name, _, _) in enumerate(STATES):
        one, other = median(row[at] for row in tabs), median(row[at] for row in terminals)
        print(f"{name:12} tab {one:6.0f} MB   terminal {other:6.0f} MB   {one / other:.2f} times (goal 1.3)")
    print(f"the server itself, once: {median(servers):.0f} MB")


if __name__ == "__main__":
    main()
