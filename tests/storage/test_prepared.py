"""A prepared statement does what SQLAlchemy does with the same one, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from storage.database import Database, transaction
from storage.encryption import cipher_of, encrypt_with
from storage.prepared import Prepared
from storage.tables import CONVERSATIONS, TURNS

NOW = datetime(2027, 3, 11, 8, 30, 15, 123456, tzinfo=UTC)
ZONED = NOW.astimezone(timezone(timedelta(hours=1)))
MESSAGES = [{"heading": "Hoi 👋", "n": 1.5}, {}]

MAKE = Prepared(insert(CONVERSATIONS), ("id", "state", "started_at", "heard_at"))
KEEP = Prepared(insert(TURNS), ("conversation_id", "event_id", "heard", "messages", "at"))
READ = Prepared(
    select(
        TURNS.c.id, TURNS.c.event_id, TURNS.c.messages, TURNS.c.at, CONVERSATIONS.c.state, literal("own").label("own")
    )
    .join_from(TURNS, CONVERSATIONS, TURNS.c.conversation_id == CONVERSATIONS.c.id)
    .where(TURNS.c.at >= bindparam("since"), TURNS.c.event_id != "nobody", CONVERSATIONS.c.id == bindparam("chat"))
    .order_by(TURNS.c.id)
)
MOVE = Prepared(
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("chat"))
    .values(state=bindparam("now_state"), heard_at=bindparam("now"))
)


@pytest.fixture(params=[False, True], ids=["plain", "encrypted"])
def database_with_keys(request: pytest.FixtureRequest, database: Database) -> Database:
    if request.param:
        encrypt_with(database.engine, cipher_of([Fernet.generate_key().decode()]))
    return database


async def filled(database: Database) -> None:
    async with transaction(database.sessions) as begun:
        await MAKE.rows(begun, id="web/1", state={"a": [1]}, started_at=NOW, heard_at=NOW)
        for event in ("one", "two"):
            await KEEP.rows(begun, conversation_id="web/1", event_id=event, heard={}, messages=MESSAGES, at=ZONED)


async def test_it_reads_and_writes_what_sqlalchemy_does(database_with_keys: Database) -> None:
    await filled(database_with_keys)
    async with transaction(database_with_keys.sessions) as begun:
        assert await MOVE.rows(begun, chat="web/1", now_state={"b": None}, now=ZONED) == []
        found = await READ.rows(begun, since=NOW, chat="web/1")
        theirs = await begun.connection.execute(READ.statement, {"since": NOW, "chat": "web/1"})
        assert found == [tuple(row) for row in theirs]
    assert [row[1:] for row in found] == [(event, MESSAGES, NOW, {"b": None}, "own") for event in ("one", "two")]


async def test_what_it_wrote_is_encrypted_when_there_are_keys(database: Database) -> None:
    encrypt_with(database.engine, cipher_of([Fernet.generate_key().decode()]))
    await filled(database)
    async with transaction(database.sessions) as begun:
        stored = (await begun.connection.exec_driver_sql("SELECT messages FROM turn")).scalars().all()
    assert [("fernet:" in str(text), "Hoi" in str(text)) for text in stored] == [(True, False)] * 2


async def test_without_a_row_it_finds_nothing(database: Database) -> None:
    async with transaction(database.sessions) as begun:
        assert await READ.rows(begun, since=NOW, chat="web/1") == []


@pytest.mark.parametrize("events", [("one",), ("three", "three")])
async def test_its_errors_are_those_of_sqlalchemy_and_tell_no_values(database: Database, events: Sequence[str]) -> None:
    await filled(database)
    row: dict[str, Any] = {"conversation_id": "web/1", "heard": {}, "messages": ["a secret"], "at": NOW}
    with pytest.raises(IntegrityError) as raised:
        await kept(database, [row | {"event_id": event} for event in events])
    assert "a secret" not in str(raised.value)
    async with transaction(database.sessions) as begun:
        assert len(await READ.rows(begun, since=NOW, chat="web/1")) == 2


async def kept(database: Database, rows: Sequence[dict[str, Any]]) -> None:
    async with transaction(database.sessions) as begun:
        for row in rows:
            await KEEP.rows(begun, **row)


async def test_a_naive_time_is_refused(database: Database) -> None:
    row: dict[str, Any] = {"conversation_id": "web/1", "event_id": "one", "heard": {}, "messages": []}
    with pytest.raises((ValueError, StatementError), match="without a zone"):
        await kept(database, [row | {"at": NOW.replace(tzinfo=None)}])
