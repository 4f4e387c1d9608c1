"""The ids that cards had before, and what has become of them. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping


def chained(before: Mapping[str, str], said: Mapping[str, str], cards: Container[str]) -> dict[str, str]:
    """The present id by each former one: what the decks say now, and what they said before where they are silent."""
    steps = {old: new for old, new in {**before, **said}.items() if old not in cards}
    present = {}
    for old in steps:
        new, passed = old, {old}
        while (new := steps.get(new, new)) not in passed:
            passed.add(new)
        present[old] = new
    return {old: new for old, new in present.items() if old != new}
