"""What people type is stored under the first key, read with any key, and brought under a new one step by step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, String, Text, TypeDecorator, insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.type_api import TypeEngine

from bot.opening import opened
from bot.settings import read_settings
from storage.database import Database
from storage.encryption import ATTRIBUTE, EncryptionError, SecretJson, SecretText, cipher_of, encrypt_with, sealed
from storage.encryption import opened as unsealed
from storage.keys import BATCH, every_table, require_keys, rotate_keys, secret_columns
from storage.tables import Gap, Turn
from tests.small_school import NOW, everything, fill

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))

NOT_TYPED = {
    "period": ("kind",),
    "period_change": ("change",),
    "conversation": ("id",),
    "turn": ("conversation_id", "event_id"),
    "gap": ("role", "language"),
    "feedback": ("subject", "reason"),
    "person": ("email", "name", "language", "school", "region"),
    "person_role": ("role",),
    "account": ("channel", "external_id", "gone_why", "tenant"),
    "student": ("number", "programme", "form", "school", "opleidingsschool", "region"),
    "supervision": ("role",),
    "agreement": ("status", "origin"),
    "agreement_party": ("part",),
    "agreement_change": ("change",),
    "report": ("kind", "origin"),
    "progress_talk": ("form", "state", "colour", "letter", "credits"),
    "progress_talk_item": ("item", "colour"),
    "progress_talk_note": ("part",),
    "progress_talk_party": ("role",),
    "situation": ("topic", "outcome"),
    "call": ("about", "state"),
    "calendar_link": ("secret_hash",),
    "calendar_day": ("uid",),
    "meeting": ("uid", "kind"),
    "switch_request": ("reason", "route", "discussed", "state", "reaches"),
    "switch_move": ("move", "from_state", "to_state"),
    "notice": ("key", "lane", "account", "state", "leased_by", "why"),
    "lane": ("name", "runner", "why"),
    "audit": ("action", "object"),
    "erasure": ("counts",),
    "owed_reply": ("conversation_id", "event_id", "channel", "talk", "account", "language", "kind"),
    "reminder": ("key", "state"),
    "reminder_opt_out": ("kind",),
    "slack_installation": ("team", "name", "enterprise", "bot_id", "bot_user"),
    "slack_state": ("digest",),
}


def under(database: Database, *keys: str) -> None:
    encrypt_with(database.engine, cipher_of(keys))


def _plain(kind: TypeEngine[object]) -> TypeEngine[object]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def test_whatever_people_type_is_secret() -> None:
    """A new column with text is either encrypted or stands on the list of names and codes: somebody thought of it."""
    for table in every_table():
        texts = {column.name for column in table.columns if isinstance(_plain(column.type), String | Text | JSON)}
        secret = {column.name for column in secret_columns(table)}
        assert texts - secret == set(NOT_TYPED.get(table.name, ())), table.name


@given(st.text(), st.booleans())
def test_text_comes_back_as_it_was(typed: str, with_keys: bool) -> None:
    dialect = sqlite.dialect()
    setattr(dialect, ATTRIBUTE, cipher_of([NEW]) if with_keys else None)
    for one in (typed, f"fernet:{typed}", f"plain:{typed}"):
        assert unsealed(sealed(one, dialect), dialect) == one
        assert SecretText().process_result_value(SecretText().process_bind_param(one, dialect), dialect) == one
        value = {"text": one}
        assert SecretJson().process_result_value(SecretJson().process_bind_param(value, dialect), dialect) == value


async def raw(database: Database) -> str:
    """All secret columns as they are stored."""
    async with database.engine.connect() as connection:
        found = []
        for table in every_table():
            for column in secret_columns(table):
                statement = text(f"SELECT {column.name} FROM {table.name}")  # noqa: S608 (our own names)
                found += [str(row[0]) for row in await connection.execute(statement)]
    return "\n".join(found)


async def test_nothing_that_was_typed_can_be_read_in_the_database(database: Database) -> None:
    under(database, NEW)
    async with database.sessions.begin() as session:
        await fill(session)
    stored = await raw(database)
    for typed in (
        "Elke week",
        "klas 2",
        "meekijken",
        "Kijk je",
        "te laat",
        "Antwoord",
        "Samira",
        "Lokaal 12",
        "Mooi gesprek",
    ):
        assert typed not in stored
    async with database.sessions.begin() as session:
        readable = await everything(session)
    for typed in ("Elke week", "De orde in klas 2", "Kijk je even mee?", "komt steeds te laat", "Antwoord op"):
        assert typed in readable


async def test_rotating_brings_old_and_open_text_under_the_first_key(database: Database) -> None:
    async with database.sessions.begin() as session:
        await session.execute(insert(Gap), [gap(f"open {n}") for n in range(BATCH + 1)])
    under(database, OLD)
    async with database.sessions.begin() as session:
        await fill(session)
        await session.execute(insert(Gap), [gap(""), gap("oud")])
    before = await readable(database)
    under(database, NEW, OLD)
    changed = await rotate_keys(database, [NEW, OLD])
    assert changed["gap"] == BATCH + 3
    assert changed["turn"] == 2 * 4
    under(database, NEW)
    assert await readable(database) == before
    assert set((await rotate_keys(database, [NEW])).values()) == {0}


async def test_rotating_goes_on_where_it_was_stopped(database: Database) -> None:
    """A row that no key opens stops it; what was done before stays done."""
    under(database, OLD)
    async with database.sessions.begin() as session:
        await session.execute(insert(Gap), [gap(f"vraag {n}") for n in range(BATCH)])
    under(database, Fernet.generate_key().decode())
    async with database.sessions.begin() as session:
        lost = await session.execute(insert(Gap).values(gap("vreemd")).returning(Gap.id))
        lost_id = lost.scalar_one()
    under(database, NEW, OLD)
    with pytest.raises(EncryptionError):
        await rotate_keys(database, [NEW, OLD])
    async with database.sessions.begin() as session:
        await session.execute(text(f"DELETE FROM gap WHERE id = {lost_id}"))  # noqa: S608 (a number)
        await session.execute(insert(Gap).values(gap("nieuw")))
    assert (await rotate_keys(database, [NEW, OLD]))["gap"] == 0
    under(database, NEW)
    async with database.sessions.begin() as session:
        assert len((await session.scalars(select(Gap.question))).all()) == BATCH + 1


def gap(question: str) -> dict[str, object]:
    return {"question": question, "role": "wpb", "language": "nl", "at": NOW}


async def readable(database: Database) -> str:
    async with database.sessions.begin() as session:
        return await everything(session)


async def test_without_its_keys_a_database_is_not_opened(database: Database) -> None:
    under(database, NEW)
    async with database.sessions.begin() as session:
        await fill(session)
    await require_keys(database)
    for keys in ((), (OLD,)):
        under(database, *keys)
        with pytest.raises(EncryptionError, match="encrypted with another key"):
            await require_keys(database)


async def test_the_keys_come_from_the_settings(tmp_path: Path) -> None:
    environment = {"WEGWIJZER_DATA": str(tmp_path), "WEGWIJZER_ENCRYPTION_KEYS": f" {NEW} , {OLD},"}
    settings = read_settings(environment)
    assert settings.encryption_keys == (NEW, OLD)
    assert NEW not in repr(settings)
    async with opened(settings) as database, database.sessions.begin() as session:
        await session.execute(insert(Gap).values(gap("geheim")))
    assert b"geheim" not in all_bytes(tmp_path)
    with pytest.raises(EncryptionError, match="encrypted with another key"):
        async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})):
            pass
    with pytest.raises(EncryptionError, match="no key"):
        async with opened(read_settings({**environment, "WEGWIJZER_ENCRYPTION_KEYS": "geen sleutel"})):
            pass


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_json_without_keys_stays_json(database: Database) -> None:
    async with database.sessions.begin() as session:
        await fill(session)
        stored = (await session.execute(text("SELECT heard FROM turn ORDER BY id"))).scalars().first()
        assert (json.loads(stored) if isinstance(stored, str) else stored) == {"text": "hoe zit het met mijn EC"}
        assert (await session.scalars(select(Turn.heard).order_by(Turn.id))).first() == {
            "text": "hoe zit het met mijn EC"
        }
