"""Decks of every kind with anything done to them: no traceback, no second of silence, and nothing run while loading."""

from __future__ import annotations

import random
import time

import pytest
from deck_storm import PIECES, nothing_is_run
from seven import DECK

from quiz.errors import DeckError
from quiz.library.load import load

HEAD, *CARDS = DECK.split("  - id: ")
DECKS = [HEAD + "".join(f"  - id: {card}" for card in CARDS[at : at + 2]) for at in range(0, len(CARDS), 2)]


def mutated(rng: random.Random) -> str:
    """A deck after some slips, cuts and swaps."""
    text = rng.choice(DECKS)
    for _ in range(rng.randint(1, 6)):
        how, lines = rng.randrange(6), text.split("\n")
        one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        at, size = rng.randrange(len(text) + 1), rng.randint(0, 20)
        if how == 0:
            del lines[one]
        elif how == 1:
            lines.insert(other, lines[one])
        elif how == 2:
            lines[one], lines[other] = lines[other], lines[one]
        elif how == 3:
            lines[one] = " " * rng.randrange(12) + lines[one].lstrip()
        text = "\n".join(lines)
        if how == 4:
            text = text[:at] + rng.choice(PIECES) + text[at + size :]
        elif how == 5:
            text = text[:at] + chr(rng.choice((rng.randrange(128), rng.randrange(0xFFFF)))) + text[at + 1 :]
    return text


def storm_of_decks(count: int, seed: int) -> tuple[int, float]:
    """How many of the mutated decks still load, and the longest that one took."""
    rng, loaded, longest = random.Random(seed), 0, 0.0
    assert all(load("storm.yaml", text) for text in DECKS)  # importing what loads a deck is no deck that is run
    for _ in range(count):
        text = mutated(rng)
        begun = time.process_time()
        try:
            with nothing_is_run():
                load("storm.yaml", text)
            loaded += 1
        except DeckError as error:
            assert all(problem.what and problem.fix for problem in error.problems), text
        longest = max(longest, time.process_time() - begun)
    return loaded, longest


def test_mutated_decks_load_or_are_refused_at_once() -> None:
    """A hundredth of the storm."""
    loaded, longest = storm_of_decks(500, 0)
    assert 0 < loaded < 500
    assert longest < 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(10))
def test_fifty_thousand_mutated_decks(part: int) -> None:
    """5,000 in each part."""
    loaded, longest = storm_of_decks(5000, part)
    print(f"{loaded} of 5,000 load; the longest took {longest * 1000:.0f} ms")
    assert longest < 1
