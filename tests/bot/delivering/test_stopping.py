"""A server that stops does so in time, whatever its engine was doing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from bot import background
from bot.background import beside
from bot.clock import present
from bot.delivering.embedded import Embedded, embedded
from bot.delivering.port import Delivery
from bot.delivering.running import Runner
from bot.product import Product
from bot.turn import Turns
from storage.database import Database
from tests.bot.delivering.test_faults import QUICK, Platform, lines, write
from tests.bot.world import World


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_it_does_not_wait_for_a_platform_that_hangs(database: Database, product: Product) -> None:
    """What was being sent is left for the next server."""
    begun = asyncio.Event()

    async def hang(_: Delivery) -> None:
        begun.set()
        await asyncio.sleep(60)

    await write(await World.begin(database, product), 1)
    turns = Turns(product, database.sessions, present)
    async with embedded(Runner(database, turns, {"slack": Platform(hang)}, replace(QUICK, delivery=30.0))):
        async with asyncio.timeout(10):
            await begun.wait()
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 5
    assert [line.state for line in await lines(database)] == ["sending"]


@pytest.mark.parametrize("steps", range(5))
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_it_stops_also_just_when_a_lane_ends(database: Database, product: Product, steps: int) -> None:
    engine = Embedded(Runner(database, Turns(product, database.sessions, present), {}, replace(QUICK, tick=60.0)))
    task = asyncio.create_task(engine.run())
    await asyncio.sleep(0.1)
    engine._ended.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task}, timeout=2)
    stopped = task.done()
    task.cancel()
    assert stopped


async def test_a_cancellation_that_was_lost_is_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN", 0.05)
    said = 0

    async def lose_the_first() -> None:
        nonlocal said
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                said += 1
                if said > 1:
                    raise

    async with asyncio.timeout(5), beside(lose_the_first()):
        await asyncio.sleep(0)
    assert said == 2
