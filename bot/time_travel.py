"""Moving the clock of the demonstration: each morning in between is planned, as if the server had been up all along."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.clock import AMSTERDAM, MovableClock
from bot.people import DEMONSTRATION_DOMAIN
from bot.planning_rounds import Mornings
from bot.product import Product
from bot.reminders.hours import WORKING_HOURS, mornings
from bot.rounds import one_round
from bot.working_days import is_working_day
from storage.database import Database
from storage.reminders import forget_after, others_than

FARTHEST = timedelta(days=366)
AT = time(9)


class TooFarError(Exception):
    """Before the real present, or too far ahead."""


@dataclass(frozen=True)
class TimeTravel:
    """Only with people who are all made up: a reminder that goes to real people comes when it is time."""

    database: Database
    product: Product
    clock: MovableClock
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def possible(self) -> bool:
        async with self.database.sessions.begin() as session:
            return not await others_than(session, f"@{DEMONSTRATION_DOMAIN}")

    async def begin(self) -> None:
        """What was told in a present that is still to come was told on a clock that moved."""
        if await self.possible():
            await self.put_back()

    async def put_back(self) -> None:
        async with self._moving:
            self.clock.put_back()
            await self._forget()

    async def ahead(self, days: int) -> None:
        """To the same time on a later day, also where the clock changes in between."""
        local = self.clock().astimezone(AMSTERDAM)
        await self._move(datetime.combine(local.date() + timedelta(days=days), local.time(), AMSTERDAM))

    async def to(self, day: date) -> None:
        """To nine in the morning of that day; today: to the real present. Raises TooFarError."""
        real = self.clock.real()
        if day == real.astimezone(AMSTERDAM).date():
            await self.put_back()
            return
        moment = datetime.combine(day, AT, AMSTERDAM)
        if moment < real:
            raise TooFarError
        await self._move(moment)

    async def _move(self, moment: datetime) -> None:
        """Raises TooFarError."""
        async with self._moving:
            now = self.clock()
            if moment - now > FARTHEST:
                raise TooFarError
            rounds = Mornings(self.database, self.product, self.clock, everybody_reached=True)
            for morning in mornings(now, moment, WORKING_HOURS, is_working_day):
                self.clock.move_to(morning + timedelta(minutes=1))
                await one_round(self.database, self.product, self.clock)
                await rounds.one_round()
                await asyncio.sleep(0)
            self.clock.move_to(moment)
            if moment < now:
                await self._forget()
            await rounds.one_round()

    async def _forget(self) -> None:
        async with self.database.sessions.begin() as session:
            await forget_after(session, self.clock())
