"""Whose code may run: every deck's when children are confined, else shipped, own and trusted decks.

Decks that ship with the quiz and those in the learner's folder run as they are. Any other (`Card.foreign`) runs when
its children are confined, or after `quiz trust DECK`.
"""

from __future__ import annotations

import shlex

from quiz.worker.wire import Hello

UNTRUSTED = "untrusted"
"""The error code of a card that may not run."""
WALL = frozenset({"seccomp", "landlock"})
"""The layers that together keep a child from everything outside it; each alone leaves gaps."""


def whole(hello: Hello) -> bool:
    """Whether the confinement of children is complete."""
    return WALL.issubset(hello["layers"])


FROM_ELSEWHERE = "its deck is from elsewhere"
"""How every refusal begins."""


def refusal(path: str) -> str:
    """Why the cards of the deck at `path` may not run, with the command that allows it."""
    return f"{FROM_ELSEWHERE}, and nothing here confines its code; read it, then: {trusting(path)}"


def trusting(path: str) -> str:
    """The command by which a learner trusts a deck."""
    return f"quiz trust {shlex.quote(path)}"


def sentences(hello: Hello) -> list[tuple[str, str]]:
    """The layers that confine every child, each with what it stops."""
    if not hello["layers"]:
        return []
    from quiz.worker.confine.plan import LAYERS  # only if there are some: it is written for Linux

    return [(name, LAYERS.get(name, "")) for name in hello["layers"]]
