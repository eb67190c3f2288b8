"""What was to be told to somebody who left in between is not lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from bot.clock import AMSTERDAM
from bot.product import Product
from bot.records.planning import Planner
from storage.database import Database
from storage.people_tables import Person
from storage.reminder_tables import Reminder
from tests.bot.test_meetings import late_agreement
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def test_a_reader_who_left_in_between_was_not_told(
    world: World, database: Database, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marleen hears for Joost; she leaves after it was decided, and before it is written."""
    await late_agreement(world, "daan", "Het lesplan inleveren")
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    planner, first = Planner(database.sessions, product, everybody_reached=True), world.now
    for day in (15, 16, 17, 18):
        await planner.plan(datetime(2027, 3, day, 8, tzinfo=AMSTERDAM))
    async with database.sessions.begin() as session:
        rows = list(await session.scalars(select(Reminder).where(Reminder.key.startswith("agreement/"))))
    assert rows, first
    owner = rows[0].person_id
    reader = marleen.person.id if owner != marleen.person.id else joost.person.id
    async with database.sessions.begin() as session:
        await session.execute(
            update(Reminder).where(Reminder.id == rows[0].id).values(hears=reader, told_on=date(2027, 3, 1))
        )
    tell = Planner._tell_readers

    async def leaves_first(self: Planner, at: datetime) -> int:
        async with database.sessions.begin() as session:
            await session.execute(update(Person).where(Person.id == reader).values(left_on=date(2027, 3, 19)))
        return await tell(self, at)

    monkeypatch.setattr(Planner, "_tell_readers", leaves_first)
    await planner.plan(datetime(2027, 3, 19, 8, tzinfo=AMSTERDAM))
    async with database.sessions.begin() as session:
        row = (await session.scalars(select(Reminder).where(Reminder.id == rows[0].id))).one()
        assert (row.reader, row.waiting, row.told_on, row.told_to) == (None, None, None, None)
    await planner.plan(datetime(2027, 3, 22, 8, tzinfo=AMSTERDAM))
    async with database.sessions.begin() as session:
        row = (await session.scalars(select(Reminder).where(Reminder.id == rows[0].id))).one()
        assert row.told_on == date(2027, 3, 22), "the owner hears of it now"
