"""What the administrator and Prometheus see of the ledger, and what can be settled by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, select

from bot.clock import present
from bot.command_line import main
from bot.opening import opened
from bot.settings import read_settings
from bot.watching import watching
from storage.accounts import link_account
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.database import Database
from storage.ledger_tables import Lane
from storage.people_tables import Person

EMAIL = "samira@x.example"
SECRET = "Daan is weer ziek"


@pytest.fixture
async def filled(ready_folder: Path) -> AsyncIterator[Database]:
    """One that is dead, one that is unknown, one that waits since an hour, and one for somebody without an account."""
    async with opened(read_settings({"WEGWIJZER_DATA": str(ready_folder)})) as database:
        async with database.sessions.begin() as session:
            hour_ago = present() - timedelta(hours=1)
            ids = []
            for email in (EMAIL, "b@x.example"):
                row = {"email": email, "name": "Samira", "language": "nl", "school": "", "region": "", "left_on": None}
                ids.append((await session.execute(insert(Person).values(row).returning(Person.id))).scalar_one())
            await link_account(session, "slack", "T1-U1", ids[0], reference={}, now=hour_ago, tenant="T1")
            for key, person in (("dead", ids[0]), ("unknown", ids[0]), ("pending", ids[0]), ("nobody", ids[1])):
                message = {"paragraphs": [SECRET]}
                await add_notice(session, key=key, person_id=person, message=message, now=hour_ago)
            for line in await session.scalars(select(Notice).where(Notice.key.in_(["dead", "unknown"]))):
                line.state, line.why, line.not_before = line.key, f"why {line.key}", None
        yield database


async def state_of(database: Database, key: str) -> tuple[str, bool, datetime | None]:
    async with database.sessions.begin() as session:
        line = (await session.scalars(select(Notice).where(Notice.key == key))).one()
        return line.state, line.marked, line.shown_at


async def number_of(database: Database, key: str) -> str:
    async with database.sessions.begin() as session:
        return str(await session.scalar(select(Notice.id).where(Notice.key == key)))


def run(*arguments: str) -> int:
    return main(["deliveries", *arguments])


async def test_the_command(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEGWIJZER_DATA", str(tmp_path))
    monkeypatch.delenv("WEGWIJZER_DATABASE_URL", raising=False)

    async def command(*arguments: str) -> tuple[int, str]:
        code = await asyncio.to_thread(run, *arguments)
        return code, capsys.readouterr().out

    code, said = await command()
    assert code == 0
    assert "slack/T1: 1 dead, 1 pending, 1 unknown" in said
    assert "STANDS STILL" in said
    assert "(no account known): 1 pending" in said
    assert f"{EMAIL}, since" in said
    assert "why dead" in said
    assert SECRET not in said
    assert [line.split()[1] for line in said.splitlines() if EMAIL in line] == ["dead", "unknown", "pending"]
    assert "why unknown" not in (await command("--state", "dead"))[1]
    assert "b@x.example" in (await command("--lane", ""))[1]
    assert (await command("--state", "sent"))[1].endswith("Nothing is like that.\n")

    unknown, dead = await number_of(filled, "unknown"), await number_of(filled, "dead")
    assert (await command("settle", dead, "sent"))[0] == 1
    assert (await command("settle", unknown, "again"))[0] == 0
    assert await state_of(filled, "unknown") == ("pending", True, None)
    assert (await command("resend", dead))[0] == 0
    assert await state_of(filled, "dead") == ("pending", False, None)
    assert (await command("resend", "999"))[0] == 1


async def client_of(database: Database, token: str = "") -> TestClient[web.Request, web.Application]:
    app = web.Application()
    watching(database, present, {"WEGWIJZER_METRICS_TOKEN": token}).add_to(app)
    client = TestClient(TestServer(app))
    await client.start_server()
    return client


async def test_health_and_metrics_tell_when_a_lane_stands_still(filled: Database) -> None:
    client = await client_of(filled)
    assert await (await client.get("/health")).json() == {"status": "degraded", "standing_still": ["slack"]}
    text = await (await client.get("/metrics")).text()
    assert 'wegwijzer_deliveries{lane="slack/T1",state="unknown"} 1.0' in text
    assert 'wegwijzer_deliveries{lane="none",state="pending"} 1.0' in text
    assert 'wegwijzer_lane_standing_still{lane="slack/T1"} 1.0' in text
    async with filled.sessions.begin() as session:
        (lane,) = await session.scalars(select(Lane))
        lane.moved_at = present()
    assert await (await client.get("/health")).json() == {"status": "ok", "standing_still": []}
    assert 'wegwijzer_lane_standing_still{lane="slack/T1"} 0.0' in await (await client.get("/metrics")).text()
    await client.close()


async def test_the_metrics_are_not_for_everybody(filled: Database) -> None:
    client = await client_of(filled)
    assert (await client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"})).status == 403
    await client.close()
    client = await client_of(filled, "geheim")
    assert (await client.get("/metrics")).status == 403
    assert (await client.get("/metrics", headers={"Authorization": "Bearer geheim"})).status == 200
    assert (await client.get("/health")).status == 200
    await client.close()


def test_the_distributed_engine_needs_postgresql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEGWIJZER_DATA", str(tmp_path))
    monkeypatch.delenv("WEGWIJZER_DATABASE_URL", raising=False)
    assert main(["serve", "--engine", "distributed", "--port", "0"]) == 1
    assert "needs PostgreSQL" in capsys.readouterr().err
    monkeypatch.setenv("WEGWIJZER_ENGINE", "other")
    assert main(["serve", "--port", "0"]) == 1
    assert "allowed: embedded, distributed" in capsys.readouterr().err
