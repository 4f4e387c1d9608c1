"""Work beside the loop ends quietly with its screen, and loudly where a part of a screen is missing."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import WorkerFailed

from quiz.tui.screen_worker import while_shown


class Slow(Screen[None]):
    """What it shows comes late."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part
        self.comes = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Static("waiting", id="part")

    @while_shown("read")
    async def read(self) -> str:
        await self.comes.wait()
        self.query_one(self.part, Static).update("here")
        return "shown"


async def test_what_comes_while_the_screen_is_taken_down_is_let_go() -> None:
    """Its parts are gone already, it itself is not yet."""
    async with App[None]().run_test() as pilot:
        screen = Slow("#part")
        await pilot.app.push_screen(screen)
        worker = screen.read()
        await screen.query_one("#part").remove()
        screen.display = False
        screen.comes.set()
        assert await worker.wait() is None


async def test_what_comes_in_time_is_shown() -> None:
    async with App[None]().run_test() as pilot:
        screen = Slow("#part")
        await pilot.app.push_screen(screen)
        worker = screen.read()
        screen.comes.set()
        assert await worker.wait() == "shown"


async def test_a_part_that_is_missing_from_a_screen_that_stands_is_an_error() -> None:
    """A typing mistake in a selector must not pass for a screen that has gone."""
    with pytest.raises((NoMatches, WorkerFailed)) as raised:
        async with App[None]().run_test() as pilot:
            screen = Slow("#prat")
            await pilot.app.push_screen(screen)
            worker = screen.read()
            screen.comes.set()
            await worker.wait()
    assert "#prat" in str(raised.value)
