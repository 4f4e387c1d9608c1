"""One engine for all proofs: torch takes a second to load."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quiz.engine.client import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine() as started:
        yield started
