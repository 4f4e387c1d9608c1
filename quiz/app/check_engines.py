"""The engines of a check: that of the learner's settings, and its twin with another hash seed, made when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.app.home import Home
from quiz.engine.at_need import EngineAtNeed

if TYPE_CHECKING:
    from quiz.engine.client import Engine

OTHER_HASHES = 1
"""The hash seed of the twin; the engine's is 0."""


def check_engines(
    home: Home, python: str = "", device: str = "", *, keep: bool = False
) -> tuple[EngineAtNeed, EngineAtNeed]:
    """The engine and its twin, with these options or the settings where they are empty.

    Both are to be left, the twin first; with `keep` they may stay for the next command.
    """
    wished = device or home.settings.device

    def make() -> Engine:
        return home.engine(python, device, ahead=False, keep=keep)

    def twin() -> Engine:
        from quiz.engine.client import Engine
        from quiz.engine.keeping import keeping

        kept = keeping(home.environ, leave=keep)
        interpreter, beside = python or home.settings.python, torch.engine()
        return Engine(interpreter, None, wished, 0, OTHER_HASHES, ahead=False, beside=beside, keep=kept)

    torch = EngineAtNeed(make, lambda: home.known_hello(python, device))
    return torch, EngineAtNeed(twin)
