"""The seeds of a session's questions: chance, or all of them from one number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256


def seeds(seed: int | None) -> Callable[[str, int], int]:
    """`seeds(seed)(card, nth)` is the seed of the nth question of a card: random, or derived from `seed` alone."""
    if seed is None:
        return lambda card, nth: secrets.randbits(31)
    return lambda card, nth: int.from_bytes(sha256(f"{seed} {card} {nth}".encode()).digest()[:4], "little") >> 1
