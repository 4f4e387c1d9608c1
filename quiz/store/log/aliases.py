"""The ids that cards had before, and what has become of them. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping


def chained(before: Mapping[str, str], told: Mapping[str, str], cards: Container[str]) -> dict[str, str]:
    """The present id by each former one: what is told now, and what was told before where that says nothing else."""
    steps = {old: new for old, new in {**before, **told}.items() if old not in cards}
    present = {}
    for old in steps:
        new, passed = old, {old}
        while (new := steps.get(new, new)) not in passed:
            passed.add(new)
        present[old] = new
    return {old: new for old, new in present.items() if old != new}
