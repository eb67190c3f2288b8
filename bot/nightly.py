"""What the server does by itself, each night at three: forget what has been kept long enough."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import AMSTERDAM, Clock
from storage.database import Database
from storage.encryption import EncryptionError
from storage.retention import Days, forget_expired

AT = time(3, tzinfo=AMSTERDAM)
LONGEST_SLEEP = timedelta(minutes=10)
Wait = Callable[[float], Awaitable[None]]
log = logging.getLogger(__name__)


async def nightly(database: Database, rules: Days, now: Clock, wait: Wait = asyncio.sleep) -> None:
    """At once, so that a missed night is made up, and then each night. A night that fails is left to the next one."""
    while True:
        await _try_to_forget(database, rules, now)
        due = next_night(now())
        while now() < due:
            await wait(min(due - now(), LONGEST_SLEEP).total_seconds())


def next_night(now: datetime) -> datetime:
    """The next three o'clock in Amsterdam, also where the clock changes."""
    today = now.astimezone(AMSTERDAM).date()
    due = datetime.combine(today, AT)
    return due if due > now else datetime.combine(today + timedelta(days=1), AT)


async def forget_all(database: Database, rules: Days, now: datetime) -> dict[str, int]:
    """All that has been kept long enough, batch by batch, each in its own transaction; how many, by kind."""
    total: Counter[str] = Counter()
    while True:
        async with database.sessions.begin() as session:
            gone = await forget_expired(session, rules, now.astimezone(AMSTERDAM))
        if not any(gone.values()):
            return dict(total)
        total.update({kind: count for kind, count in gone.items() if count})
        await asyncio.sleep(0)


async def _try_to_forget(database: Database, rules: Days, now: Clock) -> None:
    """The log gets counts and the name of a fault, never what was stored."""
    try:
        gone = await forget_all(database, rules, now())
    except (SQLAlchemyError, EncryptionError, OSError) as error:
        log.error("forgetting failed (%s); the next night tries again", type(error).__name__)  # noqa: TRY400
        return
    log.info("forgotten: %s", ", ".join(f"{count} {kind}" for kind, count in gone.items()) or "nothing")
