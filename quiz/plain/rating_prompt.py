"""Asking for the rating of an answer, line by line; commands may be given there too."""

from __future__ import annotations

from collections.abc import Callable

from quiz.plain import text as words
from quiz.review.view import View
from quiz.schedule.memory import Rating

_NUMBERS = tuple(str(int(rating)) for rating in Rating)
_BEFORE_AN_ANSWER = ("hint", "give", "skip")
"""Commands about a question that is not answered yet."""


def asked_rating(
    view: View,
    suggested: Rating,
    read: Callable[[str], str | None],
    tell: Callable[[str], None],
    command: Callable[[str], bool],
) -> Rating | None:
    """The learner's rating of the answer in `view`, by its number or by `:rate 2`; nothing takes the suggested one.

    `command` carries out any other command and returns whether the answer still waits for its rating; None when it
    does not.
    """
    choices = "   ".join(f"{int(rating)} {rating.name.capitalize()} {view.waits[rating]}" for rating in Rating)
    while True:
        typed = read(f"{choices}   (Enter: {int(suggested)}) ")
        given = typed.strip() if typed is not None else ""
        name, _, rest = words.command(given[1:]) if given.startswith(":") else ("", "", given)
        if not given:
            return suggested
        if rest in _NUMBERS and (name == "rate" or rest == given):
            return Rating(int(rest))
        if name in _BEFORE_AN_ANSWER:
            tell(words.ANSWERED_ALREADY)
        elif given.startswith(":"):
            if not command(given[1:]):
                return None
        elif given in words.HELP_WORDS:
            for row in words.help_lines():
                tell(row)
        else:
            tell("Give 1, 2, 3 or 4, or a command such as :undo.")
