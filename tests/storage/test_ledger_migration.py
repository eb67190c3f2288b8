"""Notices from before there was a ledger: what was shown stays so, what waits goes to the account of its person."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Connection, select, text

from bot.settings import read_settings
from storage.case_tables import Notice
from storage.database import connect
from storage.schema import alembic_config, upgrade

THEN = "2026-11-01 10:00:00.000000"
PEOPLE = "INSERT INTO person (id, email, name, language, school, region) VALUES"
BEFORE = (
    f"{PEOPLE} (1, 'a', 'A', 'nl', '', ''), (2, 'b', 'B', 'nl', '', '')",
    "INSERT INTO account (channel, external_id, person_id, reference, linked_at, gone_why)"
    " VALUES ('slack', 'T1-U1', 1, '{}', :then, '')",
    "INSERT INTO notice (key, person_id, message, made_at, shown_at) VALUES ('shown', 1, '{}', :then, :then)",
    "INSERT INTO notice (key, person_id, message, made_at)"
    " VALUES ('waits', 1, '{}', :then), ('nowhere', 2, '{}', :then)",
)


def _as_before(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0004")
    for statement in BEFORE:
        connection.execute(text(statement), {"then": THEN} if ":then" in statement else {})


async def test_what_waited_is_routed(tmp_path: Path) -> None:
    database = connect(read_settings({"WEGWIJZER_DATA": str(tmp_path)}).database)
    async with database.engine.begin() as connection:
        await connection.run_sync(_as_before)
    await upgrade(database)
    async with database.sessions.begin() as session:
        lines = {line.key: line for line in await session.scalars(select(Notice))}
        lanes = list(await session.scalars(text("SELECT name FROM lane")))
    assert lanes == ["slack/T1"]
    assert (lines["shown"].state, lines["waits"].state) == ("sent", "pending")
    assert (lines["waits"].lane, lines["waits"].account) == ("slack/T1", "T1-U1")
    assert lines["waits"].not_before == lines["waits"].made_at
    assert (lines["nowhere"].state, lines["nowhere"].lane) == ("pending", "")
    await database.close()
