"""Former ids of cards, chained to their present ids. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping


def chained(before: Mapping[str, str], said: Mapping[str, str], cards: Container[str]) -> dict[str, str]:
    """The present id for each former one: as the decks say now, else as they said before."""
    steps = {old: new for old, new in {**before, **said}.items() if old not in cards}
    present = {}
    for old in steps:
        new, passed = old, {old}
        while (new := steps.get(new, new)) not in passed:
            passed.add(new)
        present[old] = new
    return {old: new for old, new in present.items() if old != new}
