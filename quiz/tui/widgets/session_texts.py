"""The texts of a review page around its card: the first line, waiting messages, hints, notices."""

from __future__ import annotations

from textual.content import Content

from quiz.errors import QuizError
from quiz.review import messages
from quiz.review.view import Stage, View
from quiz.tui.style.content import MUTED, hanging, plain, prose, stacked
from quiz.tui.style.phrases import clocked, left

WAITING = {
    Stage.DRAWING: "One moment: torch works out the answer …",
    Stage.JUDGING: "One moment: torch judges …",
    Stage.SAVING: "One moment: the database is busy …",
}
"""Stages that pass by themselves."""
_RETRIES = "torch took too long: asking once more …"


def head(view: View, elapsed_s: int) -> tuple[Content, Content, Content]:
    """The card on the left; on the right the state of the session, in full and short."""
    card, name, state, dot = view.card, Content(""), Content(""), ""
    if card is not None:
        name = Content.assemble((card.deck, "bold"), " · ", plain(card.name))
    if view.cram:
        state, dot = plain(messages.CRAM, "$text-warning"), " · "
    elif card is not None:
        flag = ("⚑ flagged  ", "$text-warning") if view.flag else ""
        state, dot = Content.assemble(flag, "new" if view.state is None else str(view.state)), " · "
    if card is None:  # the cards are still being selected
        return name, state, state
    time = f" · {clocked(elapsed_s)}"
    if view.cram:
        rest = plain(f"{dot}{view.remaining.total:,} left{time}", MUTED)
        return name, state + rest, plain("cram", "$text-warning") + rest
    done = f"{view.tally.reviewed:,} done · " if view.tally.reviewed else ""
    return (
        name,
        Content.assemble(state, (f"{dot}{done}left: {left(view.remaining)}{time}", MUTED)),
        Content.assemble(state, (f"{dot}{view.remaining.total:,} left{time}", MUTED)),
    )


def waiting(view: View, first: str) -> Content:
    """The waiting message; `first` is what the engine has to do first, "" for nothing."""
    if view.retrying:
        return plain(_RETRIES, MUTED)
    words = f"One moment: {first} …" if first and view.stage is not Stage.SAVING else WAITING[view.stage]
    return plain(words, MUTED)


def hints(view: View, width: int) -> Content:
    return stacked(hanging(plain("hint  ", "$text-warning"), prose(hint), width) for hint in view.hints)


def notice(view: View, trouble: QuizError | None) -> Content:
    """The last notice, or why the engine cannot go on."""
    if trouble is None:
        return plain(view.notice, "$text-warning" if view.stage in (Stage.ASKING, Stage.JUDGING) else "")
    what = plain(f"{trouble.what}. {trouble.fix}", "$text-warning")
    return stacked([what, plain("r tries again, esc leaves; what you have rated is saved.")])
