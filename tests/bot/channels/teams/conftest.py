"""Wegwijzer with its Teams door, served on loopback, with Microsoft beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.channels.teams.connector import Patience
from bot.channels.teams.door import Door, Times, open_door
from bot.channels.teams.port import TeamsPort
from bot.channels.teams.settings import teams_settings
from bot.clock import present
from bot.delivering.embedded import embedded
from bot.delivering.running import Runner
from bot.delivering.times import Times as DeliveryTimes
from bot.opening import opened, seed
from bot.product import Product
from bot.server import application
from bot.settings import read_settings
from storage.database import Database
from tests.bot.channels.teams.client import Client
from tests.bot.channels.teams.microsoft import Microsoft, microsoft

PATIENCE = Patience(call=0.5, tries=4, first_wait=0.02, longest_wait=0.1, altogether=2.0)
SLOW = 1.3
HOUSE_PATIENCE = replace(PATIENCE, call=SLOW + 0.3, altogether=3.0)
QUICK = DeliveryTimes(tick=0.1, ask=0.2, renew=0.1)
TIMES = Times(acknowledge=1.0, click=0.8, latest_click=2.0)


def quick(port: TeamsPort) -> TeamsPort:
    return replace(port, patience=replace(port.patience, call=HOUSE_PATIENCE.call))


@dataclass
class House:
    """The running server and everything around it."""

    microsoft: Microsoft
    address: str
    database: Database
    door: Door
    session: ClientSession

    def client(self, name: str = "samira", **more: Any) -> Client:
        return Client(self.microsoft, self.address, self.session, name, **more)


Opening = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
async def ms() -> AsyncIterator[Microsoft]:
    async with microsoft() as here:
        yield here


@pytest.fixture
async def sqlite(ready_folder: Path) -> AsyncIterator[Database]:
    async with opened(read_settings({"WEGWIJZER_DATA": str(ready_folder)})) as database:
        yield database


@pytest.fixture
def house_of(ms: Microsoft, product: Product) -> Opening:
    """Opens a house on a database; again on the same one is a restart, or a second server."""

    @asynccontextmanager
    async def opening(database: Database, **changes: str) -> AsyncIterator[House]:
        await seed(database)
        settings = teams_settings(ms.environment | changes, "127.0.0.1")
        assert settings is not None
        app = application(database, product)
        async with (
            open_door(settings, database, product, present, patience=HOUSE_PATIENCE, times=TIMES) as door,
            embedded(Runner(database, door.handling.turns, {"teams": quick(door.port)}, QUICK)),
            ClientSession() as session,
        ):
            door.add_to(app)
            runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=0.2)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield House(ms, f"http://127.0.0.1:{runner.addresses[0][1]}/", database, door, session)
            await runner.cleanup()

    return opening


@pytest.fixture
async def house(house_of: Opening, sqlite: Database) -> AsyncIterator[House]:
    async with house_of(sqlite) as house:
        yield house
