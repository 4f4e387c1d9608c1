"""The quiz in a real Chromium, by keyboard and by touch: run by hand with `-m soak`, and look at the pictures.

It needs Debian's chromium and the package playwright (which may be in a folder of PYTHONPATH). The pictures are left in
the folder that SERVE_PICTURES names.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyte
import pytest
from served import Served, all_below, children_of, serving
from seven import DECK

from quiz.store.store import Store

CHROMIUM = shutil.which("chromium") or ""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE = {"width": 1100, "height": 720}, {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium: apt-get install chromium"),
]


class View:
    """A page of the browser, and what its terminal shows: the canvas cannot be read, so what is sent is drawn here."""

    def __init__(self, page: Any, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures
        self._screen, self._stream = pyte.Screen(80, 24), pyte.ByteStream()
        self.outside: list[str] = []
        page.on("websocket", self._opened)
        page.on("request", self._asked)

    def _opened(self, socket: Any) -> None:
        found = re.search(r"width=(\d+)&height=(\d+)", socket.url)
        assert found is not None
        self._screen = pyte.Screen(int(found[1]), int(found[2]))
        self._stream = pyte.ByteStream(self._screen)
        socket.on("framereceived", lambda data: self._draw(data))
        socket.on("framesent", lambda data: self._resized(data))

    def _draw(self, data: Any) -> None:
        if isinstance(data, bytes):
            self._stream.feed(re.sub(rb"\x1b\[\?\d+\$p", b"", data))

    def _resized(self, data: Any) -> None:
        if found := re.match(r'\["resize",\{"width":(\d+),"height":(\d+)\}\]', str(data)):
            self._screen.resize(int(found[2]), int(found[1]))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            self.outside.append(request.url)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def until(self, true: Callable[[], object], what: str) -> None:
        for _ in range(600):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"it did not come to be: {what}\n{self.text}")

    def sees(self, *words: str) -> None:
        for word in words:
            self.until(lambda word=word: word in self.text, word)

    def picture(self, name: str) -> None:
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=self._pictures / f"{name}.png")

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tap(self, words: str) -> None:
        """Tap the last place where these words stand."""
        self.sees(words)
        rows = self._screen.display
        at = max(at for at, row in enumerate(rows) if words in row)
        box = self.page.locator(".xterm-screen").bounding_box()
        wide, high = box["width"] / self._screen.columns, box["height"] / self._screen.lines
        column = rows[at].rindex(words) + len(words) / 2
        self.page.touchscreen.tap(box["x"] + column * wide, box["y"] + (at + 0.5) * high)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SERVE_PICTURES", tmp_path / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    home = tmp_path / "home"
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "demo.yaml").write_text(DECK)
    with serving(home, QUIZ_NEW_PER_DAY="60") as server:
        yield server


@contextmanager
def chromium(served: Served, profile: Path, viewport: dict[str, int]) -> Iterator[Any]:
    """A browser with a profile of its own, which has used the link."""
    driver = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    touch = viewport is PHONE
    with driver.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=list(ARGUMENTS),
            viewport=viewport,
            has_touch=touch,
            is_mobile=touch,
        )
        yield context
        context.close()


def at_home(context: Any, served: Served, pictures: Path, link: bool = True) -> View:
    view = View(context.new_page(), pictures)
    answer = view.page.goto(f"{served.address}?token={served.token}" if link else served.address)
    assert answer.status == 200
    view.sees("Today", "known")
    view.until(lambda: "reading" not in view.text, "the decks")
    return view


def answers(home: Path) -> int:
    with Store.open(home / "quiz.db") as store:
        return sum(event.kind == "review" for event in store.events())


TYPED = {
    "rows": ("[1, 2]", "Enter"),
    "raises": ("RuntimeError", "Enter"),
    "prints": ("torch.Size([3])", "F12"),
    "picks": ("a", "Enter"),
    "fills": ("x.sum()", "Enter"),
    "writes": ("return x.sum(1)", "F12"),
    "fixes": ("", "F3"),
    "orders": ("2", "Enter"),
}


def test_every_kind_by_keyboard(served: Served, pictures: Path, tmp_path: Path) -> None:
    """Home, all kinds with their verdicts, the end; nothing is asked of another host."""
    with chromium(served, tmp_path / "profile", DESK) as context:
        view = at_home(context, served, pictures)
        view.picture("desk-home")
        view.keys("End", "Enter")
        for name, (text, submit) in TYPED.items():
            view.sees(f"demo · {name}", "Submit")
            view.page.keyboard.type(text)
            view.picture(f"desk-{name}")
            view.keys(submit)
            view.sees("Again", "Easy")
            view.picture(f"desk-{name}-verdict")
            view.keys("4")
        view.sees("All done for now.")
        view.picture("desk-done")
        assert view.outside == []
    assert answers(served.home) == 8


def submits(view: View) -> None:
    view.tap("Submit")


def predicts(view: View) -> None:
    for sign in "[1,2]":
        view.tap(f" {sign} ")
    view.sees("> [1,2]")
    view.tap("Submit")


def types(text: str) -> Callable[[View], None]:
    """By the phone's keyboard, which sends text and no keys."""

    def act(view: View) -> None:
        view.page.locator("#keyboard").tap()
        view.page.keyboard.insert_text(text)
        view.until(lambda: text in view.text.replace("\n", " "), text)
        view.page.locator("#keyboard").tap()
        view.tap("Submit")

    return act


