"""The driver between the screens and a session: what comes from outside while a card is before the learner."""

from __future__ import annotations

from pathlib import Path

import pytest
from tui_scene import opened, two_cards

from quiz.engine.client import Engine
from quiz.review import events
from quiz.tui.screens import home, review
from quiz.tui.screens.review import ReviewScreen


async def test_an_edited_deck_reaches_the_next_question(tmp_path: Path, engine: Engine) -> None:
    """The present question stays with what was typed; of the next one, posed already, the new text comes."""
    shipped = two_cards(tmp_path)
    async with opened(tmp_path, engine, shipped=shipped, review=True) as quiz:
        await quiz.asked("rows")
        await quiz.type("[[1")
        backend, screen, question = quiz.app.backend, quiz.app.screen, quiz.view.question
        assert isinstance(screen, ReviewScreen)
        await backend.overviews.changed(quiz)
        deck = shipped / "small.yaml"
        deck.write_text(deck.read_text().replace("Which of these have shape", "Which now have shape"))
        assert await backend.overviews.changed(quiz)
        screen.driver.send(events.Renewed((await backend.overviews.overview()).collection))
        await quiz.pilot.pause()
        await quiz.sees("> [[1")
        assert quiz.view.question is question
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("4")
        await quiz.asked("which-keep-the-dim")
        await quiz.sees("Which now have shape")


async def test_a_review_hears_of_an_edited_deck_by_itself(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home beneath it looks as well, and does not keep the news to itself."""
    for screen in (home, review):
        monkeypatch.setattr(screen, "LOOKED_S", 0.05)
    shipped = two_cards(tmp_path)
    async with opened(tmp_path, engine, shipped=shipped) as quiz:
        await quiz.sees("small")
        await quiz.press("enter")
        await quiz.asked("rows")
        screen = quiz.app.screen
        assert isinstance(screen, ReviewScreen)
        await quiz.app.backend.overviews.changed(screen)  # it has looked once
        heard: list[events.Event] = []
        send = screen.driver.send

        def noting(event: events.Event) -> None:
            heard.append(event)
            send(event)

        screen.driver.send = noting  # type: ignore[method-assign]
        deck = shipped / "small.yaml"
        deck.write_text(deck.read_text().replace("Which of these have shape", "Which now have shape"))
        await quiz.until(lambda: any(isinstance(event, events.Renewed) for event in heard), "the news")
        await quiz.press("f3")
        await quiz.answered()
        await quiz.press("4")
        await quiz.asked("which-keep-the-dim")
        await quiz.sees("Which now have shape")
