"""The messages when the engine has died: to its owner, and to everyone who waits for a reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quiz.engine.protocol import Reply, lost
from quiz.errors import EngineError


def report_death(
    python: str, why: str, on_death: Callable[[EngineError], None], orphans: Iterable[Callable[[Reply], None]]
) -> None:
    """Tell `on_death` why torch could not be run by `python`, and then the `orphans` that their jobs are lost."""
    on_death(
        EngineError(
            f"torch could not be run by {python}: {why}",
            fix="Check that this interpreter has torch: python -c 'import torch'.",
        )
    )
    for done in orphans:
        done(lost("the engine died"))
