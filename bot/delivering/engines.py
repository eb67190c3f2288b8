"""The two engines: embedded in this process, or distributed over any number of them by PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import URL

from bot.clock import present
from bot.delivering.embedded import embedded
from bot.delivering.port import Port
from bot.delivering.running import Runner
from bot.delivering.times import TIMES, Times
from bot.faults import ServerError
from bot.product import Product
from bot.settings import Settings
from bot.turn import Turns
from storage.database import Database

ENGINE = "WEGWIJZER_ENGINE"
EMBEDDED, DISTRIBUTED = "embedded", "distributed"
ENGINES = (EMBEDDED, DISTRIBUTED)


def is_distributed(asked: str | None, url: URL, environment: Mapping[str, str] = os.environ) -> bool:
    """Which engine was asked for, by the command or else by the setting. Raises ServerError where it cannot be."""
    engine = asked or environment.get(ENGINE, "").strip() or EMBEDDED
    if engine not in ENGINES:
        raise ServerError(f"{ENGINE} is {engine!r}; allowed: {', '.join(ENGINES)}.")
    if engine == DISTRIBUTED and url.get_backend_name() != "postgresql":
        raise ServerError(
            "The distributed engine needs PostgreSQL: set WEGWIJZER_DATABASE_URL, or leave the engine out."
        )
    return engine == DISTRIBUTED


@asynccontextmanager
async def delivering(
    database: Database,
    product: Product,
    ports: Iterable[Port | None],
    settings: Settings,
    *,
    distributed: bool,
    times: Times = TIMES,
) -> AsyncIterator[None]:
    """What waits is brought for as long as it is open. Raises ServerError."""
    known = {port.channel: port for port in ports if port is not None}
    if not known:
        yield
        return
    runner = Runner(database, Turns(product, database.sessions, present), known, times)
    if not distributed:
        async with embedded(runner):
            yield
        return
    # Takes a while to load, and most servers do without.
    from bot.delivering.distributed import Distributed

    async with Distributed(runner, settings.database).open():
        yield
