"""Moving the clock of the demonstration, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import MovableClock
from bot.product import Product
from bot.time_travel import TimeTravel
from storage.database import Database
from tests.bot.world import THURSDAY, World


async def test_the_same_days_can_be_travelled_twice(database: Database, product: Product) -> None:
    world = await World.begin(database, product)
    travel = TimeTravel(database, product, MovableClock(lambda: THURSDAY))
    daan = await world.as_("daan")
    told = []
    for _ in range(2):
        await travel.to((THURSDAY + timedelta(days=7)).date())
        world.now = travel.clock()
        told.append(await daan.notices())
        await travel.put_back()
        world.now = THURSDAY
    assert told[0]
    assert told[1] == told[0]
