"""Seeds: chance for a review, and one number for a review that is to be had again."""

from __future__ import annotations

from quiz.review.seeds import seeds


def test_one_number_gives_the_same_questions_again() -> None:
    """Whatever the order in which cards are asked; the nth question of a card has a seed of its own."""
    one, same, other = seeds(7), seeds(7), seeds(8)
    asked = [("deck/a", 0), ("deck/a", 1), ("deck/b", 0)]
    assert [one(*card) for card in asked] == [same(*card) for card in reversed(asked)][::-1]
    assert len({one(*card) for card in asked}) == 3
    assert one("deck/a", 0) != other("deck/a", 0)


def test_without_a_number_each_review_is_another() -> None:
    """So that an answer cannot be memorised."""
    assert len({seeds(None)("deck/a", 0) for _ in range(20)}) > 1


def test_seeds_fit_into_31_bits() -> None:
    """They are logged, and typed after --seed."""
    assert all(0 <= seeds(number)("deck/a", number) < 2**31 for number in range(50))
