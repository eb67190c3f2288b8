"""Running something beside the server, for as long as the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

# Longer than any of them takes to stop.
AGAIN = 20.0


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        # A library may lose a cancellation (`asyncio.wait_for` does, up to Python 3.11): it is said again then.
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=AGAIN)
        with suppress(asyncio.CancelledError):
            await task
