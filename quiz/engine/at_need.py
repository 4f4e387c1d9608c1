"""An engine that is made when a job needs it; what is known of its torch can be asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from quiz.worker.wire import Hello

if TYPE_CHECKING:
    from quiz.engine.client import Engine


class EngineAtNeed:
    """A context manager: leaving it ends the engine, if one was made.

    `make` makes the engine; `known` gives the hello of an earlier start that still holds, None if there is none.
    """

    def __init__(self, make: Callable[[], Engine], known: Callable[[], Hello | None] = lambda: None) -> None:
        self._make = make
        self._known = known
        self._engine: Engine | None = None

    def __enter__(self) -> EngineAtNeed:
        return self

    def __exit__(self, *_: object) -> None:
        if self._engine is not None:
            self._engine.__exit__()
            self._engine = None

    def known(self) -> Hello | None:
        """What is known of this torch without starting it."""
        return self._known() if self._engine is None else None

    def prepare(self) -> None:
        """Begin to load torch and return at once. Raises EngineError when the interpreter cannot be started."""
        self.engine().prepare()

    def engine(self) -> Engine:
        """The engine, made now if this is the first call; torch begins to load when it is prepared or started."""
        if self._engine is None:
            self._engine = self._make()
        return self._engine
