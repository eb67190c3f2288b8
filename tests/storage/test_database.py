"""The database: made by its migrations, refused with a sentence when it is newer or damaged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.opening import opened
from bot.settings import read_settings
from storage.database import Database, DatabaseError
from storage.learning import feedback_counts, keep_feedback
from storage.schema import alembic_config, newest, require_current, upgrade
from storage.tables import Table


async def test_the_migrations_make_exactly_our_tables(database: Database) -> None:
    await upgrade(database)
    async with database.engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Table.metadata)
        )
    assert found == []
    await require_current(database)


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    settings = read_settings({"WEGWIJZER_DATA": str(tmp_path)})
    async with opened(settings) as database, database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version"):
        async with opened(settings):
            pass


async def test_feedback_is_counted_per_answer(database: Database) -> None:
    async with database.sessions.begin() as session:
        for helpful in (True, True, False):
            await keep_feedback(session, "ziekte/x", helpful=helpful, reason="", comment="", now=datetime.now(UTC))
        assert await feedback_counts(session) == [("ziekte/x", True, 2), ("ziekte/x", False, 1)]


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"x" * 500])
async def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wegwijzer.sqlite3").write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged or is no database"):
        async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})):
            pass


def test_settings_that_cannot_be_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseError, match="cannot be made"):
        read_settings({"WEGWIJZER_DATA": str(tmp_path / "file" / "folder")})
    with pytest.raises(DatabaseError, match="allowed: sqlite, postgresql"):
        read_settings({"WEGWIJZER_DATABASE_URL": "mysql://x/y"})
    with pytest.raises(DatabaseError, match="not a database URL"):
        read_settings({"WEGWIJZER_DATABASE_URL": "nonsense"})


def test_the_newest_schema_is_that_of_the_last_migration() -> None:
    assert newest() == ScriptDirectory.from_config(alembic_config()).get_current_head()
