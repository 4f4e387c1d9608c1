"""One language server for all tests of it: loading torch takes longer than all that they ask."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from editor import Editor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("decks"))
    await editor.start()
    yield editor
    await editor.stop()
