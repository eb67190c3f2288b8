"""Installations, their one-time states, and the accounts of a workspace that comes and goes: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.accounts import link_account
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.database import Database
from storage.people_tables import Account, Person
from storage.slack_installations import (
    Installed,
    installation_of,
    installations,
    keep_installation,
    keep_state,
    remove_installation,
    removed_installations,
    use_state,
)
from storage.tenants import tenant_back, tenant_gone

NOW = datetime(2027, 3, 11, 11, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
FIRST = Installed("T1", "School", "", "B1", "U1", "xoxb-1", NOW)
WHY = "The app was removed."


async def test_installed_removed_and_installed_again(database: Database) -> None:
    async with database.sessions.begin() as session:
        await keep_installation(session, FIRST)
        await keep_installation(session, replace(FIRST, token="xoxb-2"))
        await keep_installation(session, replace(FIRST, team="T2", installed_at=LATER))
        assert [one.team for one in await installations(session)] == ["T1", "T2"]
        found = await installation_of(session, "T1")
        assert found == replace(FIRST, token="xoxb-2")
        assert "xoxb" not in repr(found)
        assert not await remove_installation(session, "T1", LATER, token="xoxb-1"), "an older token"
        assert not await remove_installation(session, "T2", LATER, until=NOW), "installed since"
        assert not await remove_installation(session, "T3", LATER)
        assert await remove_installation(session, "T1", LATER, until=NOW, token="xoxb-2")
        assert not await remove_installation(session, "T1", LATER)
        assert await installation_of(session, "T1") is None
        assert await removed_installations(session, 10, WHY) == [(replace(FIRST, token="", removed_at=LATER), 0)]
        await keep_installation(session, FIRST)
        assert await installation_of(session, "T1") == FIRST


async def test_a_state_is_good_once_until_it_expires(database: Database) -> None:
    async with database.sessions.begin() as session:
        await keep_state(session, "one", LATER, NOW)
        await keep_state(session, "two", LATER, NOW)
        assert not await use_state(session, "made up", NOW)
        assert await use_state(session, "one", NOW)
        assert not await use_state(session, "one", NOW)
        assert not await use_state(session, "two", LATER)


async def somebody(session: AsyncSession, email: str) -> int:
    person = Person(email=email, name="Iemand", language="nl", school="", region="")
    session.add(person)
    await session.flush()
    return person.id


async def linked(session: AsyncSession, tenant: str, person: int) -> None:
    await link_account(session, "slack", f"{tenant}-U{person}", person, reference={"user": "U"}, now=NOW, tenant=tenant)


async def waiting(session: AsyncSession) -> list[tuple[str, str]]:
    session.expire_all()
    return [(one.lane, one.why) for one in await session.scalars(select(Notice).order_by(Notice.id))]


async def test_what_waited_in_a_workspace_goes_elsewhere_or_waits(database: Database) -> None:
    async with database.sessions.begin() as session:
        only_here, also_there = await somebody(session, "a@x.example"), await somebody(session, "b@x.example")
        await linked(session, "T2", also_there)
        for person in (only_here, also_there):
            await linked(session, "T1", person)
            await add_notice(session, key=f"k{person}", person_id=person, message={}, now=NOW)
        await tenant_gone(session, "slack", "T1", WHY, NOW)
        assert await waiting(session) == [("", WHY), ("slack/T2", "")]
        await keep_installation(session, replace(FIRST, removed_at=NOW))
        assert [people for _, people in await removed_installations(session, 10, WHY)] == [2]
        await tenant_back(session, "slack", "T1", WHY)
        assert await waiting(session) == [("slack/T1", ""), ("slack/T2", "")]
        assert not list(await session.scalars(select(Account).where(Account.gone_at.is_not(None))))


@contextmanager
def written(database: Database) -> Iterator[list[str]]:
    """The statements that write."""
    statements: list[str] = []

    def note(*given: object) -> None:
        if not str(given[2]).lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            statements.append(str(given[2]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_an_account_that_is_linked_already_is_not_written_again(database: Database) -> None:
    async with database.sessions.begin() as session:
        person = await somebody(session, "a@x.example")
        await linked(session, "T1", person)
    async with database.sessions.begin() as session:
        with written(database) as statements:
            await linked(session, "T1", person)
    assert statements == []
    async with database.sessions.begin() as session:
        await add_notice(session, key="k", person_id=person, message={}, now=NOW)
        (notice,) = await session.scalars(select(Notice))
        notice.lane = notice.account = ""
        await session.flush()
        await linked(session, "T1", person)
        assert await waiting(session) == [("slack/T1", "")], "what went nowhere is found"
