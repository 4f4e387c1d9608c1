"""The server: textual-serve behind the door, with a page of its own that loads nothing from elsewhere."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from aiohttp import web
from textual_serve.server import Server

from quiz.errors import QuizError
from quiz.serve.door import HERE, Door
from quiz.serve.tab import Tab

MOST_TABS = 8
"""Each is a process with torch."""
LARGEST = 500
"""The most columns and rows that a tab may have."""
_SHUTDOWN_S = 10.0
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host} wss://{host}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class QuizServer(Server):
    """`arguments` are those that the process of each tab is given; `say` writes a line where the server runs."""

    def __init__(self, door: Door, arguments: Sequence[str], say: Callable[[str], None]) -> None:
        super().__init__("quiz")
        self._door = door
        self._arguments = tuple(arguments)
        self._say = say
        self._tabs: dict[web.WebSocketResponse, Tab] = {}
        self._ended: asyncio.Future[int] | None = None

    async def run(self, host: str, port: int) -> int:
        """Serve until a signal; its number. Port 0 is any that is free. Raises QuizError when the port is taken."""
        loop = asyncio.get_running_loop()
        self._ended = loop.create_future()
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise _taken(host, port, error) from None
            port = runner.addresses[0][1]
            self._door.cookie = f"quiz-{port}"  # a browser sends a cookie to every port of its host
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                if hasattr(signal, name):
                    with suppress(NotImplementedError):  # Windows raises KeyboardInterrupt in its place
                        loop.add_signal_handler(getattr(signal, name), self.end, getattr(signal, name))
            self._greet(host, port)
            return await self._ended
        finally:
            await runner.cleanup()
            for tab in self._tabs.values():
                tab.kill()

    def end(self, number: int) -> None:
        """Let `run` return this number."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(number)

    def _greet(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{port}/"
        if self._door.has_password:
            self._say(f"The quiz is at {address} and asks for the password.\nCtrl+C ends it.")
            return
        self._say(f"Open the quiz by this link, which works once:\n\n  {address}?token={self._door.new_link()}\n")
        again = "Enter prints a link for another browser; " if sys.stdin is not None and sys.stdin.isatty() else ""
        self._say(f"{again}Ctrl+C ends it.")
        if again:

            def another() -> None:
                if sys.stdin.readline():
                    self._say(f"  {address}?token={self._door.new_link()}")
                else:
                    asyncio.get_running_loop().remove_reader(sys.stdin)

            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_reader(sys.stdin, another)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_get("/ws/touch", self.handle_websocket)
        app.router.add_static("/page", HERE / "page")
        app.middlewares.append(self._door.guard)
        app.on_response_prepare.append(_harden)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing: textual-serve would print its name."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every tab; its process ends with it."""
        await asyncio.gather(*(websocket.close(code=1001) for websocket in list(self._tabs)))

    async def handle_index(self, request: web.Request) -> Any:
        """The page of the quiz."""
        page = (HERE / "page" / "index.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A tab: its process lives as long as the websocket."""
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)
        if len(self._tabs) >= MOST_TABS:
            await websocket.send_bytes(f"\x1b[2J\x1b[HThe quiz is open in {MOST_TABS} tabs. Close one.".encode())
            await websocket.close()
            return websocket
        touch = ("--touch",) if request.path.endswith("/touch") else ()
        tab = self._tabs[websocket] = Tab((*self._arguments, *touch), websocket)
        try:
            await tab.start(_cells(request, "width", 80), _cells(request, "height", 24))
            with suppress(ValueError, TypeError, LookupError, AssertionError):  # no message of the page
                await self._process_messages(websocket, tab)
        finally:
            await tab.stop()
            del self._tabs[websocket]
            await websocket.close()
        return websocket


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    return min(max(int(text), 1), LARGEST) if text.isascii() and text.isdigit() else otherwise


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    """Let the page load nothing from elsewhere, and no other page show it or look into it."""
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)


def _taken(host: str, port: int, error: OSError) -> QuizError:
    return QuizError(
        f"port {port} of {host} cannot be used ({error.strerror or error})",
        fix="Take another one: quiz serve --port 0 finds one that is free.",
    )
