"""Which lines of a program differ from the program that it was made from."""

from __future__ import annotations


def changed_lines(base: str, code: str) -> set[int]:
    """The numbers of the lines of `code`, from 1, that are not in `base`, blank ones left out; () without a base."""
    if not base:
        return set()
    from difflib import SequenceMatcher  # not needed before the first verdict

    before, after = base.strip("\n").splitlines(), code.strip("\n").splitlines()
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {at for block in blocks for at in range(block.b, block.b + block.size)}
    return {at + 1 for at in range(len(after)) if at not in kept and after[at].strip()}
