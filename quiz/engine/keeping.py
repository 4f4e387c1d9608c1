"""Whether an engine stays behind for the next command, and for how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from quiz.errors import ConfigError

VARIABLE = "QUIZ_KEEP"
KEPT_S = 300.0
"""How long an engine waits for somebody by default."""


class Keeping(NamedTuple):
    """`use` is whether an engine that waits already is used; one that is started stays for `seconds`, 0 for not."""

    use: bool
    seconds: float = 0.0


NOT_KEPT = Keeping(use=False)


def keeping(environ: Mapping[str, str], *, leave: bool) -> Keeping:
    """How it is done in this environment; with `leave` a started engine may stay.

    QUIZ_KEEP has the seconds; with 0, and wherever CI is set, no engine is kept or used. Raises ConfigError.
    """
    asked = environ.get(VARIABLE, "").strip()
    try:
        seconds = float(asked) if asked else KEPT_S
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ConfigError(
            "an engine is kept for a number of seconds",
            where=f"{VARIABLE}={asked!r}",
            fix="Set it to a number such as 600, or to 0 for not at all.",
        )
    if not seconds or environ.get("CI"):
        return NOT_KEPT
    return Keeping(use=True, seconds=seconds if leave else 0.0)
