"""The distributed engine within one process: it starts only on its tables, delivers, and stops cleanly."""

from __future__ import annotations

import time

import psycopg
import pytest

from bot.clock import present
from bot.delivering.distributed import SCHEMA, Distributed, conninfo, is_prepared, prepare
from bot.delivering.running import Runner
from bot.faults import ServerError
from bot.product import Product
from bot.turn import Turns
from storage.database import database_url
from tests.bot.delivering.test_faults import QUICK, Platform, is_sent, lines, until, write
from tests.bot.world import World
from tests.conftest import on_postgres


async def test_it_needs_its_tables_delivers_and_stops(postgres: str, product: Product) -> None:
    url = database_url(postgres)
    async with await psycopg.AsyncConnection.connect(conninfo(url)) as connection:
        await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE".encode())
    async with on_postgres(postgres) as database:
        platform = Platform()
        runner = Runner(database, Turns(product, database.sessions, present), {"slack": platform}, QUICK)
        with pytest.raises(ServerError, match="wegwijzer database upgrade"):
            async with Distributed(runner, url).open():
                pass
        await prepare(url)
        await prepare(url)
        assert await is_prepared(url)
        await write(await World.begin(database, product), 20)
        async with Distributed(runner, url).open():
            await until(database, is_sent)
            begun = time.monotonic()
        assert time.monotonic() - begun < 5
        assert sorted(platform.numbers) == [line.id for line in await lines(database)]
