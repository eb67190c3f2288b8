"""Bringing the tables up to date, and refusing a database that a newer version made."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table
from sqlalchemy.exc import DBAPIError

from storage.database import Database, DatabaseError, explain

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = table("alembic_version", column("version_num"))


async def upgrade(database: Database) -> None:
    """Applies the migrations that are missing. Raises DatabaseError."""
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except DBAPIError as error:
        raise explain(error) from error


async def require_current(database: Database) -> None:
    """Raises DatabaseError unless the schema is exactly what this version needs."""
    try:
        async with database.engine.connect() as connection:
            current = await connection.run_sync(_current)
    except DBAPIError as error:
        raise explain(error) from error
    if current != newest():
        raise DatabaseError("The database is not up to date. Run: wegwijzer database upgrade")


@cache
def newest() -> str:
    """The schema that this version needs: migrations are named by their number."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _current(connection: Connection) -> str | None:
    """Asked without Alembic: whoever has nothing to migrate need not wait until it is loaded."""
    if not inspect(connection).has_table(VERSIONS.name):
        return None
    found: str | None = connection.scalar(select(VERSIONS.c.version_num))
    return found


def _upgrade(connection: Connection) -> None:
    current = _current(connection)
    if current == newest():
        return

    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current and current not in known:
        raise DatabaseError(
            "The database was made by a newer version of Wegwijzer. Install that version, or choose another database."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
