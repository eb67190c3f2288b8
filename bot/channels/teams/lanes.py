"""One thing after the other within a conversation, each event once, and whoever delivered it never waits too long."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from storage.tables import Json

MOST_REMEMBERED = 1000
MOST_AT_ONCE = 1000
AT_CLOSING = 5.0


class FullError(Exception):
    """Too much is under way: this one has to come again."""


@dataclass
class Job:
    """One event on its way. `answer` is what its sender is told: there as soon as `work` sets it, or when it ends."""

    answer: asyncio.Future[Json | None]
    task: asyncio.Task[None] | None = None

    def tell(self, answer: Json | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


Work = Callable[[Job], Awaitable[None]]


@dataclass
class Lanes:
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, lane: str, event: str, work: Work) -> Job:
        """The job of that event: the one that was begun before, or a new one. Raises FullError."""
        key = f"{lane} {event}"
        if event and key in self._jobs:
            return self._jobs[key]
        if len(self._running) >= MOST_AT_ONCE:
            raise FullError
        job = Job(asyncio.get_running_loop().create_future())
        job.task = asyncio.create_task(self._run(lane, key, job, work))
        self._running.add(job.task)
        job.task.add_done_callback(self._ended)
        if event:
            self._jobs[key] = job
            self._forget_oldest()
        return job

    def lock(self, lane: str) -> asyncio.Lock:
        """For what begins by itself, and must not come between the answers to something else."""
        return self._locks.setdefault(lane, asyncio.Lock())

    async def close(self) -> None:
        """What was begun may end; what takes too long is stopped."""
        if not self._running:
            return
        _, slow = await asyncio.wait(self._running, timeout=AT_CLOSING)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    async def _run(self, lane: str, key: str, job: Job, work: Work) -> None:
        try:
            async with self.lock(lane):
                await work(job)
        except BaseException:
            # It may come again, and have its effect then.
            self._jobs.pop(key, None)
            job.answer.cancel()
            raise
        job.tell(None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()

    def _forget_oldest(self) -> None:
        """Not what is still on its way: there are never more of those than `MOST_AT_ONCE`."""
        while len(self._jobs) > MOST_REMEMBERED and next(iter(self._jobs.values())).answer.done():
            self._jobs.popitem(last=False)
