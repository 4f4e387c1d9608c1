"""Which lines of a program differ from the program that it was made from, and which of that one are gone."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """`added` are the numbers of lines of the program, from 1, that were not there before; `removed` the lines that
    stood before a line of that number and are there no more. Blank lines are left out.
    """

    added: frozenset[int] = frozenset()
    removed: dict[int, tuple[str, ...]] = field(default_factory=dict)


def changes(base: str, code: str) -> Changes:
    """What was changed in `base` to make `code`; nothing without a base."""
    if not base:
        return Changes()
    from difflib import SequenceMatcher  # not needed before the first verdict

    before, after = base.strip("\n").splitlines(), code.strip("\n").splitlines()
    added: set[int] = set()
    removed: dict[int, tuple[str, ...]] = {}
    for tag, start, end, at, to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            added.update(number + 1 for number in range(at, to) if after[number].strip())
            if lines := tuple(line for line in before[start:end] if line.strip()):
                removed[at + 1] = lines
    return Changes(frozenset(added), removed)
