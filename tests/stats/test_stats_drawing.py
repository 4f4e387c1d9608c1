"""Panels as text: within their width, in words, safe to print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from past import TODAY, answered, learner, store_of
from rich.text import Text

from quiz.schedule.options import Options
from quiz.stats.beliefs import BeliefCount, Beliefs
from quiz.stats.context import Panel, StatsContext
from quiz.stats.panels import PANELS, count_panels, drawn
from quiz.store.queries.reviews import History
from quiz.text.cells import cell_width, shortened
from quiz.text.plots.bars import Bar, bars, columns
from quiz.text.plots.calendar import calendar
from quiz.text.plots.canvas import TERMINAL_STYLES, Canvas
from quiz.text.plots.table import Column, columned, table


def plain(lines: Iterable[Text]) -> list[str]:
    return [line.plain for line in lines]


@pytest.fixture(scope="module")
def panels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Panel]]:
    """All panels of a year of reviews, with a belief and a deck whose texts are hostile."""
    hostile = "\x1b[31mred\x07 [bold] " + "long " * 60
    events = [
        *learner(80, 400),
        answered("hostile/x", TODAY, 1, belief=hostile),
        answered("h" * 70 + "/x", TODAY, 1, belief=hostile),
    ]
    store = store_of(tmp_path_factory.mktemp("drawing") / "quiz.db", events)
    decks = {"scene": tuple(f"scene/card-{n}" for n in range(90))}
    yield count_panels(StatsContext(History(store), decks, TODAY, None, Options()), PANELS)
    store.close()


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_canvas(panels: dict[str, Panel], width: int) -> None:
    """From 60 cells on; below, a bar may stand out beyond it. Every panel has something to show."""
    text = plain(drawn(panels, Canvas(width)))
    assert all(panel.title in text for panel in panels.values())
    assert max(map(cell_width, text)) <= max(width, 60)


def test_no_escape_comes_in_with_a_text(panels: dict[str, Panel]) -> None:
    """Neither with a belief nor with the name of a deck; what looks like markup is text."""
    text = "\n".join(plain(drawn(panels, Canvas(80))))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "red [bold]" in text


def test_every_ink_has_a_style(panels: dict[str, Panel]) -> None:
    """A terminal and the screen know all of them."""
    inks = {str(span.style) for line in drawn(panels, Canvas(80)) for span in line.spans}
    assert inks <= {ink.value for ink in TERMINAL_STYLES}
    assert len(inks) > 4


def test_a_terminal_without_unicode_gets_ascii(panels: dict[str, Panel]) -> None:
    """Bars, shades and strokes have a plain form; a cut is the only sign beyond it."""
    assert "".join(plain(drawn(panels, Canvas(80, blocks=False)))).replace("…", "").isascii()


def test_bars_share_one_scale() -> None:
    """The greatest fills the width, half of it half, the least is seen, nothing is nothing."""
    rows = [Bar("a", 8, "8"), Bar("bb", 4, "4"), Bar("c", 0.001, "-"), Bar("d", 0, "0")]
    drawn_ = plain(bars(rows, Canvas(21)))
    assert drawn_[0] == "   a " + "█" * 14 + " 8"
    assert drawn_[1].count("█") == 7
    assert "▏" in drawn_[2]
    assert drawn_[3].split() == ["d", "0"]


def test_columns_stand_as_high_as_they_count() -> None:
    """The scale is at the left; an empty plot is no plot."""
    top, *_, bottom = plain(columns([0, 1, 2, 4], Canvas(), height=2))
    assert top == "  4 ┤   █"
    assert bottom == "  0 ┤ ▄██"
    assert list(columns([0, 0], Canvas())) == []


def test_the_calendar_puts_each_day_in_its_week() -> None:
    """2024-10-04 was a Friday: the last column ends there, and a Monday begins each column."""
    last = date(2024, 10, 4)
    counts = {last: 9, last - timedelta(days=4): 1, last - timedelta(days=5): 4}
    months, *rows, legend = plain(calendar(counts, last, 3, Canvas()))
    assert [row[6:] for row in rows] == ["··▒", "···", "···", "···", "··█", "··", "·▓"]
    assert months.split() == []
    assert next(calendar(counts, last, 9, Canvas())).plain == " " * 6 + "Aug Sep"
    assert legend.split() == ["·", "none", "▒", "1-3", "▓", "4-8", "█", "9+"]


@pytest.mark.parametrize("counts", [[7], [7, 7], [1, 7], [1, 2, 3, 7], [1, 2, 3, 4, 5, 6, 7, 7]])
def test_the_busiest_day_is_drawn_darkest(counts: list[int]) -> None:
    """Also when it is the only one, or all are alike; the legend says so."""
    last = date(2024, 10, 6)
    days = {last - timedelta(days=at): count for at, count in enumerate(counts)}
    _, *rows, legend = plain(calendar(days, last, 2, Canvas()))
    assert sum(row[6:].count("█") for row in rows) >= counts.count(7)
    assert legend.split()[-2:] == ["█", "7+"]


def test_a_long_first_column_is_cut() -> None:
    """The numbers of a table stay whole."""
    head, row = plain(table(("deck", "cards"), [("x" * 90, "1,234")], Canvas(40)))
    assert len(row) <= 40
    assert row.endswith("…  1,234")
    assert head.endswith("cards")


WIDE = ("gather", "한국어 덱", "日本語のデッキ", "e\u0301te\u0301", "👩\u200d👩\u200d👧 emoji", "नमस्ते", "긴" * 60)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_wide_and_combining_text_lines_up_in_a_table(width: int) -> None:
    """Columns end at one cell, whatever the letters; a wide text is cut at its cells."""
    rows = [(name, "1,234") for name in WIDE]
    lines = plain(table(("deck", "cards"), rows, Canvas(width)))
    assert len({cell_width(line) for line in lines}) == 1
    assert cell_width(lines[0]) <= width


def test_wide_text_that_wraps_lines_up() -> None:
    """Each line of a cell begins below the one before; nothing of the text is lost."""
    columns_ = [Column("n"), Column("belief", words=True, wraps=True), Column("last", words=True)]
    belief = "dim 은 남는 좌표이다 " * 9
    head, *lines = plain(columned(columns_, [("12", belief, "2026-11-20")], Canvas(60)))
    assert max(map(cell_width, lines)) <= 60
    assert cell_width(lines[0].partition("2026")[0]) == cell_width(head.partition("last")[0])
    words = [word for line in lines for word in line.replace("12 ", "").replace("2026-11-20", "").split()]
    assert words == belief.split()


@pytest.mark.parametrize(("width", "shown"), [(100, "memory/list-of-rows-is-a-copy"), (62, "memory/list…s-is-a-copy")])
def test_the_cards_of_a_belief_stay_on_their_lines(width: int, shown: str) -> None:
    """Whole where there is room, else without their middle; none is broken."""
    cards = ("memory/list-of-rows-is-a-copy", "index/한국어-덱")
    panel = Beliefs((BeliefCount("a row is a copy, " * 6, 3, "2026-11-20", cards),))
    lines = plain(panel.draw(Canvas(width)))
    assert max(map(cell_width, lines)) <= width
    assert [line.split("  ")[-1].strip() for line in lines[1:3]] == [f"{shown},", "index/한국어-덱"]


@pytest.mark.parametrize("name", [*WIDE, "x" * 40])
@pytest.mark.parametrize("width", [1, 2, 3, 8, 13, 40])
def test_a_shortened_text_keeps_its_beginning_and_its_end(name: str, width: int) -> None:
    """In cells, and no letter is parted from its marks."""
    text = shortened(name, width)
    assert cell_width(text) <= width
    begin, cut, end = text.partition("…")
    assert text == name if not cut else name.startswith(begin.rstrip()) and name.endswith(end)


def test_wide_labels_of_bars_line_up() -> None:
    """All bars begin at one cell."""
    lines = plain(bars([Bar(name, 2, "n") for name in WIDE[:-1]], Canvas(80)))
    assert len({cell_width(line.partition("█")[0]) for line in lines}) == 1
