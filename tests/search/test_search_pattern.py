"""Stars in a search: they stand for any letters, and cost no more than the text is long."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from quiz.search.query import Pattern

patterns = st.text(alphabet="abA*", max_size=8).map(lambda text: Pattern(tuple(text.split("*"))))


@given(pattern=patterns, text=st.text(alphabet="abB\n", max_size=10))
def test_a_pattern_means_what_the_regular_expression_means(pattern: Pattern, text: str) -> None:
    """Of a whole text and of a part of it, in whatever case."""
    same = re.compile(".*".join(pattern.pieces), re.IGNORECASE | re.DOTALL)
    assert pattern.fits(text) == (same.fullmatch(text) is not None)
    assert pattern.within(text.lower()) == (same.search(text) is not None)


def test_stars_on_a_common_letter_take_no_time() -> None:
    """Where a regular expression would go back over a text of so many letters again and again."""
    begun = time.process_time()
    pattern = Pattern((*"eeeeeeee", "zzzq"))
    assert not pattern.within("e" * 100_000)
    assert not pattern.fits("e" * 100_000)
    assert time.process_time() - begun < 1
