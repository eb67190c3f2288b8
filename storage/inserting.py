"""Inserting what may be there already: SQLite and PostgreSQL each have a statement of their own for that."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


async def inserting(session: AsyncSession, table: Any) -> sqlite.Insert | postgresql.Insert:
    """An INSERT for the session's database, to which `on_conflict_…` can be added."""
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert: sqlite.Insert | postgresql.Insert = dialect.insert(table)
    return insert
