"""Writing down in the ledger what became of a delivery, also while the database is away for a moment."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivering.pacing import Pacing
from bot.delivering.port import DeliveryError, GoneError, LeaseLostError, LostError, PauseError, RefusedError
from bot.delivering.times import Times
from bot.turn import Turns
from storage import ledger
from storage.accounts import mark_gone
from storage.database import Sessions
from storage.ledger import Leased

FIRST_WAIT, LONGEST_WAIT = 10.0, 3600.0
MOST_REFUSALS = 3
BETWEEN_TRIES, GIVE_UP = 0.5, 15 * 60.0
log = logging.getLogger(__name__)
Writing = Callable[[AsyncSession], Awaitable[None]]


@dataclass(frozen=True)
class Recorder:
    """Of one lane, for its runner."""

    sessions: Sessions
    turns: Turns
    now: Clock
    times: Times
    lane: str
    runner: str
    pacing: Pacing

    @property
    def channel(self) -> str:
        return self.lane.partition("/")[0]

    async def begun(self, leased: Leased) -> None:
        """Committed before the request goes out. Raises LeaseLostError."""
        async with self.sessions.begin() as session:
            until = self.now() + timedelta(seconds=self.times.lease)
            if not await ledger.mark_sending(session, leased.id, self.runner, until):
                raise LeaseLostError("another runner has it")

    async def sent(self, leased: Leased) -> None:
        self.pacing.brought(leased.person_id)

        async def write(session: AsyncSession) -> None:
            await self.keep(session, leased)
            await ledger.mark_sent(session, leased.id, self.runner, self.now())

        await self._persistently(write)

    async def keep(self, session: AsyncSession, leased: Leased) -> None:
        """In the conversation of its person, so that its buttons work."""
        await self.turns.keep_notice(session, f"{self.channel}/{leased.person_id}", leased.id, leased.message)

    async def failed(self, leased: Leased, error: DeliveryError) -> None:
        if isinstance(error, LeaseLostError):
            return
        log.warning("delivery %s did not arrive (%s): %s", leased.id, self.channel, error.why)
        if isinstance(error, PauseError):
            self.pacing.pause(error.seconds)

        async def write(session: AsyncSession) -> None:
            await self._write_failure(session, leased, error)

        await self._persistently(write)

    async def _write_failure(self, session: AsyncSession, leased: Leased, error: DeliveryError) -> None:
        now, number = self.now(), leased.id
        match error:
            case GoneError():
                await mark_gone(session, self.channel, leased.account, error.why, now)
                if not await ledger.send_elsewhere(session, number, self.runner, leased.person_id):
                    await ledger.mark_dead(session, number, self.runner, error.why, nowhere=True)
            case LostError():
                ask_at = now + timedelta(seconds=self.times.ask)
                await ledger.mark_unknown(session, number, self.runner, ask_at, error.why)
            case PauseError():
                await ledger.put_back(session, number, self.runner, now, error.why)
                await ledger.pause_lane(session, self.lane, now + timedelta(seconds=error.seconds), error.why)
            case RefusedError() if leased.attempts + 1 >= MOST_REFUSALS:
                await ledger.mark_dead(session, number, self.runner, error.why)
            case RefusedError():
                later = now + timedelta(seconds=self.times.refused)
                await ledger.put_back(session, number, self.runner, later, error.why)
            case _:
                later = now + timedelta(seconds=backoff(leased.attempts))
                await ledger.put_back(session, number, self.runner, later, error.why)

    async def _persistently(self, write: Writing) -> None:
        """What happened cannot be undone, so it is written down as soon as the database is there again."""
        deadline = time.monotonic() + GIVE_UP
        while True:
            try:
                async with self.sessions.begin() as session:
                    await write(session)
            except (SQLAlchemyError, OSError) as error:
                if time.monotonic() >= deadline:
                    raise
                log.warning("the ledger cannot be written (%s); tried again", type(error).__name__)
                await asyncio.sleep(BETWEEN_TRIES)
            else:
                return


def backoff(attempts: int) -> float:
    """Seconds; twice as long each time."""
    return min(FIRST_WAIT * 2.0 ** min(attempts, 10), LONGEST_WAIT)
