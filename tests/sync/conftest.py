"""What the tests of syncing share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from killed_sync import Killer
from sync_scene import Machine


@pytest.fixture(scope="session")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    if sys.platform != "linux":
        pytest.skip("ptrace is called as on Linux")
    running = Killer()
    probe = tmp_path_factory.mktemp("probe")
    try:
        (probe / "folder").mkdir()
        try:
            running.sync(probe / "home", probe / "folder", "2026-01-01T00:00:00+00:00")
        except OSError as error:
            pytest.skip(str(error))
        yield running
    finally:
        running.close()


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine, Machine]:
    """Three machines that share one folder."""
    folder = tmp_path / "shared"
    return Machine(tmp_path / "a", folder), Machine(tmp_path / "b", folder), Machine(tmp_path / "c", folder)
