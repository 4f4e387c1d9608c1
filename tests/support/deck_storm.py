"""What storms of broken decks are made of, and what must not happen in one."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PIECES = [*"\t|>[]{}'\"#$\\`é\0:", "", "- ", "  ", "&a", "*a", "!!x ", "<<: ", "---", "$x", "$$", "null", "1:30"]


@contextmanager
def nothing_is_run() -> Iterator[None]:
    """`exec` and `eval` fail while this lasts."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a deck was run while it was loaded")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "exec", refuse)
        patch.setattr(builtins, "eval", refuse)
        yield
