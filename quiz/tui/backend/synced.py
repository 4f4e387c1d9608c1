"""Waiting for the sync beside a session, on the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quiz.app.home import Home

_LOOKED_S = 0.2


async def synced(home: Home) -> str:
    """Sync in a process of its own; what it has to say, "" for nothing."""
    from quiz.app.sync_beside import sync_beside

    running = sync_beside(home)
    if running is None:
        return ""
    while (said := running.said()) is None:
        await asyncio.sleep(_LOOKED_S)
    return said
