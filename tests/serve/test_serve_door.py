"""Who comes in: the link, the cookie, the name, the origin, the password; and what is refused before it serves."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from served import Served, browser, environment, serving

PASSWORD = "a password of the tests"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home")) as server:
        yield server


_COOKIE: dict[str, str] = {}
"""What the link gave: it works once, and the tests share a server."""


async def cookie_of(served: Served) -> dict[str, str]:
    """The cookie that the link gives, used now or before."""
    if not _COOKIE:
        async with browser(served) as session, session.get(f"/?token={served.token}") as answer:
            assert answer.status == 200
            _COOKIE.update({cookie.key: cookie.value for cookie in session.cookie_jar})
    return _COOKIE


async def test_a_link_gives_a_cookie_once_and_only_when_it_is_right(served: Served) -> None:
    """A wrong one and a look ahead use nothing up; a second use is refused; the cookie is out of a script's reach."""
    async with browser(served) as session:
        for path in ("/", "/?token=", "/?token=wrong", "/page/page.js", "/static/js/textual.js", "/download/x"):
            async with session.get(path) as answer:
                assert answer.status == 403, path
                assert "Set-Cookie" not in answer.headers
        async with session.head(f"/?token={served.token}") as answer:
            assert answer.status == 403
        async with session.get(f"/?token={served.token}", headers={"Sec-Purpose": "prefetch"}) as answer:
            assert answer.status == 403
        async with session.get(f"/?token={served.token}") as answer:
            assert answer.status == 200
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
            assert served.token not in await answer.text()
        _COOKIE.update({cookie.key: cookie.value for cookie in session.cookie_jar})
        async with session.get("/") as answer:
            assert answer.status == 200
    async with browser(served) as another, another.get(f"/?token={served.token}") as answer:
        assert answer.status == 403
        assert "used before" in await answer.text()


async def test_the_page_loads_nothing_from_elsewhere(served: Served) -> None:
    """Neither the page nor what it names; and the browser is told to allow nothing else."""
    async with browser(served, await cookie_of(served)) as session:
        async with session.get("/") as answer:
            page = await answer.text()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        named = re.findall(r'(?:href|src)="([^"]+)"', page)
        assert "/page/page.js" in named
        for path in [*(path for path in named if path.startswith("/")), "/static/js/textual.js"]:
            async with session.get(path) as answer:
                assert answer.status == 200, path
                if not path.startswith("/static/"):
                    assert "//" not in re.sub(r"(^|\s)// .*", "", await answer.text()).replace("https://", "//"), path
        assert [path for path in named if "//" in path] == []


@pytest.mark.parametrize("name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.0.2.1", ""])
async def test_a_name_that_leads_here_does_not_open(served: Served, name: str) -> None:
    """A site whose name was made to lead to this machine speaks of itself by that name."""
    cookies = await cookie_of(served)
    async with browser(served, cookies) as session, session.get("/", headers={"Host": name}) as answer:
        assert answer.status in (400, 403)


async def test_a_forwarded_port_opens(served: Served) -> None:
    """`ssh -L 9000:localhost:8765`: the browser names the port at its own end."""
    cookies = await cookie_of(served)
    async with browser(served, cookies) as session, session.get("/", headers={"Host": "localhost:9000"}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {}],
    ids=["another site", "no site", "another port", "none named"],
)
async def test_a_websocket_of_another_page_is_refused(served: Served, headers: dict[str, str]) -> None:
    """Although the browser would send the cookie along."""
    async with browser(served, await cookie_of(served)) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/ws", headers=headers)
    assert refused.value.status == 403
    assert served.children == []


async def test_a_websocket_without_the_cookie_is_refused(served: Served) -> None:
    """The right origin is no key."""
    async with browser(served) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/ws", headers={"Origin": served.origin, "Cookie": "quiz=1"})
    assert refused.value.status == 403


async def test_a_password_opens_a_quiz_that_others_can_reach(tmp_path: Path) -> None:
    """Instead of a link: a form, a pause after a wrong one, a cookie for the right one; no name but its own."""
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    file.chmod(0o600)
    with serving(tmp_path / "home", "--host", "0.0.0.0", "--i-know", "--password-file", str(file)) as served:
        assert served.token == ""
        served.address = served.address.replace("0.0.0.0", "127.0.0.1")
        async with browser(served) as session:
            for path, status in (("/", 401), ("/?token=x", 403), ("/?token=", 403), ("/page/page.js", 403)):
                async with session.get(path) as answer:
                    assert answer.status == status, path
            own = {"Origin": served.origin}
            began = time.monotonic()
            async with session.post("/login", data={"password": "wrong"}, headers=own) as answer:
                assert answer.status == 403
                assert "not the password" in await answer.text()
            assert time.monotonic() - began > 0.9
            foreign = {"Origin": "http://evil.example"}
            async with session.post("/login", data={"password": PASSWORD}, headers=foreign) as answer:
                assert answer.status == 403
                assert "Set-Cookie" not in answer.headers
            async with session.post("/login", data={"password": PASSWORD}, headers=own) as answer:
                assert (answer.status, answer.url.path) == (200, "/")
                assert "SameSite=Strict" in answer.history[0].headers["Set-Cookie"]
            async with session.get("/", headers={"Host": "evil.example"}) as answer:
                assert answer.status == 403


def refused(home: Path, *options: str, **environ: str) -> tuple[int, str]:
    """`quiz serve OPTIONS`, which does not begin: the exit code, and what it says."""
    command = [sys.executable, "-m", "quiz", "serve", *options]
    done = subprocess.run(
        command, env=environment(home, **environ), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=30
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_an_address_that_others_reach_is_refused_without_i_know_and_a_password(tmp_path: Path) -> None:
    """Each refusal says what to do, or what is better."""
    code, said = refused(tmp_path, "--host", "0.0.0.0")
    assert code == 2 and "--i-know" in said and "ssh -L 8765:localhost:8765" in said
    code, said = refused(tmp_path, "--host", "0.0.0.0", "--i-know")
    assert code == 2 and "--password-file" in said
    code, said = refused(tmp_path, "--host", "0.0.0.0", "--i-know", QUIZ_SERVE_PASSWORD="short")
    assert code == 2 and "8 characters" in said
    open_file = tmp_path / "open"
    open_file.write_text(PASSWORD)
    open_file.chmod(0o644)
    code, said = refused(tmp_path, "--host", "0.0.0.0", "--i-know", "--password-file", str(open_file))
    assert code == 1 and f"chmod 600 {open_file}" in said


def test_a_port_that_is_taken_and_an_extra_that_is_missing_are_said(tmp_path: Path, served: Served) -> None:
    """With the fix, and without a traceback."""
    port = served.origin.rpartition(":")[2]
    code, said = refused(tmp_path, "--port", port)
    assert code == 1 and f"port {port}" in said and "--port 0" in said and "Traceback" not in said
    absent = tmp_path / "absent" / "textual_serve"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ImportError('there is none')")
    path = f"{absent.parent}:{environment(tmp_path)['PYTHONPATH']}"
    code, said = refused(tmp_path, PYTHONPATH=path)
    assert code == 1 and "pip install '.[serve]'" in said and "Traceback" not in said
