"""A full turn in Teams beside an echo bot on botbuilder's own CloudAdapter: same load, same connector, CPU per turn."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

from aiohttp import ClientSession

from benchmarks.table import row
from benchmarks.teams_login import login
from bot.roster.demonstration import DEMONSTRATION_ROSTER
from bot.roster.listing import listed
from bot.roster.reading import read_roster
from tests.bot.channels.teams.client import Client
from tests.bot.channels.teams.microsoft import Microsoft, microsoft

CLIENTS = 8
TURNS = 240
ROUNDS = 3
A_SECOND = 50
SECONDS = 6
LONG = 20_000
BOTS = {
    "ours": "full turn in Teams: CPU of the server",
    "stock": "echo bot on botbuilder's CloudAdapter: CPU of the server",
}
SAYS = ("student is vaak ziek", "weet ik niet", "nee")


def teams() -> None:
    asyncio.run(_teams())


def teams_memory() -> None:
    asyncio.run(_memory())


async def _teams() -> None:
    async with AsyncExitStack() as stack:
        ms, session = await stack.enter_async_context(microsoft()), await stack.enter_async_context(ClientSession())
        moved = await stack.enter_async_context(login(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        bots = {kind: await stack.enter_async_context(served(kind, ms, moved)) for kind in BOTS}
        for address in bots.values():
            await load(ms, session, address, TURNS // 4)
        costs: dict[str, list[float]] = {kind: [] for kind in BOTS}
        for _ in range(ROUNDS):
            for kind, address in bots.items():
                costs[kind].append(await cpu_per_turn(ms, session, address))
        found = {kind: statistics.median(costs[kind]) for kind in BOTS}
        for kind, name in BOTS.items():
            row(name, f"{found[kind]:.2f} ms/turn")
        row("ratio", f"{found['ours'] / found['stock']:.2f}", "≤ 0.33")
        slowest = await late(ms, session, bots["ours"])
        row(f"full turn at {A_SECOND} turns/s, 99th percentile", f"{slowest:.0f} ms", "< 150 ms")


async def _memory() -> None:
    async with microsoft() as ms, served("ours", ms, {}) as ours, ClientSession() as session:
        await load(ms, session, ours, LONG // 10)
        before = (await costs_of(session, ours))[1]
        await load(ms, session, ours, LONG)
        after = (await costs_of(session, ours))[1]
        row(
            f"memory after {LONG:,} more turns in Teams",
            f"{(after - before) / 1024:+.1f} MB",
            f"of {after / 1024:.0f} MB",
        )


@asynccontextmanager
async def served(kind: str, ms: Microsoft, more: Mapping[str, str]) -> AsyncIterator[str]:
    """The address of that bot, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.teams_servers", kind, folder,
            env={**os.environ, **ms.environment, **more}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stdout
            yield (await process.stdout.readline()).decode().strip()
        finally:
            process.terminate()
            await process.wait()


async def cpu_per_turn(ms: Microsoft, session: ClientSession, address: str) -> float:
    before = (await costs_of(session, address))[0]
    await load(ms, session, address, TURNS)
    return ((await costs_of(session, address))[0] - before) * 1000 / TURNS


async def costs_of(session: ClientSession, address: str) -> tuple[float, float]:
    """Seconds of CPU, and kB of memory at most, of the server so far."""
    async with session.get(f"{address}costs") as response:
        found = await response.json()
        return found["cpu"], found["memory"]


async def load(ms: Microsoft, session: ClientSession, address: str, turns: int) -> None:
    """So many turns, of people who each wait for their answer."""
    numbers = count()

    async def talk(client: Client) -> None:
        for turn in count():
            if next(numbers) >= turns:
                return
            await said(client, turn)

    await asyncio.gather(*(talk(client) for client in people(ms, session, address)))
    ms.calls.clear()


async def late(ms: Microsoft, session: ClientSession, address: str) -> float:
    """The 99th percentile in milliseconds from sent to answered and acknowledged, at a steady pace."""
    clients = people(ms, session, address)
    started = time.perf_counter()

    async def turn(number: int) -> float:
        await asyncio.sleep(started + number / A_SECOND - time.perf_counter())
        begun = time.perf_counter()
        await said(clients[number % CLIENTS], number // CLIENTS)
        return (time.perf_counter() - begun) * 1000

    times = await asyncio.gather(*(turn(number) for number in range(A_SECOND * SECONDS)))
    return statistics.quantiles(times, n=100)[98]


async def said(client: Client, turn: int) -> None:
    status, body = await client.post(client.activity(text=SAYS[turn % len(SAYS)]), client.microsoft.token_kept)
    assert status in {200, 201, 202}, body


def people(ms: Microsoft, session: ClientSession, address: str) -> list[Client]:
    rows = listed(read_roster(DEMONSTRATION_ROSTER.read_bytes()))
    names = [one.email.partition("@")[0] for one in rows if not one.email.startswith("student")]
    return [Client(ms, address, session, name) for name in names[:CLIENTS]]
