"""A transaction leaves all or nothing behind, and its connection is free again, whatever happened in it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from storage.conversations import claim_conversation, last_heard
from storage.database import Database, transaction

NOW = datetime(2027, 3, 11, 8, tzinfo=UTC)


async def heard(database: Database) -> datetime | None:
    async with database.sessions.begin() as session:
        return await last_heard(session, "web/1")


async def test_what_was_done_stays(database: Database) -> None:
    async with transaction(database.sessions) as begun:
        await claim_conversation(begun, "web/1", NOW)
    assert await heard(database) == NOW


async def test_after_an_error_nothing_stays(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _failing(database)
    assert await heard(database) is None


async def _failing(database: Database) -> None:
    async with transaction(database.sessions) as begun:
        await claim_conversation(begun, "web/1", NOW)
        _ = 1 / 0


async def test_whoever_is_cancelled_keeps_no_connection(database: Database) -> None:
    """On SQLite there is one connection: the next transaction would wait for ever."""
    for _ in range(20):
        begun = asyncio.Event()
        task = asyncio.create_task(_hanging(database, begun))
        await asyncio.wait_for(begun.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await asyncio.wait_for(heard(database), 5) is None


async def _hanging(database: Database, inside: asyncio.Event) -> None:
    async with transaction(database.sessions) as begun:
        await claim_conversation(begun, "web/1", NOW)
        inside.set()
        await asyncio.Event().wait()
