"""What the server does by itself through the working day: passing on what nobody answers, or whose holder left."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.product import Product
from bot.records.passing_on import PassingOn
from bot.records.switch_succession import Succession
from storage.database import Database
from storage.encryption import EncryptionError

EVERY = timedelta(minutes=10)
log = logging.getLogger(__name__)


async def rounds(database: Database, product: Product, now: Clock) -> None:
    """A round at once, and then one every ten minutes. A round that fails is left to the next one."""
    while True:
        try:
            await one_round(database, product, now)
        except (SQLAlchemyError, EncryptionError, OSError) as error:
            log.error("passing on calls failed (%s); the next round tries again", type(error).__name__)  # noqa: TRY400
        await asyncio.sleep(EVERY.total_seconds())


async def one_round(database: Database, product: Product, now: Clock) -> int:
    """How many calls were passed on."""
    async with database.sessions.begin() as session:
        await Succession(session, product, now()).look_after()
        return await PassingOn(session, product, now()).pass_on_unanswered()
