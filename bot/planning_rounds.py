"""What the server does by itself each morning: tell everybody what is due for them."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import AMSTERDAM, Clock
from bot.product import Product
from bot.records.planning import Planner
from bot.records.rhythm import Rhythms
from storage.database import Database
from storage.encryption import EncryptionError
from storage.reminders import mark_planned, planned_mornings

EVERY = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mornings:
    """`everybody_reached`: no platform is configured, so that everybody reads the web chat."""

    database: Database
    product: Product
    now: Clock
    everybody_reached: bool

    async def rounds(self) -> None:
        """One at once, so that a morning that was missed is made up, then every five minutes."""
        while True:
            try:
                await self.one_round()
            except (SQLAlchemyError, EncryptionError, OSError) as error:
                log.error("planning failed (%s); the next round tries again", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(EVERY.total_seconds())

    async def one_round(self) -> int:
        """Plans each morning of today that has begun and was not planned yet; how many people are told something."""
        now = self.now()
        today = now.astimezone(AMSTERDAM).date()
        begun = {datetime.combine(today, morning, AMSTERDAM) for morning in Rhythms(self.product.calendar).mornings()}
        async with self.database.sessions.begin() as session:
            planned = await planned_mornings(session, min(begun))
        told = 0
        for morning in sorted(one for one in begun if one <= now and one not in planned):
            told += await self._plan(morning, now)
        return told

    async def _plan(self, morning: datetime, now: datetime) -> int:
        """Marked only when all of it is done: after a crash the rest is told, and what was told is not told again."""
        planner = Planner(self.database.sessions, self.product, self.everybody_reached)
        told = await planner.plan(now, morning=morning.timetz().replace(tzinfo=None))
        async with self.database.sessions.begin() as session:
            await mark_planned(session, morning, now)
        log.info("planned the morning: %d people are told something", told)
        return told
