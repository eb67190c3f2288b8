"""The engine for any number of servers: procrastinate, on the PostgreSQL that is there anyway, hands out the lanes.

Its jobs hold nothing but the name of a lane: the ledger is what counts, so its tables may be made anew at any time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from psycopg import sql
from psycopg_pool import PoolTimeout
from sqlalchemy import URL

from bot.background import beside
from bot.delivering.embedded import AWAY, FAULTS, MOST_LANES
from bot.delivering.running import Runner
from bot.faults import ServerError

SCHEMA = "wegwijzer_jobs"
# In procrastinate's cron the seconds come last.
EVERY_TWO_SECONDS = "* * * * * */2"
LANES, TICKS = "lanes", "ticks"
HEARTBEAT, STALLED = 3.0, 10.0
MOST_CONNECTIONS = 8
CONNECTING = 5.0
EXPLAIN = "The tables of the distributed engine are not up to date. Run: wegwijzer database upgrade"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Distributed:
    """`heartbeat`: seconds between two signs of life; who gives none for `stalled` loses its lanes."""

    runner: Runner
    database: URL
    heartbeat: float = HEARTBEAT
    stalled: float = STALLED

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Delivers for as long as it is open. Raises ServerError where its tables are not there."""
        if not await is_prepared(self.database):
            raise ServerError(EXPLAIN)
        # It logs each job twice; what we want to know is said by our own tasks.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        async with beside(self._keep_working()):
            yield

    async def _keep_working(self) -> None:
        """Begins anew where the database was away."""
        while True:
            try:
                await self._work()
            except (*FAULTS, psycopg.Error, ConnectorException, PoolTimeout) as error:
                log.error("the distributed engine stopped (%s); begun again", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(AWAY)

    async def _work(self) -> None:
        app = self._app()
        async with app.open_async():
            await _all_or_none(
                self._worker(app, LANES, MOST_LANES),
                self._worker(app, TICKS, 1),
            )

    async def _worker(self, app: App, queue: str, concurrency: int) -> None:
        await app.run_worker_async(
            queues=[queue], name=f"{queue}-{self.runner.name[:8]}", concurrency=concurrency,
            install_signal_handlers=False, delete_jobs="always", fetch_job_polling_interval=1.0,
            update_heartbeat_interval=self.heartbeat, stalled_worker_timeout=self.stalled,
            shutdown_graceful_timeout=self.runner.times.closing,
        )  # fmt: skip

    def _app(self) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=conninfo(self.database), kwargs=_connecting(), min_size=2, max_size=MOST_CONNECTIONS,
                timeout=CONNECTING,
            )
        )  # fmt: skip

        @app.task(name="drain", queue=LANES)
        async def drain(lane: str) -> None:
            await self._drain(lane)

        @app.periodic(cron=EVERY_TWO_SECONDS)
        @app.task(name="tick", queue=TICKS, queueing_lock="tick")
        async def tick(timestamp: int) -> None:  # noqa: ARG001 (procrastinate's signature)
            await self._tick(app)

        return app

    async def _drain(self, lane: str) -> None:
        try:
            await self.runner.drain(lane, self.runner.times.job)
        except FAULTS as error:
            log.error("delivering failed (%s); a later job tries again", type(error).__name__)  # noqa: TRY400

    async def _tick(self, app: App) -> None:
        try:
            await self._rescue(app)
            for lane in await self.runner.due():
                await self._defer(app, lane)
        except FAULTS as error:
            log.error("looking for deliveries failed (%s); tried again", type(error).__name__)  # noqa: TRY400

    async def _defer(self, app: App, lane: str) -> None:
        """One job waits for a lane at most, and one runs."""
        try:
            await app.configure_task("drain", lock=lane, queueing_lock=lane, queue=LANES).defer_async(lane=lane)
        except AlreadyEnqueued:
            return

    async def _rescue(self, app: App) -> None:
        """Jobs of servers that died let go of their lanes. New ones are made for what is due: trying such a job again
        would meet the one that waits already."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.stalled):
            log.warning("a server stopped while it ran %s; others take over", job.task_name)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


async def _all_or_none(*work: Any) -> None:
    """Until one of them ends or fails; the others end with it."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            raise one


def conninfo(database: URL) -> str:
    return database.set(drivername="postgresql").render_as_string(hide_password=False)


def _connecting() -> dict[str, Any]:
    return {"options": f"-c search_path={SCHEMA}", "connect_timeout": int(CONNECTING)}


def _made_by() -> str:
    return f"procrastinate {version('procrastinate')}"


async def is_prepared(database: URL) -> bool:
    """Whether the tables are those of this version of procrastinate."""
    async with await psycopg.AsyncConnection.connect(conninfo(database), connect_timeout=int(CONNECTING)) as connection:
        found = await connection.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", (SCHEMA,))
        row = await found.fetchone()
    return row is not None and row[0] == _made_by()


async def prepare(database: URL) -> None:
    """Makes its tables, in a schema of their own; those of another version are replaced."""
    if await is_prepared(database):
        return
    schema = sql.Identifier(SCHEMA)
    async with await psycopg.AsyncConnection.connect(conninfo(database), connect_timeout=int(CONNECTING)) as connection:
        await connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        await connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    app = App(connector=PsycopgConnector(conninfo=conninfo(database), kwargs=_connecting(), min_size=1, max_size=1))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
    async with await psycopg.AsyncConnection.connect(conninfo(database), connect_timeout=int(CONNECTING)) as connection:
        made_by = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, sql.Literal(_made_by()))
        await connection.execute(made_by)
