"""Recognising errors that the confinement or a limit of card code caused: they are no answers of Python or torch.

Recognised by the exception and those that led to it: libraries wrap refusals of the system in errors of their own.
"""

from __future__ import annotations

import errno
import re
from typing import Iterator, Optional

from ..confine import imports
from ..wire import UNAVAILABLE

FORBIDDEN = "card code may not start programs or processes, use the network, or read files of the machine"
MEMORY = "card code may take 1 GiB of memory"
LIMITS = {
    errno.EPERM: FORBIDDEN,
    errno.EACCES: FORBIDDEN,
    errno.EFBIG: "card code may write 16 MiB to a file",
    errno.EMFILE: "card code may keep 64 files open",
}
NO_MACHINE_BYTES = 1 << 40
"""A request for more memory than this is refused anywhere, and that is torch's answer."""
MAX_CHAIN = 20

_REFUSED = re.compile(r"operation not permitted|permission denied|cannot resolve [\d.]+ to a", re.IGNORECASE)
_ALLOCATION = re.compile(r"you tried to allocate (\d+) bytes")


def begin() -> None:
    """Forget the requests of earlier code."""
    imports.asked_by_card.clear()


def reason(error: Optional[BaseException]) -> str:
    """Why the confinement decided the result of the code that raised `error`; "" when it did not."""
    for name in imports.asked_by_card:
        return f"`{name}` {UNAVAILABLE}"
    if error is None:
        return ""
    try:
        return next(filter(None, (_cause(link, str(error)) for link in _chain(error))), "")
    except Exception:  # a card's own exception may do anything when it is inspected
        return ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, and those that led to it."""
    link: Optional[BaseException] = error
    for _ in range(MAX_CHAIN):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _cause(error: BaseException, message: str) -> str:
    """The reason for one exception of a chain; `message` is that of the chain's end."""
    if isinstance(error, ModuleNotFoundError):
        top = (error.name or "").partition(".")[0]
        # An optional library that torch tried to import in vain does not explain every later error.
        return f"`{top}` {UNAVAILABLE}" if top in imports.withheld and top in message else ""
    if isinstance(error, OSError) and error.errno in LIMITS:
        return f"{_line(error)}: {LIMITS[error.errno]}"
    if isinstance(error, MemoryError):
        return f"{_line(error)}: {MEMORY}"
    if isinstance(error, RuntimeError):
        asked = _ALLOCATION.search(str(error))
        if asked is not None:
            return f"{_line(error)}: {MEMORY}" if int(asked[1]) < NO_MACHINE_BYTES else ""
        if _REFUSED.search(str(error)):
            return f"{_line(error)}: {FORBIDDEN}"
    return ""


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
