"""The first line of a review, which knows nothing while the cards are selected."""

from __future__ import annotations

from quiz.review.view import Stage, View
from quiz.tui.widgets.session_texts import head


def test_nothing_is_said_to_be_left_before_the_cards_are_selected() -> None:
    """An empty head, not "nothing left"."""
    assert [part.plain for part in head(View(Stage.DRAWING), 0)] == ["", "", ""]
