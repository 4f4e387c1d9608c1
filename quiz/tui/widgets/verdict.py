"""The verdict, in the place where the learner answered: right or wrong, what torch says, and why."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from quiz.answer.verdict import Verdict
from quiz.ask._question import Given, Question
from quiz.tui.prose import MUTED, hanging, link, plain, prose, stacked
from quiz.tui.widgets.answer import answer_widget


class VerdictText(Static):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(markup=False, id=id)
        self._shown: tuple[Question, Given, Verdict] | None = None

    def show(self, question: Question, given: Given, verdict: Verdict) -> None:
        self._shown = (question, given, verdict)
        self.display = True
        self._draw()

    def clear(self) -> None:
        self._shown = None
        self.display = False

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            width = self.content_size.width or self.app.size.width - 6
            self.update(told(*self._shown, width))


def told(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
    """All that is said of an answer, `width` cells wide."""
    widget = answer_widget(question.card.ask)
    notes = [] if verdict.right or widget.TELLS_WHY else verdict.message.splitlines()
    headline = _headline(verdict)
    if len(notes) == 1:
        headline = hanging(headline + Content("   "), prose(notes.pop()), width)
    parts = [headline]
    if verdict.belief:
        parts.append(prose(f"You read it as: {verdict.belief.strip().rstrip('.')}."))
    outcome = widget.outcome(question, given, verdict, width - 2)
    parts.append(stacked(Content("  ") + row for row in outcome.split("\n", allow_blank=True)))
    if notes:
        parts.append(stacked(hanging(Content("  "), prose(note), width) for note in notes))
    if question.explain:
        parts.append(prose(question.explain))
    if question.card.source:
        parts.append(plain("↗ ", MUTED) + link(question.card.source))
    return Content("\n\n").join(parts)


def _headline(verdict: Verdict) -> Content:
    if verdict.right:
        return plain("✓ right", "bold $text-success")
    return plain("✗ wrong", "bold $text-error") if verdict.got else plain("– given up", "bold $text-warning")
