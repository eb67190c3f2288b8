"""SQLite without a thread: the interface of aiosqlite that SQLAlchemy needs, answered at once.

aiosqlite hands every step of a statement to a thread, some forty hand-overs a turn, each dearer than the step itself.
SQLite answers in microseconds, so we call it where we are. With one connection per process (see `storage.database`)
no turn ever waits for another inside SQLite: they queue for the connection, where the event loop can go on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

BUSY_MILLISECONDS = 5000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    f"busy_timeout={BUSY_MILLISECONDS}",
)


class Cursor:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Cursor:
        self._cursor.execute(statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Cursor:
        self._cursor.executemany(statement, parameters)
        return self

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int = 1) -> list[Any]:
        return self._cursor.fetchmany(size)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """`_connection` is the name under which SQLAlchemy looks whether the connection is still open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._open = connection

    def cursor(self) -> Cursor:
        return Cursor(self._open.cursor())

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._open.create_function(*arguments, **options)

    async def commit(self) -> None:
        self._open.commit()

    async def rollback(self) -> None:
        self._open.rollback()

    async def close(self) -> None:
        self._open.close()
        self._connection = None

    def stop(self) -> None:
        self._open.close()
        self._connection = None


async def open_connection(path: str) -> Connection:
    """What was committed survives a power cut; another process's write is waited for, but not for long."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return Connection(connection)
