"""Statements that every turn executes: written with SQLAlchemy, and given to SQLite as they are.

Around each execution SQLAlchemy checks and wraps more than SQLite needs to carry it out; for the five statements of a
turn that was over a third of its processor time (`python -m benchmarks serving`). So here a statement is compiled once
for each engine, with the same types on the way in and out. PostgreSQL gets it from SQLAlchemy as ever: behind a network
that makes no difference, and SQLAlchemy knows what to do about a connection that broke.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage.sqlite_dialect import DirectSqlite

Processor = Callable[[Any], Any] | None
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Compiled:
    """`sent`: for each place a name, the statement's own value where none is given, and how it is sent."""

    sql: str
    sent: tuple[tuple[str, Any, Processor], ...]
    read: tuple[Processor, ...]

    def parameters(self, values: dict[str, Any]) -> list[Any]:
        given = ((values.get(name, own), sent) for name, own, sent in self.sent)
        return [sent(value) if sent else value for value, sent in given]

    def row(self, found: Sequence[Any]) -> Row:
        return tuple(read(value) if read else value for value, read in zip(found, self.read, strict=True))


@dataclass(eq=False)
class Prepared:
    """A statement without lists among its parameters. `columns` are those that an insert fills."""

    statement: Select[Any] | Insert | Update
    columns: tuple[str, ...] | None = None
    _compiled: WeakKeyDictionary[Dialect, _Compiled] = field(default_factory=WeakKeyDictionary)

    async def rows(self, connection: AsyncConnection, **values: Any) -> list[Row]:
        """What it finds; nothing for a statement that writes. In the transaction of the connection.

        Raises what SQLAlchemy raises.
        """
        if isinstance(connection.dialect, DirectSqlite):
            return self._directly(connection, connection.dialect, values)
        result = await connection.execute(self.statement, values)
        return [tuple(row) for row in result] if result.returns_rows else []

    def _directly(self, connection: AsyncConnection, dialect: DirectSqlite, values: dict[str, Any]) -> list[Row]:
        compiled = self._compiled.get(dialect)
        if compiled is None:
            compiled = self._compiled[dialect] = self._compile(dialect)
        try:
            found = _driver(connection).execute(compiled.sql, compiled.parameters(values)).fetchall()
        except dialect.loaded_dbapi.Error as error:
            # As SQLAlchemy would: without the parameters, which would bring what people typed into the log.
            raise DBAPIError.instance(
                compiled.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        return [compiled.row(row) for row in found]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self.statement.compile(dialect=dialect, column_keys=self.columns)
        own = compiled.params
        sent = tuple((name, own[name], _sent(compiled.binds[name].type, dialect)) for name in compiled.positiontup)
        selected = self.statement.selected_columns if isinstance(self.statement, Select) else ()
        return _Compiled(str(compiled), sent, tuple(_read(column.type, dialect) for column in selected))


def _driver(connection: AsyncConnection) -> Any:
    """The connection of Python's own sqlite3."""
    open_one: Any = connection.sync_connection
    return open_one.connection.dbapi_connection


def _sent(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
