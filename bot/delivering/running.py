"""Running a lane: one runner at a time leases what is due and brings it, as fast as the platform allows."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, present
from bot.delivering.delivery import delivery_of
from bot.delivering.pacing import Pacing
from bot.delivering.port import DeliveryError, LaterError, LostError, PauseError, Port, Ports, RefusedError
from bot.delivering.recording import Recorder
from bot.delivering.settling import settle_unknown
from bot.delivering.times import TIMES, Times
from bot.turn import Turns
from storage import ledger
from storage.database import Database
from storage.encryption import EncryptionError
from storage.ledger import Leased
from storage.ledger_tables import Lane

AHEAD = 2
SOON, BETWEEN_LOOKS = 0.05, 0.25
# So long before its moment a request is written down as being sent.
EARLY = 0.03
HANDED_OVER = 1.0
log = logging.getLogger(__name__)


@dataclass
class Runner:
    """What an engine needs: which lanes are due, and draining one of them. `name` is this process, to the others."""

    database: Database
    turns: Turns
    ports: Ports
    times: Times = TIMES
    now: Clock = present
    name: str = field(default_factory=lambda: uuid4().hex)
    _pacings: dict[str, Pacing] = field(default_factory=dict)

    async def due(self) -> list[str]:
        """Lanes of platforms that are set up here."""
        async with self.database.sessions.begin() as session:
            lanes = await ledger.due_lanes(session, self.now())
        return [lane for lane in lanes if self._port(lane)]

    async def drain(self, lane: str, seconds: float | None = None) -> int:
        """Brings what is due there until nothing is, or for that long; how many arrived. 0 while another runs it.

        Raises what the database raises.
        """
        port = self._port(lane)
        taken = await self._take(lane) if port else None
        if port is None or taken is None:
            return 0
        pacing = self._pacings.setdefault(lane, Pacing(port.limits))
        paused = (taken.paused_until - self.now()).total_seconds() if taken.paused_until else 0.0
        if paused > 0:
            pacing.pause(paused)
        recorder = Recorder(self.database.sessions, self.turns, self.now, self.times, lane, self.name, pacing)
        drain = Drain(self, port, recorder, time.monotonic() + seconds if seconds else float("inf"))
        try:
            await self._let_go(taken)
            await drain.run()
        finally:
            await drain.close()
            await self._free(drain)
        return drain.arrived

    def _port(self, lane: str) -> Port | None:
        return self.ports.get(lane.partition("/")[0])

    async def _take(self, lane: str) -> Lane | None:
        async with self.database.sessions.begin() as session:
            now = self.now()
            until = now + timedelta(seconds=self.times.lane)
            return await ledger.take_lane(session, lane, self.name, now=now, until=until)

    async def _let_go(self, lane: Lane) -> None:
        """What another process sent a moment ago counts in the platform's windows."""
        if lane.freed_at and lane.runner not in {"", self.name}:
            await asyncio.sleep(HANDED_OVER - min((self.now() - lane.freed_at).total_seconds(), HANDED_OVER))

    async def _free(self, drain: Drain) -> None:
        lane = drain.recorder.lane
        async with self.database.sessions.begin() as session:
            await drain.tell(session)
            await ledger.give_back(session, lane, self.name)
            await ledger.free_lane(session, lane, self.name, self.now())


