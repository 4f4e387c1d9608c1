"""Tabs: a session each on one store; a closed one loses and leaves nothing; the server ends with all of them."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from served import Served, all_below, browser, serving, tab, until

from quiz.store.store import Store

GIVE_UP = "\x1bOR"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    with serving(tmp_path / "home") as server:
        yield server


def gone(pid: int) -> bool:
    """Whether there is no such process any more, or only its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def answers(home: Path) -> int:
    """How many answers are on the disk."""
    with Store.open(home / "quiz.db") as store:
        return sum(event.kind == "review" for event in store.events())


async def test_two_tabs_share_a_store_and_a_closed_one_loses_nothing(served: Served) -> None:
    """It is closed in the middle of its second card; ctrl+c ends the other and the server, and all they began."""
    async with browser(served) as session:
        async with session.get(f"/?token={served.token}") as answer:
            assert answer.status == 200
        async with tab(session, served) as other:
            await other.sees("quiz", "Today")
            async with tab(session, served, (40, 20), "ws/touch") as one:
                await one.sees("Today", "Welcome")
                assert len(served.children) == 2
                await one.type("\r")
                await one.sees("answer with")
                await one.type(GIVE_UP)
                await one.sees("given up", "Again")
                await one.type(" ")
                await one.until(lambda: "given up" not in one.text and "answer with" in one.text, "the next card")
                await one.type("[[1, 2")
                await one.sees("[[1, 2")
                closing = set(served.children) - {min(served.children)}
                ending = [pid for child in closing for pid in all_below(child)]
            await until(lambda: all(map(gone, ending)), "the closed tab's processes are gone")
            await until(lambda: len(served.children) == 1, "the other tab stays")
            assert not other.socket.closed
            left = all_below(served.process.pid)
            assert served.end(signal.SIGINT) == 130
            await until(lambda: all(map(gone, left)), "all processes are gone")
    assert answers(served.home) == 1


async def test_what_prevents_the_quiz_is_said_in_the_tab_and_a_killed_server_leaves_nothing(served: Served) -> None:
    """A tab whose settings are wrong shows the words; `kill -9` of the server ends the others too."""
    async with browser(served) as session:
        async with session.get(f"/?token={served.token}") as answer:
            assert answer.status == 200
        async with tab(session, served) as well:
            await well.sees("Today")
            (served.home / "config.toml").write_text("new_per_day = 'many'\n")
            async with tab(session, served) as ill:
                await ill.sees("new_per_day cannot be 'many'")
                message = await ill.socket.receive(timeout=10)
                assert message.type.name in ("CLOSE", "CLOSED", "CLOSING")
            left = all_below(served.process.pid)
            os.kill(served.process.pid, signal.SIGKILL)
            await until(lambda: all(map(gone, left)), "the tab's processes end by themselves")
