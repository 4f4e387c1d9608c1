"""How children are made on this system."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum

from quiz.errors import ConfigError


class Strategy(StrEnum):
    """How a child is made."""

    FORK = "fork"
    """Forked from a zygote that has loaded torch: in milliseconds, sharing the zygote's memory."""
    SPAWN = "spawn"
    """As a new process, which loads torch by itself: in about a second, on every system."""


def strategy(environ: Mapping[str, str] = os.environ) -> Strategy:
    """Fork on Linux, spawn elsewhere: macOS has a fork that its libraries do not survive, Windows has none.

    QUIZ_START=spawn chooses the other way, to try it out. Raises ConfigError when it names an impossible one.
    """
    asked = environ.get("QUIZ_START", "")
    if asked == Strategy.SPAWN:
        return Strategy.SPAWN
    if sys.platform == "linux" and asked in ("", Strategy.FORK):
        return Strategy.FORK
    if not asked:
        return Strategy.SPAWN
    raise ConfigError(
        "torch cannot be started in this way",
        where=f"QUIZ_START={asked!r}",
        fix="Leave it unset, or set it to `spawn`.",
    )
