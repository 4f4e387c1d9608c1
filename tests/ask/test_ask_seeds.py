"""Seeds: chance for a review, and one number for a review that is to be had again."""

from __future__ import annotations

from quiz.ask.seeds import check_seeds, other_chance, practice_seed, session_seeds


def test_one_number_gives_the_same_questions_again() -> None:
    """Whatever the order in which cards are asked; the nth question of a card has a seed of its own."""
    one, same, other = session_seeds(7), session_seeds(7), session_seeds(8)
    asked = [("deck/a", 0), ("deck/a", 1), ("deck/b", 0)]
    assert [one(*card) for card in asked] == [same(*card) for card in reversed(asked)][::-1]
    assert len({one(*card) for card in asked}) == 3
    assert one("deck/a", 0) != other("deck/a", 0)


def test_without_a_number_each_review_is_another() -> None:
    """So that an answer cannot be memorised."""
    assert len({session_seeds(None)("deck/a", 0) for _ in range(20)}) > 1


def test_seeds_fit_into_31_bits() -> None:
    """They are logged, and typed after --seed."""
    assert all(0 <= session_seeds(number)("deck/a", number) < 2**31 for number in range(50))


def test_a_random_seed_stays_the_same_while_its_question_is_asked() -> None:
    """A question that is prepared ahead is the one that is asked."""
    seed_of = session_seeds(None)
    assert seed_of("deck/a", 3) == seed_of("deck/a", 3)


def test_the_seeds_of_reviews_are_those_that_were_logged() -> None:
    """A recorded review can be asked again: the derivation does not change from release to release."""
    assert [session_seeds(7)("gather/rule", nth) for nth in (0, 1)] == [177622356, 755340671]
    assert (practice_seed(41), other_chance(41)) == (42, 1_000_044)


def test_two_checks_share_no_draw() -> None:
    """`check --seed S` tries other draws than `--seed S+1`; a card that draws nothing is tried once."""
    assert list(check_seeds(8, 2, drawn=True)) == list(range(16, 24))
    assert list(check_seeds(8, 2, drawn=False)) == [16]
