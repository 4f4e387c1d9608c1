"""Commands are run one after the other as a learner runs them: each finds the engine that the one before has left."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _kept(kept: None) -> None:
    """Where the start itself is tested, a test sets QUIZ_KEEP=0."""
