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
from sqlalchemy.types import TypeEngine

from storage.database import Transaction
from storage.sqlite_dialect import executed

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

    async def rows(self, on: Transaction, **values: Any) -> list[Row]:
        """What it finds; nothing for a statement that writes. Raises what SQLAlchemy raises."""
        driver = on.driver
        if driver is None:
            result = await on.connection.execute(self.statement, values)
            return [tuple(row) for row in result] if result.returns_rows else []
        dialect = on.engine.sync_engine.dialect
        compiled = self._compiled.get(dialect)
        if compiled is None:
            compiled = self._compiled[dialect] = self._compile(dialect)
        return [compiled.row(row) for row in executed(driver, compiled.sql, compiled.parameters(values), dialect)]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self.statement.compile(dialect=dialect, column_keys=self.columns)
        own = compiled.params
        sent = tuple((name, own[name], _sent(compiled.binds[name].type, dialect)) for name in compiled.positiontup)
        selected = self.statement.selected_columns if isinstance(self.statement, Select) else ()
        return _Compiled(str(compiled), sent, tuple(_read(column.type, dialect) for column in selected))


def _sent(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> Processor:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
