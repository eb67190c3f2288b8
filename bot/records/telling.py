"""Telling people what the program does by itself, and when it may: through the working day in the Netherlands."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.message import Message
from bot.working_days import is_working_day
from storage.case_files import add_notice

FIRST_HOUR, LAST_HOUR = time(8), time(18)


def working_day(now: datetime) -> date | None:
    """The day in Europe/Amsterdam, if people work then at that hour."""
    local = now.astimezone(AMSTERDAM)
    return local.date() if is_working_day(local.date()) and FIRST_HOUR <= local.time() < LAST_HOUR else None


async def tell(session: AsyncSession, reader: Someone, key: str, message: Message, now: datetime) -> None:
    """Once a reader and key, in the transaction of what caused it."""
    stored = message.model_dump(mode="json", exclude_defaults=True)
    await add_notice(session, key=f"{key}/{reader.id}", person_id=reader.id, message=stored, now=now)
