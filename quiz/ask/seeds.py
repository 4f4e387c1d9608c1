"""The seeds of questions: of a session, of a practice question, and of the draws of a check.

How attempt k of a question is drawn from its seed is up to the worker (`quiz/worker/run/rng.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeAlias

SeedOf: TypeAlias = Callable[[str, int], int]
"""`seed_of(card, nth)` is the seed of the nth question of a card, the same at every call."""
OTHER_CHANCE = 1_000_003


def session_seeds(seed: int | None) -> SeedOf:
    """The seeds of a session: random, or all derived from the one number."""
    if seed is not None:
        return lambda card, nth: int.from_bytes(sha256(f"{seed} {card} {nth}".encode()).digest()[:4], "little") >> 1
    drawn: dict[tuple[str, int], int] = {}
    return lambda card, nth: drawn.setdefault((card, nth), random_seed())


def random_seed() -> int:
    """An unpredictable seed of 31 bits: it is logged, and can be typed after --seed."""
    import secrets  # whoever gives a seed need not load it

    return secrets.randbits(31)


def practice_seed(seed: int) -> int:
    """The seed of a question with other numbers than the one of `seed`, for practice."""
    return seed + 1


def check_seeds(count: int, seed: int, drawn: bool) -> range:
    """The seeds on which `check` tries a card: `count` of them, none shared with another `seed`; one if not drawn."""
    first = seed * count
    return range(first, first + (count if drawn else 1))


def other_chance(seed: int) -> int:
    """A seed that starts the generators of the process elsewhere, while the draw stays the same."""
    return seed + OTHER_CHANCE
