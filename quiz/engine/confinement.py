"""Whose code may run: what confines it is trusted with every deck, a learner's word with one.

Decks that ship with the quiz and those in the learner's own folder run as they are. Any other (`Card.foreign`) runs
where its children are confined, else once the learner has said `quiz trust DECK`.
"""

from __future__ import annotations

import shlex

from quiz.worker.wire import Hello

UNTRUSTED = "untrusted"
"""The code of a card that may not run."""
WALL = frozenset({"seccomp", "landlock"})
"""The layers that together keep a child from all that is outside of it; each by itself leaves roads open."""


def whole(hello: Hello) -> bool:
    """Whether what confines a child lets nothing out."""
    return WALL.issubset(hello["layers"])


FROM_ELSEWHERE = "its deck is from elsewhere"
"""How every refusal begins."""


def refusal(path: str) -> str:
    """Why the cards of the deck at `path` may not run, with the command that mends it."""
    return f"{FROM_ELSEWHERE}, and nothing here confines its code; read it, then: {trusting(path)}"


def trusting(path: str) -> str:
    """The command by which a learner trusts a deck."""
    return f"quiz trust {shlex.quote(path)}"


def sentences(hello: Hello) -> list[tuple[str, str]]:
    """The layers that confine every child, each with what it stops."""
    if not hello["layers"]:
        return []
    from quiz.worker.confine.plan import LAYERS  # only where there are some: it is written for Linux

    return [(name, LAYERS.get(name, "")) for name in hello["layers"]]
