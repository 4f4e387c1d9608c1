"""The environment in which commands are measured: as after an installation, and with no engine that waits."""

from __future__ import annotations

import os

_UNWANTED = ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")
"""The second would have Python compile the quiz at each start, which takes half of the time of a short command."""


def surroundings(**changes: str) -> dict[str, str]:
    """The environment without what would set the quiz otherwise, with these changes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIZ_") and name not in _UNWANTED}
    return {**kept, "QUIZ_KEEP": "0", **changes}
