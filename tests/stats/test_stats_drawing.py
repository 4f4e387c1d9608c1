"""Panels as text: within their width, in words, safe to print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from past import TODAY, answered, learner, store_of

from quiz.schedule.options import Options
from quiz.stats.context import Panel, Scene
from quiz.stats.panels import PANELS, counted, drawn
from quiz.store.queries.reviews import History
from quiz.text.plots.bars import Bar, bars, columns, spark
from quiz.text.plots.calendar import calendar
from quiz.text.plots.canvas import Paper
from quiz.text.plots.table import table


@pytest.fixture(scope="module")
def panels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Panel]]:
    """All panels of a year of reviews, with a belief and a deck whose texts are hostile."""
    hostile = "\x1b[31mred\x07 " + "long " * 60
    events = [
        *learner(80, 400),
        answered("hostile/x", TODAY, 1, belief=hostile),
        answered("h" * 70 + "/x", TODAY, 1, belief=hostile),
    ]
    store = store_of(tmp_path_factory.mktemp("drawing") / "quiz.db", events)
    decks = {"scene": tuple(f"scene/card-{n}" for n in range(90))}
    yield counted(Scene(History(store), decks, TODAY, None, Options()), PANELS)
    store.close()


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_paper(panels: dict[str, Panel], width: int) -> None:
    """From 60 columns on; below, a bar may stand out beyond it. Every panel has something to show."""
    text = list(drawn(panels, Paper(width)))
    assert all(panel.title in text for panel in panels.values())
    assert max(map(len, text)) <= max(width, 60)


def test_without_colour_there_is_no_escape(panels: dict[str, Panel]) -> None:
    """Nor is there one that came in with a belief or the name of a deck."""
    text = "\n".join(drawn(panels, Paper(80)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "red" in text


def test_colours_change_no_character(panels: dict[str, Panel]) -> None:
    """What is said in colour is said without it too."""
    coloured = "\n".join(drawn(panels, Paper(80, colour=True)))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured).split() == "\n".join(drawn(panels, Paper(80))).split()


def test_a_terminal_without_unicode_gets_ascii(panels: dict[str, Panel]) -> None:
    """Bars, shades and strokes have a plain form; a cut is the only sign beyond it."""
    assert "".join(drawn(panels, Paper(80, blocks=False))).replace("…", "").isascii()


def test_bars_share_one_scale() -> None:
    """The greatest fills the width, half of it half, the least is seen, nothing is nothing."""
    rows = [Bar("a", 8, "8"), Bar("bb", 4, "4"), Bar("c", 0.001, "-"), Bar("d", 0, "0")]
    drawn_ = list(bars(rows, Paper(21)))
    assert drawn_[0] == "   a " + "█" * 14 + " 8"
    assert drawn_[1].count("█") == 7
    assert "▏" in drawn_[2]
    assert drawn_[3].split() == ["d", "0"]


def test_columns_stand_as_high_as_they_count() -> None:
    """The scale is at the left; an empty plot is no plot."""
    top, *_, bottom = columns([0, 1, 2, 4], Paper(), height=2)
    assert top == "  4 ┤   █"
    assert bottom == "  0 ┤ ▄██"
    assert list(columns([0, 0], Paper())) == []


def test_a_spark_line_has_a_character_a_value() -> None:
    """Nothing is a blank; the greatest is full."""
    assert spark([0, 1, 4, 8], Paper()) == " ▂▅█"


def test_the_calendar_puts_each_day_in_its_week() -> None:
    """2024-10-04 was a Friday: the last column ends there, and a Monday begins each column."""
    last = date(2024, 10, 4)
    counts = {last: 9, last - timedelta(days=4): 1, last - timedelta(days=5): 4}
    months, *rows, legend = calendar(counts, last, 3, Paper())
    assert [row[6:] for row in rows] == ["··░", "···", "···", "···", "··▓", "··", "·▒"]
    assert months.split() == []
    assert next(calendar(counts, last, 9, Paper())) == " " * 6 + "Aug Sep"
    assert legend.split() == ["·", "none", "░", "1-3", "▒", "4-8", "▓", "9+"]


def test_a_long_first_column_is_cut() -> None:
    """The numbers of a table stay whole."""
    head, row = table(("deck", "cards"), [("x" * 90, "1,234")], Paper(40))
    assert len(row) <= 40
    assert row.endswith("…  1,234")
    assert head.endswith("cards")
