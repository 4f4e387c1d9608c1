"""Background work of screens and widgets, which lasts only as long as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakSet

from textual import work
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.worker import Worker

Shown = TypeVar("Shown", bound=DOMNode)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def while_shown(
    group: str, *, replaces: bool = True
) -> Callable[
    [Callable[Concatenate[Shown, Given], Coroutine[Any, Any, Result]]],
    Callable[Concatenate[Shown, Given], Worker[Result | None]],
]:
    """A method as Textual's `work`, at most one of its group at a time.

    A call cancels the one before that is still at work; if it does not replace it, it does nothing itself. What it
    waited for may arrive while its screen is being removed: parts of the screen are gone before the worker is
    cancelled, so a part that is not found then is not an error. The result is then None.
    """

    def decorate(
        method: Callable[Concatenate[Shown, Given], Coroutine[Any, Any, Result]],
    ) -> Callable[Concatenate[Shown, Given], Worker[Result | None]]:
        at_work: WeakSet[DOMNode] = WeakSet()

        @wraps(method)
        async def worked(self: Shown, *args: Given.args, **kwargs: Given.kwargs) -> Result | None:
            if not replaces and self in at_work:
                return None
            at_work.add(self)
            try:
                return await method(self, *args, **kwargs)
            except NoMatches:
                if self.display:
                    raise
                return None
            finally:
                at_work.discard(self)

        return work(exclusive=replaces, group=group)(worked)

    return decorate
