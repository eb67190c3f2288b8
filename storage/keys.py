"""Which columns are encrypted, whether our keys open them, and putting all of them under the first key."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import JSON, Column, Row, Text, bindparam, select, tuple_, type_coerce, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncConnection

import storage
from storage.database import Database
from storage.encryption import MARK, EncryptionError, SecretJson, SecretText, opened
from storage.tables import Table

BATCH = 200


def every_table() -> list[SqlTable]:
    """All tables, also of modules that nothing has imported yet: their names end in "tables"."""
    for module in pkgutil.iter_modules(storage.__path__):
        if module.name.endswith("tables"):
            import_module(f"storage.{module.name}")
    return Table.metadata.sorted_tables


def secret_columns(table: SqlTable) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, SecretText | SecretJson)]


async def require_keys(database: Database) -> None:
    """Raises EncryptionError when the newest rows are under a key that we do not have."""
    async with database.engine.connect() as connection:
        for table in every_table():
            if columns := secret_columns(table):
                newest = select(*map(_as_stored, columns)).order_by(*_descending(table)).limit(1)
                for row in await connection.execute(newest):
                    _open_all(row, connection)


def _descending(table: SqlTable) -> list[Any]:
    return [column.desc() for column in table.primary_key]


def _open_all(row: Row[Any], connection: AsyncConnection) -> None:
    for stored in row:
        if isinstance(stored, str):
            opened(stored, connection.dialect)


def _as_stored(column: Column[Any]) -> Any:
    """The column without its decryption: a string with the mark, or what stood there before there were keys."""
    return type_coerce(column, JSON if isinstance(column.type, SecretJson) else Text).label(f"stored_{column.name}")


async def rotate_keys(database: Database, keys: Sequence[str]) -> dict[str, int]:
    """Encrypts every secret with the first key, in batches that are kept one by one; how many changed, by table.

    What is under that key already stays, so that it can be stopped and started again. Raises EncryptionError.
    """
    if not keys:
        raise EncryptionError("There are no keys. Set WEGWIJZER_ENCRYPTION_KEYS; wegwijzer database new-key makes one.")
    first = Fernet(keys[0])
    return {table.name: await _rotate_table(database, table, first) for table in every_table() if secret_columns(table)}


async def _rotate_table(database: Database, table: SqlTable, first: Fernet) -> int:
    changed = 0
    after: tuple[Any, ...] | None = None
    while True:
        async with database.engine.begin() as connection:
            rows = await _batch(connection, table, after)
            for column in secret_columns(table):
                changed += await _reseal(connection, column, rows, first)
        if len(rows) < BATCH:
            return changed
        after = tuple(rows[-1][: len(table.primary_key)])


async def _batch(connection: AsyncConnection, table: SqlTable, after: tuple[Any, ...] | None) -> Sequence[Row[Any]]:
    """The next rows: their key first, then each secret as it is stored and as it reads."""
    secrets = secret_columns(table)
    key = list(table.primary_key)
    chosen = select(*key, *map(_as_stored, secrets), *secrets).order_by(*key).limit(BATCH).with_for_update()
    if after is not None:
        chosen = chosen.where(tuple_(*key) > tuple_(*after))
    return (await connection.execute(chosen)).all()


async def _reseal(connection: AsyncConnection, column: Column[Any], rows: Sequence[Row[Any]], first: Fernet) -> int:
    key = list(column.table.primary_key)
    stale = [
        {**{f"key_{part.name}": row._mapping[part] for part in key}, "text": row._mapping[column]}  # noqa: SLF001
        for row in rows
        if not _under(first, row._mapping[f"stored_{column.name}"])  # noqa: SLF001 (SQLAlchemy's public name)
    ]
    if stale:
        same_row = [part == bindparam(f"key_{part.name}") for part in key]
        await connection.execute(update(column.table).where(*same_row).values({column.name: bindparam("text")}), stale)
    return len(stale)


def _under(first: Fernet, stored: Any) -> bool:
    if not isinstance(stored, str) or not stored.startswith(MARK):
        return stored is None
    try:
        first.decrypt(stored.removeprefix(MARK))
    except InvalidToken:
        return False
    return True
