"""The quiz of one tab: a process of its own, which ends with the tab, and by force if it does not."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from quiz.text.terminal import clean

GRACE_S = 6.0
"""How long a process may take to end; the screen ends itself by force after three seconds."""
_READY = b"__GANGLION__\n"
"""What Textual's driver for browsers writes first."""
_MOST_WORDS = 8192
_SECRETS = ("QUIZ_SERVE_PASSWORD",)


class Tab(AppService):
    """`arguments` are those of `quiz.tui.served`; what the process shows goes to the websocket."""

    def __init__(self, arguments: Sequence[str], websocket: web.WebSocketResponse) -> None:
        super().__init__(
            "quiz",
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=self._close,
            download_manager=DownloadManager(),
        )
        self._arguments = arguments
        self._websocket = websocket

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment = super()._build_environment(width, height)
        for name in ("TEXTUAL_DRIVER", *_SECRETS):  # the process brings its own driver
            environment.pop(name, None)
        return environment

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """In a session of its own: ctrl+c at the server's terminal is not meant for it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "quiz.tui.served", *self._arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Carry packets to the browser until the process has ended; if it could not begin, its words."""
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        words = asyncio.create_task(_read_words(process.stderr))
        began = await process.stdout.readline() == _READY
        with suppress(asyncio.IncompleteReadError):
            while began:
                kind, size = await process.stdout.readexactly(1), await process.stdout.readexactly(4)
                await self._pass_on(kind, await process.stdout.readexactly(int.from_bytes(size, "big")))
        said = (await words).decode("utf-8", "replace").strip()
        if not began or (said and await process.wait() == 1):
            with suppress(ConnectionError):
                await self._websocket.send_bytes(f"\x1b[2J\x1b[H{clean(said)}".replace("\n", "\r\n").encode())
        await self._close()

    async def _pass_on(self, kind: bytes, payload: bytes) -> None:
        with suppress(ConnectionError):  # the tab is gone: the rest is read so that the process can end
            if kind == b"D":
                await self.on_data(payload)
            elif kind == b"M":
                await self.on_meta(payload)

    async def stop(self) -> None:
        """End the process, and wait until it is gone."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), GRACE_S)
            except TimeoutError:
                self.kill()
                await process.wait()
        if self._task is not None:
            await self._task

    def kill(self) -> None:
        """End the process by force, with whatever it has started in its session."""
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()

    async def _close(self) -> None:
        with suppress(ConnectionError):
            await self._websocket.close()


async def _read_words(stream: asyncio.StreamReader) -> bytes:
    """Read to the end, and keep the first part."""
    kept = b""
    while chunk := await stream.read(4096):
        kept = (kept + chunk)[:_MOST_WORDS]
    return kept
