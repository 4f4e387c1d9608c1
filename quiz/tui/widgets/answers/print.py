"""Answering `print`: the printed text, typed line by line, and then shown next to torch's."""

from __future__ import annotations

from textual.content import Content

from quiz.answer.verdict import Verdict
from quiz.ask.question import Given, Question
from quiz.text.terminal import clean
from quiz.tui.style.content import MUTED, hanging, plain, stacked
from quiz.tui.widgets.answers.base import VALUE_SIGNS
from quiz.tui.widgets.answers.text import TextAnswer

ROOMY = 44
"""From this width on, two texts have room beside each other."""


class Answer(TextAnswer):
    SIGNS = VALUE_SIGNS

    @staticmethod
    def outcome(question: Question, given: Given, verdict: Verdict, width: int) -> Content:
        printed = clean(verdict.truth).split("\n")
        if verdict.right or not verdict.got:
            head = plain("torch prints  ", MUTED)
            return hanging(head, plain(verdict.truth), width)
        typed = clean(verdict.got).split("\n")
        wrong = {diff.index for diff in verdict.diff}
        if width < ROOMY:
            return _one_below_the_other(typed, printed, wrong, width)
        half = (width - 6) // 2
        block = min(max(*(plain(row).cell_length for row in typed), len("yours")), half)
        rows = [plain(f"  {'yours':{block}}   torch prints", MUTED)]
        for at in range(max(len(typed), len(printed))):
            differs = f"line {at + 1}" in wrong
            mine = plain(typed[at] if at < len(typed) else "").wrap(block) or [Content("")]
            said = plain(printed[at] if at < len(printed) else "").wrap(half) or [Content("")]
            for part in range(max(len(mine), len(said))):
                left = mine[part] if part < len(mine) else Content("")
                right = said[part] if part < len(said) else Content("")
                mark = plain("* " if differs and part == 0 else "  ", "$text-error")
                left = left.stylize("$text-error") if differs else left
                rows.append(mark + left.pad_right(block - left.cell_length) + Content("   ") + right)
        if any(index.startswith("line ") for index in wrong):
            rows.append(plain("* differs", MUTED))
        return stacked(rows)


def _one_below_the_other(typed: list[str], printed: list[str], wrong: set[str], width: int) -> Content:
    """Both texts, where there is no room for two columns; lines that differ are marked in the first."""
    rows = [plain("  yours", MUTED)]
    for at, row in enumerate(typed, 1):
        differs = f"line {at}" in wrong
        style = "$text-error" if differs else ""
        rows.append(hanging(plain("* " if differs else "  ", style), plain(row, style), width))
    rows.append(plain("  torch prints", MUTED))
    rows += [hanging(Content("  "), plain(row), width) for row in printed]
    if any(index.startswith("line ") for index in wrong):
        rows.append(plain("* differs", MUTED))
    return stacked(rows)
