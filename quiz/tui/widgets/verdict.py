"""The verdict in place of the answer: right or wrong, what torch says, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from quiz.answer.verdict import Verdict
from quiz.ask.code.program import names_in
from quiz.ask.lines import diagnosis_text
from quiz.ask.picture import Picture
from quiz.ask.question import Given, Question
from quiz.tui.style.content import MUTED, folded, hanging, link, plain, prose, stacked
from quiz.tui.widgets import cell_origins as ways
from quiz.tui.widgets.answers.base import answer_widget

_ABOUT_A = re.compile(r"a (?:is|was|has|and|or|stays|keeps|would|must|itself|gets|shares|does)\b")
"""Where the first word is a name of the code, and no article."""


class VerdictText(Static):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._shown: tuple[Question, Given, Verdict] | None = None
        self._note = ""
        self._picture = Picture()
        self._at = 0
        self._way_rows = (0, 0)
        self._width = 0

    def show(self, question: Question, given: Given, verdict: Verdict, picture: Picture, note: str = "") -> None:
        """Show a verdict, and where the cells of the answer came from; `note` is a line above it."""
        self._shown = (question, given, verdict)
        self._note, self._picture, self._at = note, picture, 0
        self.display = True
        self._draw()

    def draw(self, picture: Picture) -> None:
        """Show where the cells of the answer came from, as far as the picture says."""
        if picture != self._picture:
            self._picture = picture
            self._draw()

    def step(self, by: int) -> None:
        """Point out the origin of the next cell, or of the one before."""
        self._at += by
        self._draw()

    @property
    def has_way(self) -> bool:
        return self._shown is not None and self._picture.origin is not None

    @property
    def way(self) -> Region:
        """The widget of the origins, in the part that scrolls."""
        first, rows = self._way_rows
        place = self.virtual_region
        return Region(place.x, place.y + first, place.width, rows)

    def clear(self) -> None:
        self._shown = None
        self.display = False

    def on_resize(self) -> None:
        if self.content_size.width != self._width:
            self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            width = self._width = self.content_size.width or self.app.size.width - 6
            way = ways.way(self._picture, self._at, width - 2)
            above, below = verdict_parts(*self._shown, width)
            above = [plain(self._note, "bold"), *above] if self._note else above
            self._way_rows = (folded(_apart(above), width).plain.count("\n") + 2, way.plain.count("\n") + 1)
            self.update(folded(_apart([*above, *([_indented(way)] if way else []), *below]), width))


def verdict_parts(
    question: Question, given: Given, verdict: Verdict, width: int
) -> tuple[list[Content], list[Content]]:
    """The text of a verdict, `width` cells wide: the part above the origins of its cells, and the part below."""
    widget = answer_widget(question.card.ask)
    notes = [] if verdict.right or widget.TELLS_WHY else verdict.message.splitlines()
    headline = _headline(verdict)
    if len(notes) == 1:
        headline = hanging(headline + Content("   "), prose(notes.pop()), width)
    parts = [headline]
    if verdict.diagnosis:
        names = names_in(question.code) | names_in(verdict.truth)
        parts.append(prose(_sentence(diagnosis_text(question, verdict.diagnosis), names)))
    outcome = widget.outcome(question, given, verdict, width - 2)
    if outcome:
        parts.append(_indented(outcome))
    below = []
    if notes:
        below.append(stacked(hanging(Content("  "), prose(note), width) for note in notes))
    if question.explain:
        below.append(prose(question.explain))
    if question.card.source:
        below.append(plain("↗ ", MUTED) + link(question.card.source))
    return parts, below


def _apart(parts: Iterable[Content]) -> Content:
    return Content("\n\n").join(parts)


def _indented(drawn: Content) -> Content:
    return stacked(Content("  ") + row for row in drawn.split("\n", allow_blank=True))


def _sentence(text: str, names: frozenset[str]) -> str:
    """The text with a capital first letter, if it begins with a word and not with one of the names of the code."""
    first = text.partition(" ")[0]
    named = first in names and (first != "a" or _ABOUT_A.match(text))
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() and not named else text


def _headline(verdict: Verdict) -> Content:
    if verdict.right:
        return plain("✓ right", "bold $text-success")
    return plain("✗ wrong", "bold $text-error") if verdict.got else plain("– given up", "bold $text-warning")
