"""Servers are killed with -9 while they deliver: nothing is lost, and what may be double says so or is shown."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bot.delivering.distributed import prepare
from bot.opening import opened
from bot.settings import read_settings
from storage.case_tables import Notice
from storage.database import Database, database_url
from tests.bot.channels.slack.standin import BOT, SECRET, Fault, Slack, slack_running
from tests.bot.channels.teams.microsoft import Answer, Microsoft, microsoft
from tests.bot.delivering.child import LIMITS, Setting, start
from tests.bot.delivering.people import in_slack, in_teams, rows, settle_in, text_of, write
from tests.conftest import on_postgres

COUNT, EACH = 120, 20
AGAIN = "Misschien las je"


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_running() as found:
        found.strict = False
        found.faults.append(Fault("chat.postMessage", times=10_000, status=0, delay=0.04))
        yield found


@pytest.fixture
async def ms() -> AsyncIterator[Microsoft]:
    async with microsoft() as found:
        found.always = Answer(wait=0.04)
        yield found


def environment(slack: Slack, ms: Microsoft, **more: str) -> dict[str, str]:
    door = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.url}
    return {**door, **ms.environment, **more}


async def kill(process: BaseProcess) -> None:
    process.kill()
    await asyncio.to_thread(process.join)


async def settled(database: Database, seconds: float = 25.0) -> None:
    """Until nothing is on its way any more, and what nobody can tell is left to the administrator."""
    await until(lambda found: not any(map(on_its_way, found)), database, seconds)


def on_its_way(row: Notice) -> bool:
    return row.state in {"pending", "leased", "sending"} or (row.state == "unknown" and row.not_before is not None)


def sent(found: list[Notice]) -> int:
    return sum(row.state == "sent" for row in found)


async def until(holds: Callable[[list[Notice]], bool], database: Database, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not holds(found := await rows(database)):
        assert time.monotonic() < end, Counter(row.state for row in found)
        await asyncio.sleep(0.1)


async def check(database: Database, slack: Slack, ms: Microsoft, kills: int) -> None:
    found = {row.id: row for row in await rows(database)}
    ours = {text_of(int(row.key)): row for row in found.values()}
    assert {row.state for row in ours.values()} <= {"sent", "unknown"}
    to_slack = {text for text, row in ours.items() if row.lane.startswith("slack/")}
    assert in_slack(slack) == Counter(dict.fromkeys(to_slack, 1)), "Slack can be asked: each once"
    arrived = in_teams(ms)
    seen = Counter(next(text for text in ours if text in said) for said in arrived)
    to_teams = {text: row for text, row in ours.items() if row.lane.startswith("teams/")}
    lost = {text for text in to_teams if not seen[text]}
    assert lost <= {text for text, row in to_teams.items() if row.state == "unknown"}, "what may be lost is shown"
    assert all(row.state == "sent" and row.again for row in to_teams.values() if row.marked)
    doubled = {text for text, count in seen.items() if count > 1}
    assert doubled <= {text for text, row in to_teams.items() if row.marked}, "what may be double says so"
    assert sum(AGAIN in said for said in arrived) >= len(doubled)
    assert all(row.why for row in to_teams.values() if row.state == "unknown")
    assert sum(row.state == "unknown" or row.marked for row in to_teams.values()) <= kills * LIMITS.at_once


async def test_one_server_on_sqlite_killed_and_started_again(tmp_path: Path, slack: Slack, ms: Microsoft) -> None:
    given = environment(slack, ms, WEGWIJZER_DATA=str(tmp_path))
    async with opened(read_settings(given)) as database:
        await settle_in(database, slack, ms, EACH)
        await write(database, COUNT)
        slack.faults.insert(0, Fault("chat.postMessage", status=429, retry_after=1))
        ms.answers.extend([Answer(wait=0.05), Answer(429, {"Retry-After": "1"})])
        kills = 0
        for _ in range(2):
            process = start(Setting(given))
            before = sent(await rows(database))
            await until(lambda found, before=before: sent(found) >= before + 15, database)  # type: ignore[misc]
            await asyncio.sleep(random.uniform(0, 0.3))  # noqa: S311 (no secret)
            await kill(process)
            kills += 1
        process = start(Setting(given))
        try:
            await settled(database)
        finally:
            await kill(process)
        await check(database, slack, ms, kills)


async def test_replicas_on_postgresql_one_killed_one_joining(postgres: str, slack: Slack, ms: Microsoft) -> None:
    given = environment(slack, ms, WEGWIJZER_DATABASE_URL=postgres)
    await prepare(database_url(postgres))
    async with on_postgres(postgres) as database:
        await settle_in(database, slack, ms, EACH)
        await write(database, COUNT)
        replicas = [start(Setting(given, distributed=True)) for _ in range(2)]
        try:
            await until(lambda found: sent(found) >= 30, database)
            await kill(replicas[0])
            replicas.append(start(Setting(given, distributed=True)))
            await write(database, COUNT // 4, COUNT)
            await settled(database)
        finally:
            for replica in replicas:
                await kill(replica)
        await check(database, slack, ms, 1)
