"""What the server needs to know of Teams. botbuilder takes a second to load: only where Teams is set up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.channels.teams.settings import TeamsSettings
from bot.delivering.port import Port
from bot.product import Product
from storage.database import Database


@asynccontextmanager
async def teams_in(
    app: web.Application, settings: TeamsSettings | None, database: Database, product: Product
) -> AsyncIterator[Port | None]:
    """Adds the door to the app, where there is one, and keeps what is behind it running; gives what deliveries need."""
    if settings is None:
        yield None
        return
    from bot.channels.teams.door import open_door

    async with open_door(settings, database, product) as door:
        door.add_to(app)
        yield door.port
