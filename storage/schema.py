"""Bringing the tables up to date, and refusing a database that a newer version made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.database import Database, DatabaseError, explain


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
    if current != _scripts().get_current_head():
        raise DatabaseError("The database is not up to date. Run: wegwijzer database upgrade")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


# Reading every migration costs more than asking the database which of them it had.
@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    scripts, current = _scripts(), _current(connection)
    if current == scripts.get_current_head():
        return
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseError(
            "The database was made by a newer version of Wegwijzer. Install that version, or choose another database."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
