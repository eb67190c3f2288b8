"""The server as a process of its own, killed where it hurts; the next one takes up what it left."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.product import Product
from tests.bot.channels.slack.actor import Actor, over_socket
from tests.bot.channels.slack.conftest import QUICK, environment, serving
from tests.bot.channels.slack.standin import Fault, Slack
from tests.bot.channels.slack.test_door import locked
from tests.program import Program, begun


@asynccontextmanager
async def process(slack: Slack, folder: Path) -> AsyncIterator[Program]:
    """`wegwijzer serve`, connected; killed at the end if it was not before."""
    connections = slack.connections
    given = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    arguments = ("serve", "--port", "0")
    server = await asyncio.to_thread(begun, *arguments, environment={**given, **environment(slack, folder)})
    try:
        await slack.until(lambda: slack.connections > connections, 20)
        yield server
    finally:
        await asyncio.to_thread(server.kill)


async def kill(slack: Slack, server: Program) -> None:
    await asyncio.to_thread(server.kill)
    await slack.until(lambda: not slack.sockets)


def agreements(folder: Path) -> int:
    with sqlite3.connect(folder / "wegwijzer.sqlite3") as connection:
        found: int = connection.execute("SELECT count(*) FROM agreement").fetchone()[0]
    connection.close()
    return found


async def ready_to_log(samira: Actor) -> None:
    """An agreement that is filled in, and waits for its last button."""
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    await samira.submit(await samira.open("Vul het in"))
    await samira.reads()


async def test_killed_between_acknowledgement_and_effect(slack: Slack, folder: Path, product: Product) -> None:
    """The database is held, Slack has its acknowledgement, the process dies: the next one does what was asked, once."""
    slack.strict = False
    samira = Actor(slack, "USAMIRA", over_socket(slack))
    async with process(slack, folder) as server:
        await ready_to_log(samira)
        held = locked(folder)
        assert await samira.send("interactive", samira.click("Leg afspraak vast")) == {}, "acknowledged"
        await kill(slack, server)
        held.rollback()
        held.close()
    assert agreements(folder) == 0
    assert len(list((folder / "slack-inbox").iterdir())) == 1
    async with serving(slack, folder, product, **QUICK):
        assert "Vastgelegd" in await samira.reads(10)
        await slack.until(lambda: not list((folder / "slack-inbox").iterdir()))
    assert agreements(folder) == 1


async def test_killed_between_effect_and_answer(slack: Slack, folder: Path, product: Product) -> None:
    """The agreement is there, its answer is not, and Slack was told nothing: it brings the event to the next one."""
    slack.strict = False
    samira = Actor(slack, "USAMIRA", over_socket(slack))
    async with process(slack, folder) as server:
        await ready_to_log(samira)
        slack.faults.append(Fault("chat.postMessage", delay=30))
        payload = samira.message("leg afspraak vast")
        sending = asyncio.create_task(slack.push("events_api", payload, limit=1.0))
        await slack.until(lambda: not slack.faults[0].times)
        await kill(slack, server)
        assert await sending is None
    assert agreements(folder) == 1
    slack.faults.clear()
    async with serving(slack, folder, product, **QUICK):
        assert await slack.push("events_api", payload, attempt=1) == {}
        assert "Vastgelegd" in await samira.reads(10)
        read = len(samira.screen)
    async with serving(slack, folder, product, **QUICK):
        assert await slack.push("events_api", payload, attempt=2) == {}
        assert len(samira.screen) == read, "a third process finds that it was answered"
    assert agreements(folder) == 1
