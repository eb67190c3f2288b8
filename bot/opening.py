"""The database, opened as the settings say, for the server and for commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import AMSTERDAM, Clock, present
from bot.settings import Settings
from storage.database import Database, check_sqlite_file, connect
from storage.keys import require_keys
from storage.schema import require_current, upgrade


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database, ready for use. Raises DatabaseError or EncryptionError."""
    if settings.sqlite_file:
        check_sqlite_file(settings.sqlite_file)
    database = connect(settings.database, settings.cipher)
    try:
        await (upgrade(database) if settings.embedded else require_current(database))
        await require_keys(database)
        yield database
    finally:
        await database.close()


async def seed(database: Database, now: Clock = present) -> None:
    """Gives an embedded database that knows nobody the people to try it out with, as the roster of that day."""
    from bot.roster.demonstration import seed_demonstration

    async with database.sessions.begin() as session:
        await seed_demonstration(session, now().astimezone(AMSTERDAM).date())
