"""The engine that comes along: a loop in the server's own process. One such process is enough for SQLite."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bot.background import beside
from bot.delivering.running import Runner
from storage.encryption import EncryptionError

# So many, so that people who talk meanwhile do not wait.
MOST_LANES = 2
AWAY = 2.0
FAULTS = (SQLAlchemyError, EncryptionError, OSError)
log = logging.getLogger(__name__)


@dataclass
class Embedded:
    runner: Runner
    _draining: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """For as long as the server runs. What fails is left to a later look."""
        try:
            while True:
                self._ended.clear()
                rest = await self._look()
                # Not wait_for: up to Python 3.11 it loses the cancellation that comes just as a lane ends.
                with suppress(TimeoutError):
                    async with asyncio.timeout(rest):
                        await self._ended.wait()
        finally:
            await self._stop()

    async def _look(self) -> float:
        """Seconds until the next one."""
        try:
            self._start(await self.runner.due())
        except FAULTS as error:
            log.error("looking for deliveries failed (%s); tried again", type(error).__name__)  # noqa: TRY400
            return AWAY
        return self.runner.times.tick

    def _start(self, lanes: Iterable[str]) -> None:
        for lane in lanes:
            if lane not in self._draining and len(self._draining) < MOST_LANES:
                self._draining[lane] = asyncio.create_task(self._drain(lane))

    async def _drain(self, lane: str) -> None:
        try:
            await self.runner.drain(lane, self.runner.times.share)
        except Exception as error:  # noqa: BLE001 (whatever it is, other lanes and later looks go on)
            log.error("delivering failed (%s); a later look tries again", type(error).__name__)  # noqa: TRY400
        else:
            self._ended.set()
        finally:
            del self._draining[lane]

    async def _stop(self) -> None:
        tasks = list(self._draining.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def embedded(runner: Runner) -> AsyncIterator[None]:
    """Delivers for as long as it is open."""
    async with beside(Embedded(runner).run()):
        yield
