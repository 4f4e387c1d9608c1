"""Who may come in: a link that works once, or a password; the cookie that either gives; no page of another site."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import deque
from hmac import compare_digest
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from quiz.serve.names import is_address, names

HERE = Path(__file__).parent
WRONG_PAUSE_S = 1.0
"""A wrong password costs this long, whoever tries: at most one guess a second, from everywhere together."""
MOST_WAITING = 8
"""So many passwords may wait for their turn."""
MOST_VISITORS = 64
"""The cookie of the oldest visitor is forgotten."""
_HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
)
_ANSWERED = {"Cache-Control": "no-store"}
_SAFE = ("GET", "HEAD")


class Door:
    """Stands before every request of a server on `host`. With a `password` there are no links."""

    def __init__(self, host: str, password: str = "") -> None:
        self._names = names(host)
        self._password = _digest(password) if password else b""
        self._link = ""
        self._visitors: deque[str] = deque(maxlen=MOST_VISITORS)
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0
        self.cookie = "quiz"

    def new_link(self) -> str:
        """A token for the query of the address, which lets one browser in, once; the one before is void."""
        self._link = secrets.token_urlsafe(32)
        return self._link

    @property
    def has_password(self) -> bool:
        """Whether it is the password that lets in."""
        return bool(self._password)

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Handle a request, or refuse it; to be called as a middleware of aiohttp is."""
        if not self._is_named(request):
            return refusal("This server does not go by that name.")
        if not _is_own(request):
            return refusal("Another site's page may not speak to the quiz.")
        if (token := request.query.get("token")) is not None:
            return self._by_link(request, token)
        if request.path == "/login" and request.method == "POST" and self._password:
            return await self._by_password(request)
        if self._knows(request):
            return await handler(request)
        if self._password and request.path == "/" and request.method in _SAFE:
            return _form("")
        return refusal("Open the quiz by the link that `quiz serve` has printed; it works once.")

    def _by_link(self, request: web.Request, token: str) -> web.Response:
        """Exchange the token for a cookie. A look ahead (HEAD, a prefetch) does not use it up."""
        if request.method != "GET" or request.path != "/" or "prefetch" in request.headers.get("Sec-Purpose", ""):
            return refusal("A link opens the first page only.")
        # An empty link is never given out: it stands for none.
        if not self._link or not _same(token, self._link):
            return refusal("This link is wrong, or was used before. Press Enter where `quiz serve` runs for a new one.")
        self._link = ""
        # A page and not a redirect: a browser keeps a strict cookie back as long as another page's link is followed.
        page = f'{_HEAD}<meta http-equiv="refresh" content="0;url=/"><title>quiz</title><a href="/">quiz</a>\n'
        return self._welcome(web.Response(text=page, content_type="text/html", headers=_ANSWERED))

    async def _by_password(self, request: web.Request) -> web.Response:
        if self._waiting >= MOST_WAITING:
            return web.Response(status=429, text="Too many try passwords. Wait a little.\n")
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                given = (await request.post()).get("password", "")
                if isinstance(given, str) and compare_digest(_digest(given), self._password):
                    return self._welcome(web.Response(status=303, headers={"Location": "/", **_ANSWERED}))
                await asyncio.sleep(WRONG_PAUSE_S)
        finally:
            self._waiting -= 1
        return _form("That is not the password.")

    def _welcome(self, response: web.Response) -> web.Response:
        self._visitors.append(secrets.token_urlsafe(32))
        response.set_cookie(self.cookie, self._visitors[-1], httponly=True, samesite="Strict", path="/")
        return response

    def _knows(self, request: web.Request) -> bool:
        shown = request.cookies.get(self.cookie, "")
        # All are compared, so that the time tells nothing.
        return sum(_same(shown, known) for known in self._visitors) > 0

    def _is_named(self, request: web.Request) -> bool:
        """Whether the request is for this server: a site whose name leads here (DNS rebinding) sends its own name.

        Any port will do: ssh may forward from another one. An address is no name, and cannot be made to lead here.
        """
        name = (urlsplit(f"//{request.host}").hostname or "").rstrip(".")
        return name in self._names or (bool(self._password) and is_address(name))


def refusal(words: str) -> web.Response:
    """A page of words for one who may not come in."""
    style = "<style>body { background: #121212; color: #e0e0e0; font: 18px/1.5 monospace; padding: 1rem; }</style>"
    page = f"{_HEAD}<title>quiz</title>{style}<p>{words}</p>\n"
    return web.Response(status=403, text=page, content_type="text/html", headers=_ANSWERED)


def _is_own(request: web.Request) -> bool:
    """Whether the request is from a page of this server, where a browser says from which; a websocket always says."""
    origin = request.headers.get("Origin")
    if origin is None:
        opens_socket = request.headers.get("Upgrade", "").lower() == "websocket"
        return request.method in _SAFE and not opens_socket
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.host.lower()


def _digest(text: str) -> bytes:
    """Of one length, whatever the length of the text, so that comparing tells nothing of it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _same(one: str, other: str) -> bool:
    return compare_digest(_digest(one), _digest(other))


def _form(words: str) -> web.Response:
    page = (HERE / "password.html").read_text("utf-8").replace("{words}", words)
    return web.Response(status=403 if words else 401, text=page, content_type="text/html", headers=_ANSWERED)