@dataclass
class Drain:
    """One stretch of running a lane. `arrived` counts what the platform took."""

    runner: Runner
    port: Port
    recorder: Recorder
    stop_at: float
    arrived: int = 0
    _ready: deque[Leased] = field(default_factory=deque)
    _tasks: dict[asyncio.Task[None], int] = field(default_factory=dict)
    _renew_at: float = 0.0
    _told: int = 0
    _look_at: float = 0.0

    async def run(self) -> None:
        while await self._keep_lane():
            await self._look()
            self._start()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=BETWEEN_LOOKS, return_when=asyncio.FIRST_COMPLETED)
            elif self._ended():
                return
            elif not self._ready:
                await asyncio.sleep(BETWEEN_LOOKS)

    def _ended(self) -> bool:
        """Whoever just got something may have more waiting, which is due in a second."""
        pacing = self.recorder.pacing
        return pacing.paused > 0 or self._stopping() or not (self._ready or pacing.resting())

    def _stopping(self) -> bool:
        return time.monotonic() >= self.stop_at

    async def _keep_lane(self) -> bool:
        """Renews the lease in time, and looks after what was left behind. False: the lane is another's now."""
        if time.monotonic() < self._renew_at:
            return True
        runner, lane = self.runner, self.recorder.lane
        self._renew_at = time.monotonic() + runner.times.renew
        async with runner.database.sessions.begin() as session:
            now = runner.now()
            until = now + timedelta(seconds=runner.times.lane)
            if await ledger.take_lane(session, lane, runner.name, now=now, until=until) is None:
                return False
            await ledger.take_up(session, lane, now)
            await self.tell(session)
        self.arrived += await settle_unknown(self.port, self.recorder)
        return True

    async def tell(self, session: AsyncSession) -> None:
        if self.arrived > self._told:
            await ledger.lane_moved(session, self.recorder.lane, self.runner.now())
            self._told = self.arrived

    async def _look(self) -> None:
        """Leases ahead, so that not every delivery costs a look into the ledger."""
        pacing, limits = self.recorder.pacing, self.port.limits
        if pacing.paused or self._stopping() or len(self._ready) >= limits.at_once or time.monotonic() < self._look_at:
            return
        runner = self.runner
        most = AHEAD * limits.at_once - len(self._ready)
        async with runner.database.sessions.begin() as session:
            now = runner.now()
            until = now + timedelta(seconds=runner.times.lease)
            found = await ledger.lease(
                session, self.recorder.lane, runner.name, most=most, busy=self._busy(), now=now, until=until
            )
        self._ready += found
        if len(found) < most:
            self._look_at = time.monotonic() + (SOON if found else BETWEEN_LOOKS)

    def _busy(self) -> Set[int]:
        return self.recorder.pacing.resting() | set(self._tasks.values())

    def _start(self) -> None:
        while self._ready and len(self._tasks) < self.port.limits.at_once:
            if self.recorder.pacing.paused or self._stopping():
                self._ready.clear()
                return
            leased = self._ready.popleft()
            task = asyncio.create_task(self._bring(leased))
            self._tasks[task] = leased.person_id
            task.add_done_callback(self._ended_task)

    def _ended_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and task.exception():
            log.error("a delivery could not be written down (%s)", type(task.exception()).__name__)

    async def _bring(self, leased: Leased) -> None:
        error = await self._tried(leased)
        if error is None:
            self.arrived += 1
            await self.recorder.sent(leased)
        else:
            await self.recorder.failed(leased, error)

    async def _tried(self, leased: Leased) -> DeliveryError | None:
        """What went wrong. Whatever happens once the request may have gone out leaves it unknown."""
        turn = Turn(self.recorder, leased)
        try:
            async with asyncio.timeout(self.runner.times.delivery):
                await self.port.send(delivery_of(leased), turn.go)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return LostError("no answer in time") if turn.begun else LaterError("it was not its turn in time")
        except (SQLAlchemyError, EncryptionError, OSError) as error:
            return turn.uncertain(f"the database ({type(error).__name__})")
        except Exception as error:  # noqa: BLE001 (one delivery that cannot be made keeps nobody waiting)
            return RefusedError(f"it cannot be made ({type(error).__name__})")
        return None

    async def close(self) -> None:
        """What is under way may end; where the process has to stop, what does not end soon is left for the next one."""
        tasks = set(self._tasks)
        try:
            if tasks and not _being_stopped():
                await asyncio.wait(tasks)
        finally:
            await _end_soon(tasks, self.runner.times.closing)


def _being_stopped() -> bool:
    """Also where the cancellation that says so was raised before."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _end_soon(tasks: Set[asyncio.Task[None]], seconds: float) -> None:
    """They get that long; then they are stopped, and that long again for stopping."""
    if not tasks:
        return
    _, slow = await asyncio.wait(tasks, timeout=seconds)
    for task in slow:
        task.cancel()
    if slow:
        await asyncio.wait(slow, timeout=seconds)


@dataclass
class Turn:
    """When the requests of one delivery may go out."""

    recorder: Recorder
    leased: Leased
    begun: bool = False

    async def go(self) -> None:
        """Waits for its moment; the first time it is written down as being sent. Raises PauseError, LeaseLostError."""
        moment = self.recorder.pacing.reserve()
        if not self.begun:
            await asyncio.sleep(moment - EARLY - time.monotonic())
            self._unless_paused()
            await self.recorder.begun(self.leased)
            self.begun = True
        wait = moment - time.monotonic()
        while wait > 0 or (wait := self.recorder.pacing.go()) > 0:
            await asyncio.sleep(wait)
            self._unless_paused()
            wait = 0.0

    def _unless_paused(self) -> None:
        paused = self.recorder.pacing.paused
        if paused:
            raise PauseError("the lane has to wait", paused)

    def uncertain(self, why: str) -> DeliveryError:
        return LostError(why) if self.begun else LaterError(why)
