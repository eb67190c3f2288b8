"""SQLite without a thread: SQLAlchemy's own dialect for it, made to run under the async engine as it is.

aiosqlite hands every step of a statement to a thread, some forty hand-overs a turn, each dearer than the step itself.
SQLite answers in microseconds, so we call it where we are. With one connection per process (see `storage.database`)
no turn ever waits for another inside SQLite: they queue for the connection, where the event loop can go on.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Generator
from typing import Any

from sqlalchemy import URL, Dialect, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool, PoolProxiedConnection
from sqlalchemy.util import await_only

DRIVER = "sqlite+direct"
BEGIN = "BEGIN IMMEDIATE"
LONGEST_WAIT, BETWEEN_TRIES = 5.0, 0.02
BUSY_MILLISECONDS = 5000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"busy_timeout={BUSY_MILLISECONDS}",
)


class _Nothing(Awaitable[None]):
    """The async engine insists that something was waited for; this takes no time."""

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield


NOTHING = _Nothing()


class Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """SQLAlchemy's name for letting go of a cursor whose rows are all there: here they are from the start."""


class Connection(sqlite3.Connection):
    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


class DirectSqlite(SQLiteDialect_pysqlite):
    """What was committed survives a power cut; another process's write is waited for, but not for long."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003 (SQLAlchemy's signature)
        return AsyncAdaptedQueuePool

    def connect(self, *arguments: Any, **options: Any) -> Any:
        connection = sqlite3.connect(*arguments, **{**options, "isolation_level": None, "factory": Connection})
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        # From here on waiting is up to `_patiently`: SQLite's own would hold up everybody.
        connection.execute("PRAGMA busy_timeout=0")
        return connection

    def do_begin(self, dbapi_connection: Any) -> None:
        """A turn reads before it writes: taking the write lock at once avoids a failing upgrade in the middle.

        It may have begun already, see `begun`.
        """
        if not dbapi_connection.in_transaction:
            _patiently(lambda: dbapi_connection.execute(BEGIN))

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:  # noqa: ARG002
        _patiently(lambda: cursor.execute(statement, parameters))

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:  # noqa: ARG002
        _patiently(lambda: cursor.executemany(statement, parameters))

    def do_execute_no_params(self, cursor: Any, statement: Any, context: Any = None) -> None:  # noqa: ARG002
        _patiently(lambda: cursor.execute(statement))


def _patiently(execute: Callable[[], Any]) -> None:
    """Where another process writes it is waited for, and the event loop goes on meanwhile."""
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            execute()
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            await_only(asyncio.sleep(BETWEEN_TRIES))
        else:
            await_only(NOTHING)
            return


# What follows does without SQLAlchemy's connections and cursors; errors are told as it tells them.


def begun(engine: Engine) -> PoolProxiedConnection:
    """A connection of the pool, in a transaction. Waits for both; only where SQLAlchemy may wait (a greenlet)."""
    try:
        pooled = engine.raw_connection()
        try:
            engine.dialect.do_begin(pooled)
        except BaseException:
            pooled.close()
            raise
    except sqlite3.Error as error:
        raise told(error, BEGIN, engine.dialect) from error
    return pooled


def begun_if_free(engine: Engine) -> PoolProxiedConnection | None:
    """As `begun`, where nothing is to be waited for: nearly always. None where it is, or where that fails."""
    pool = engine.pool
    if not isinstance(pool, AsyncAdaptedQueuePool) or not pool.checkedin():
        return None
    pooled = engine.raw_connection()
    try:
        pooled.cursor().execute(BEGIN)
    except sqlite3.Error:
        pooled.close()
        return None
    return pooled


def committed(engine: Engine, pooled: PoolProxiedConnection) -> None:
    """And back to the pool."""
    try:
        engine.dialect.do_commit(pooled)
    except sqlite3.Error as error:
        raise told(error, "COMMIT", engine.dialect) from error
    pooled.close()


def executed(driver: Any, sql: str, parameters: list[Any], dialect: Dialect) -> list[Any]:
    try:
        return driver.execute(sql, parameters).fetchall()  # type: ignore[no-any-return]
    except sqlite3.Error as error:
        raise told(error, sql, dialect) from error


def told(error: sqlite3.Error, sql: str, dialect: Dialect) -> BaseException:
    """Without the parameters, which would bring what people typed into the log."""
    return DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect)


registry.register("sqlite.direct", __name__, DirectSqlite.__name__)
