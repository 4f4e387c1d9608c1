"""What an author can get wrong: each mistake is told at its place, with what mends it."""

from __future__ import annotations

import pytest
from deck_mistakes import MISTAKES, Mistake
from deck_scene import GOOD, changed, problems


def test_the_good_deck_has_no_problem() -> None:
    """What follows changes one thing each in a deck that loads."""
    assert problems(GOOD) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_told_at_its_place_with_its_mend(mistake: Mistake) -> None:
    """File, line, column, what is wrong and what would mend it, for every mistake of the table."""
    found = problems(changed(mistake.old, mistake.new))
    assert found, "the deck loads"
    hit = next((problem for problem in found if mistake.what in problem.what), found[0])
    assert mistake.what in hit.what
    assert (hit.path, hit.line, hit.column) == ("demo.yaml", mistake.line, mistake.column)
    assert mistake.fix in hit.fix
    assert hit.fix.endswith((".", "?")), "a mend is a sentence"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_one_mistake_gives_few_messages(mistake: Mistake) -> None:
    """A slip is not answered with a heap of messages that only follow from it."""
    assert len(problems(changed(mistake.old, mistake.new))) <= 2


def test_ten_mistakes_give_ten_messages_in_the_order_of_the_file() -> None:
    """All the problems of a file are told in one run, whatever their sort."""
    text = GOOD
    for old, new in (
        ("order: 3", "order: third"),
        ("[cpu, cuda]", "[cpu, cudda]"),
        ("  import torch\n", "  import torch as\n"),
        ("form: value", "form: values"),
        ("Value of `out`?", "&note Value of `out`?"),
        ("      x = torch.arange($n)", "      x = torch.arange($m)"),
        ("raises: TypeError", "raises: TypeEror"),
        ("digits: 4", "digits: 40"),
        ("siblings: [views]", "siblings: [view]"),
        ("ignore: [Q204]", "ignored: [Q204]"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = problems(text)
    assert [problem.line for problem in found] == [5, 8, 11, 16, 17, 23, 30, 31, 40, 56]
    assert all(problem.column and problem.fix for problem in found)


def test_mistakes_past_the_first_hundred_are_counted_not_listed() -> None:
    """A file that is wrong throughout is answered in a page, not in a book."""
    found = problems(GOOD + "".join(f"    key-{number}: x\n" for number in range(5000)))
    assert len(found) == 101
    assert "only the first 100" in found[0].what
