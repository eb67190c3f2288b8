"""A real PostgreSQL stops in the middle of delivering, for longer than anything is leased, and comes back.

Slack can be asked what it has, so there each message stands once; of Teams the ledger says what it does not know.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession

from bot.channels.slack import port
from bot.delivering import recording
from bot.delivering.distributed import prepare
from bot.delivering.embedded import AWAY
from bot.server import running
from bot.settings import read_settings
from storage.database import Database, connect, database_url
from storage.schema import upgrade
from tests.bot.channels.slack.standin import Fault, Slack, slack_running
from tests.bot.channels.teams.microsoft import Answer, Microsoft, microsoft
from tests.bot.delivering.child import QUICK
from tests.bot.delivering.people import rows, settle_in, write
from tests.bot.delivering.stopping import Postgres, stoppable
from tests.bot.delivering.test_killed import check, environment, sent, settled, until

COUNT, EACH = 80, 20
# Longer than a lease, and than the pause after which an engine looks again.
STOPPED = QUICK.lease + AWAY + 0.5


@pytest.fixture
def own() -> Iterator[Postgres]:
    with stoppable() as found:
        yield found


@dataclass
class Chat:
    """What a browser sends, and what is answered: status and page."""

    session: ClientSession
    address: str

    async def say(self, text: str, event: str) -> tuple[int, str]:
        said, alone = {"event": event, "text": text}, {"X-Fragment": "1"}
        async with self.session.post(f"{self.address}chat/p1", data=said, headers=alone) as response:
            return response.status, await response.text()

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with self.session.get(f"{self.address}health") as response:
            return response.status, await response.json()


@asynccontextmanager
async def filled(url: str, slack: Slack, ms: Microsoft) -> AsyncIterator[Database]:
    await prepare(database_url(url))
    database = connect(database_url(url))
    await upgrade(database)
    await settle_in(database, slack, ms, EACH)
    await write(database, COUNT)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """So much a second that all of it goes within the times of the test, and a short wait before it goes again."""
    monkeypatch.setattr(port, "A_SECOND", 30)
    monkeypatch.setattr(recording, "FIRST_WAIT", 0.5)


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("distributed", [False, True], ids=["embedded", "distributed"])
async def test_it_stops_and_comes_back(own: Postgres, distributed: bool) -> None:
    async with slack_running() as slack, microsoft() as ms:
        slack.strict = False
        slack.faults.append(Fault("chat.postMessage", times=10_000, status=0, delay=0.04))
        ms.always = Answer(wait=0.04)
        settings = read_settings(environment(slack, ms, WEGWIJZER_DATABASE_URL=own.url))
        async with (
            filled(own.url, slack, ms) as database,
            running(settings, port=0, distributed=distributed, times=QUICK) as address,
            ClientSession() as session,
        ):
            chat, event = Chat(session, address), uuid4().hex
            await until(lambda found: sent(found) >= 20, database)
            assert await chat.health() == (200, {"status": "ok", "standing_still": []})
            await asyncio.to_thread(own.stop)
            stopped = time.monotonic()
            await look_meanwhile(chat, event)
            await asyncio.sleep(stopped + STOPPED - time.monotonic())
            await asyncio.to_thread(own.start)
            assert sent(await rows(database)) < COUNT
            await healthy_again(chat)
            status, answer = await chat.say("menu", event)
            assert (status, "Ik kan even niet bij mijn gegevens" in answer) == (200, False)
            await settled(database)
            # As if the process that was under way had been killed once.
            await check(database, slack, ms, 1)


async def look_meanwhile(chat: Chat, event: str) -> None:
    """Each at once: nobody waits for a database that is not there."""
    async with asyncio.timeout(2.0):
        assert await chat.health() == (503, {"status": "down", "database": "away"})
        status, answer = await chat.say("menu", event)
    assert (status, "Ik kan even niet bij mijn gegevens" in answer) == (503, True)


async def healthy_again(chat: Chat) -> None:
    until = time.monotonic() + 5.0
    while (await chat.health())[0] != 200:
        assert time.monotonic() < until
        await asyncio.sleep(0.1)
