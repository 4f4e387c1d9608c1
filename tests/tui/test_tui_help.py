"""The help of every screen in every state: it names the keys that do something now, and marks the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tui_scene import Quiz, opened

from quiz.engine.client import Engine
from quiz.tui.keys.bindings import help_of, sign

STATES: dict[str, Sequence[tuple[str, str]]] = {
    "home": (("", "known"),),
    "asking": (("enter", "answer with"),),
    "typed": (("enter", "answer with"), ("3", "> 3")),
    "verdict": (("enter", "answer with"), ("f3", "suggested")),
    "practice": (("enter", "answer with"), ("f3", "suggested"), ("t", "A second try")),
    "playground": (("enter", "answer with"), ("f3", "suggested"), ("p", " ms")),
    "info": (("enter", "answer with"), ("f10", "state")),
    "browse": (("b", "5 cards"),),
    "search": (("b", "5 cards"), ("slash", "To the cards")),
    "preview": (("b", "5 cards"), ("enter", "seed ")),
    "options": (("o", "new_per_day"),),
    "value": (("o", "new_per_day"), ("enter", "Save")),
    "stats": (("t", "stats"),),
}
"""The keys that lead to each state, and what is on the screen then."""
SHARED = ("page-up", "page-down")
"""What a container that scrolls does with these keys is what the screen would do."""


async def leads_to(quiz: Quiz, state: str) -> None:
    await quiz.sees("small", "known")
    for key, words in STATES[state]:
        if key:
            await quiz.press(key)
        if key == "enter" and words == "answer with":
            await quiz.goes_on_to("rows")
        await quiz.sees(words)


@pytest.mark.parametrize("state", STATES)
async def test_the_help_marks_exactly_the_keys_that_do_nothing_now(tmp_path: Path, engine: Engine, state: str) -> None:
    """By what Textual would do at each key; those of the widget that has the keyboard are in it too."""
    async with opened(tmp_path, engine, size=(110, 60)) as quiz:
        await leads_to(quiz, state)
        screen = quiz.app.screen
        typed = screen.focused.check_consume_key if screen.focused is not None else lambda key, character: False
        active = {
            found.binding.id
            for key, found in screen.active_bindings.items()
            if found.enabled and not typed(key, sign(key) or None)
        }
        sections = dict(help_of(screen, screen.SECTIONS, {}))
        wrong = []
        for title, bindings in screen.SECTIONS:
            rows = [row for row in sections.get(title, []) if row.does in {one.description for one in bindings}]
            named = [one for one in bindings if one.action and not str(one.id).endswith(SHARED)]
            assert len(rows) >= len(named)
            for binding in named:
                shown = [row.now for row in rows if (row.does, row.more) == (binding.description, binding.tooltip)]
                if shown != [binding.id in active] * len(shown) or not shown:
                    wrong.append((title, binding.id, shown))
        assert wrong == []


async def test_the_keys_that_step_through_an_answer_are_live_where_there_is_a_way(
    tmp_path: Path, engine: Engine
) -> None:
    """And marked where the answer has none."""
    from quiz.tui.widgets.verdict import VerdictText

    async with opened(tmp_path, engine, size=(110, 60)) as quiz:
        await leads_to(quiz, "verdict")
        has_way = quiz.app.screen.query_one(VerdictText).has_way
        await quiz.press("question_mark")
        await quiz.sees("After it")
        (row,) = [line for line in quiz.text.splitlines() if "where the next cell is from" in line]
        assert ("(not" in row) is not has_way