def picks(view: View) -> None:
    view.tap("x.clone()")
    view.sees("(•)  x.clone()")
    view.tap("Submit")


def orders(view: View) -> None:
    view.tap(" 1  y")
    view.tap("Pick up")
    view.sees("↕")
    view.tap(" 3  y")
    view.sees("↕ 3  y")
    view.tap("put down")
    view.tap("Submit")


BY_TOUCH: dict[str, Callable[[View], None]] = {
    "rows": predicts,
    "raises": lambda view: view.tap("Give up"),
    "prints": types("torch.Size([3])"),
    "picks": picks,
    "fills": types("x.sum(1,True)"),
    "writes": types("return x.sum(1)"),
    "fixes": lambda view: view.tap("Give up"),
    "orders": orders,
}


def test_every_kind_by_touch_on_a_phone(served: Served, pictures: Path, tmp_path: Path) -> None:
    """390 by 844 pixels: at least 40 columns; every answer and rating by taps."""
    with chromium(served, tmp_path / "profile", PHONE) as context:
        view = at_home(context, served, pictures)
        view.picture("phone-home")
        view.keys("End")
        view.tap("demo")
        for name, answer in BY_TOUCH.items():
            view.sees(f"demo · {name}", "Submit")
            view.picture(f"phone-{name}")
            answer(view)
            view.sees("Again", "Easy")
            view.picture(f"phone-{name}-verdict")
            view.tap("Easy")
        view.sees("All done for now.")
        view.picture("phone-done")
        view.tap("More")
        view.sees("Search for commands")
        view.picture("phone-more")
        assert view.outside == []
    assert answers(served.home) == 8


def test_two_tabs_a_closed_one_a_wrong_link_and_a_foreign_page(served: Served, pictures: Path, tmp_path: Path) -> None:
    """A closed tab in the middle of a card leaves no process but its answers; another site's page gets no websocket."""
    with chromium(served, tmp_path / "profile", DESK) as context:
        page = context.new_page()
        assert page.goto(f"{served.address}?token=wrong").status == 403
        page.screenshot(path=pictures / "wrong-link.png")
        assert page.goto(served.address).status == 403
        one = at_home(context, served, pictures)
        first = all_below(children_of(served.process.pid)[0])
        other = at_home(context, served, pictures, link=False)
        assert len(served.children) == 2
        for view in (one, other):
            view.keys("End", "Enter")
            view.sees("Submit")
            view.keys("F3")
            view.sees("given up")
            view.keys("4")
            view.until(lambda view=view: "given up" not in view.text and "Submit" in view.text, "the next card")
        one.page.keyboard.type("[[1, 2")
        one.page.close()
        other.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in first), "the processes of the closed tab")
        other.picture("desk-other-tab")
        assert len(served.children) == 1
        # A page of another origin in the same browser, which has the cookie.
        page.goto("data:text/html,<p>another site</p>")
        socket = served.address.replace("http", "ws") + "ws?width=80&height=24"
        opens = f"""new Promise(done => {{ const s = new WebSocket("{socket}");
            s.onopen = () => done("open"); s.onerror = () => done("refused"); }})"""
        assert page.evaluate(opens) == "refused"
        assert len(served.children) == 1
    assert answers(served.home) == 2
