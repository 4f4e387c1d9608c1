"""`quiz serve` as a process, and a browser's tab without the browser: an HTTP client, and a screen that draws."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pyte
from deck_cache import warm

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-20T09:30:00+01:00"
_LINK = re.compile(r"(http://[^/]+/)(?:\?token=(\S+))?")


@dataclass
class Served:
    """A running server: its address (which ends in a slash), its link's token, its process."""

    process: subprocess.Popen[str]
    address: str
    token: str
    home: Path

    @property
    def children(self) -> list[int]:
        """The processes of the tabs that are open."""
        return children_of(self.process.pid)

    @property
    def origin(self) -> str:
        return self.address.rstrip("/")

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal, and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def all_below(pid: int) -> list[int]:
    """A process and all that it and its children have started."""
    return [pid, *(below for child in children_of(pid) for below in all_below(child))]


def environment(home: Path, **changes: str) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("QUIZ_")}
    own = {
        "QUIZ_KEEP": os.environ.get("QUIZ_KEEP", "0"),
        "QUIZ_HOME": str(home),
        "QUIZ_NOW": NOW,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    return {**inherited, **own, **changes}


@contextmanager
def serving(home: Path, *options: str, **environ: str) -> Iterator[Served]:
    """`quiz serve OPTIONS` on a free port."""
    warm(home)
    command = [sys.executable, "-m", "quiz", "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(home, **environ)
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := _LINK.search(line):
                break
        else:
            raise AssertionError(said)
        yield Served(process, found[1], found[2] or "", home)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


@asynccontextmanager
async def browser(served: Served, cookies: dict[str, str] | None = None) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser with these cookies; it takes those of an address, which is what the server has."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(served.address, cookies=cookies, cookie_jar=jar) as session:
        yield session


class Page:
    """A tab: what it shows, and what is typed and tapped."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, columns: int, lines: int) -> None:
        self.socket = socket
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._columns = columns

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def type(self, keys: str) -> None:
        await self.socket.send_json(["stdin", keys])

    async def tap(self, words: str) -> None:
        """Press and release where these words stand."""
        row = next(at for at, line in enumerate(self._screen.display) if words in line)
        column = self._screen.display[row].index(words) + 1
        for end in "Mm":
            await self.type(f"\x1b[<0;{column + 1};{row + 1}{end}")

    async def until(self, true: Callable[[], object], what: str, seconds: float = 20) -> None:
        """Draw what arrives until it is so."""
        deadline = time.monotonic() + seconds
        while not true():
            left = deadline - time.monotonic()
            assert left > 0, f"it did not come to be: {what}\n{self.text}"
            try:
                message = await self.socket.receive(timeout=left)
            except TimeoutError:
                continue
            assert message.type is aiohttp.WSMsgType.BINARY, f"{message}, instead of {what}\n{self.text}"
            # pyte knows no synchronised output, and prints what it does not know.
            self._stream.feed(re.sub(rb"\x1b\[\?\d+\$p", b"", message.data))

    async def sees(self, *words: str) -> None:
        for word in words:
            await self.until(lambda word=word: word in self.text, word)


@asynccontextmanager
async def tab(
    session: aiohttp.ClientSession, served: Served, size: tuple[int, int] = (80, 24), path: str = "ws"
) -> AsyncIterator[Page]:
    """A tab of a browser that has the cookie."""
    address = f"/{path}?width={size[0]}&height={size[1]}"
    async with session.ws_connect(address, headers={"Origin": served.origin}) as socket:
        yield Page(socket, *size)


async def until(true: Callable[[], object], what: str, seconds: float = 15) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not come to be: {what}"
        await asyncio.sleep(0.02)
