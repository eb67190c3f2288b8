"""Opening the database: engine, sessions, and bringing the schema up to date."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import MultiFernet
from pydantic_core import from_json
from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util import greenlet_spawn

from storage import sqlite_dialect
from storage.encryption import encrypt_with, written
from storage.sqlite_dialect import DRIVER, DirectSqlite

Sessions = async_sessionmaker[AsyncSession]
T = TypeVar("T")
DRIVERS = {"sqlite": DRIVER, "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class DatabaseError(Exception):
    """The database cannot be used; the text says why and what to do."""


# What is raised while the database stops, is away or starts, or where it has no connection left.
AWAY = (OperationalError, InterfaceError, NoConnectionError)
# In seconds: a network that swallows what is sent is noticed within a minute, not after a quarter of an hour.
PATIENCE = {"connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3}
# What a conversation keeps is mostly JSON: pydantic's own writes and reads it several times as fast as Python's.
JSON: dict[str, Any] = {"json_serializer": written, "json_deserializer": from_json}


@dataclass
class Transaction:
    """What is done through any of these is done together, or not at all.

    `driver` is SQLite's own connection, for statements that go to it as they are (`storage.prepared`); most turns need
    no other there, and each is dearer than the one before. None on PostgreSQL.
    """

    engine: AsyncEngine
    pooled: PoolProxiedConnection
    opened: Connection | None = None
    driver: Any = None

    @cached_property
    def connection(self) -> AsyncConnection:
        if self.opened is None:
            self.opened = Connection(self.engine.sync_engine, self.pooled)
            self.opened.begin()
        return AsyncConnection(self.engine, self.opened)

    @cached_property
    def session(self) -> AsyncSession:
        return AsyncSession(self.connection, expire_on_commit=False)

    async def commit(self) -> None:
        if "session" in self.__dict__:
            await self.session.flush()
        if self.opened:
            await greenlet_spawn(_committed, self.opened)
        else:
            sqlite_dialect.committed(self.engine.sync_engine, self.pooled)

    async def leave(self) -> None:
        """As if nothing had been done."""
        await asyncio.shield(greenlet_spawn(self.opened.close if self.opened else self.pooled.close))


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncIterator[Transaction]:
    """Committed at the end, rolled back at an error.

    As `AsyncEngine.begin`, which takes several times as long: it goes to and fro between loop and driver for every
    step, and makes what most turns need not.
    """
    engine: AsyncEngine = sessions.kw["bind"]
    begun = _begun_if_free(engine)
    if begun is None:
        begun = await greenlet_spawn(_begun, engine)
    try:
        yield begun
        await begun.commit()
    except BaseException:
        await begun.leave()
        raise


def _begun_if_free(engine: AsyncEngine) -> Transaction | None:
    sync = engine.sync_engine
    pooled = sqlite_dialect.begun_if_free(sync) if isinstance(sync.dialect, DirectSqlite) else None
    return Transaction(engine, pooled, driver=pooled.dbapi_connection) if pooled else None


def _begun(engine: AsyncEngine) -> Transaction:
    sync = engine.sync_engine
    if isinstance(sync.dialect, DirectSqlite):
        pooled = sqlite_dialect.begun(sync)
        return Transaction(engine, pooled, driver=pooled.dbapi_connection)
    connection = sync.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return Transaction(engine, connection.connection, connection)


def _committed(connection: Connection) -> None:
    with connection:
        connection.commit()


async def at_once(sessions: Sessions, work: Callable[[Connection], T]) -> T:
    """As `transaction`, for a statement or two that nothing comes between: at half its price."""
    engine: AsyncEngine = sessions.kw["bind"]

    def done() -> T:
        with engine.sync_engine.begin() as connection:
            return work(connection)

    return await greenlet_spawn(done)


@dataclass(frozen=True)
class Database:
    engine: AsyncEngine
    sessions: Sessions

    async def close(self) -> None:
        await self.engine.dispose()


def database_url(given: str) -> URL:
    """The URL with the driver that we ship. Raises DatabaseError when it is no database that we know."""
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise DatabaseError(
            "WEGWIJZER_DATABASE_URL is not a database URL. Example: postgresql://user@host/name"
        ) from error
    backend = url.drivername.split("+")[0]
    if backend not in DRIVERS:
        raise DatabaseError(f"WEGWIJZER_DATABASE_URL names {backend!r}; allowed: sqlite, postgresql")
    return url.set(drivername=DRIVERS[backend])


def sqlite_url(folder: Path) -> URL:
    """The embedded database in that folder, which is made if needed. Raises DatabaseError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(f"The folder {folder} cannot be made: {error.strerror}. Set WEGWIJZER_DATA.") from error
    return URL.create(DRIVER, database=str(folder / "wegwijzer.sqlite3"))


def connect(url: URL, cipher: MultiFernet | None = None) -> Database:
    """A pool of connections; nothing is opened yet. What people type is stored under `cipher`. Raises DatabaseError.

    Errors tell no parameters: they would bring what people typed into the log.
    """
    engine = _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _server_engine(url)
    encrypt_with(engine, cipher)
    return Database(engine, async_sessionmaker(engine, expire_on_commit=False))


def _server_engine(url: URL) -> AsyncEngine:
    try:
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=PATIENCE, **JSON)
    except NoSuchModuleError as error:
        raise DatabaseError(str(error)) from error


def _sqlite_engine(url: URL) -> AsyncEngine:
    return create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True, **JSON)


def check_sqlite_file(path: Path) -> None:
    """Raises DatabaseError when the file is there but is not a healthy, writable SQLite database."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        raise DatabaseError(f"{path} cannot be written ({error}). Check the rights of the folder.") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(_damaged(path, str(error))) from error
    if found is None or found[0] != "ok":
        raise DatabaseError(_damaged(path, "its own check fails"))


def _damaged(path: Path, reason: str) -> str:
    return f"{path} is damaged or is no database ({reason}). Restore a backup, or move it away to start with a new one."


def explain(error: DBAPIError) -> DatabaseError:
    return DatabaseError(f"The database does not answer: {str(error.orig).strip().splitlines()[0]}")
