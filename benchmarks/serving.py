"""A full turn over HTTP, beside a bare handler that commits one row to the same file."""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

import aiosqlite
from aiohttp import ClientSession, web

from benchmarks.table import row
from bot.clock import present
from bot.opening import opened, seed
from bot.product import load_product
from bot.server import application
from bot.settings import read_settings

# Many short rounds side by side: what else a machine does meanwhile then strikes both alike.
TURNS, ROUNDS = 30, 25


def serving() -> None:
    asyncio.run(_serving())


async def _serving() -> None:
    product = load_product()
    with tempfile.TemporaryDirectory() as folder:
        async with opened(read_settings({"WEGWIJZER_DATA": folder})) as database:
            await seed(database)
            file = Path(folder) / "wegwijzer.sqlite3"
            async with aiosqlite.connect(file, isolation_level=None) as connection:
                await connection.execute("PRAGMA synchronous=FULL")
                await connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, said TEXT)")
                ours, chat = await listen(application(database, product, present), "/chat/samira")
                theirs, bare = await listen(bare_app(connection), "/")
                async with ClientSession() as session:
                    await compare(session, chat, bare)
                await ours.cleanup()
                await theirs.cleanup()


async def compare(session: ClientSession, chat: str, bare: str) -> None:
    rates: dict[str, list[float]] = {chat: [], bare: []}
    for number in range(ROUNDS):
        for address in (chat, bare):
            rates[address].append(await rate(session, address, number))
    ours, theirs = (statistics.median(rates[address]) for address in (chat, bare))
    ratio = statistics.median(one / other for one, other in zip(rates[chat], rates[bare], strict=True))
    row("full turn over HTTP with its commit on SQLite", f"{ours:.0f} turns/s")
    row("bare aiohttp handler that commits one row, same file", f"{theirs:.0f} rows/s")
    row("ratio, median of the rounds", f"{ratio:.2f}", "≥ 0.33")


async def rate(session: ClientSession, address: str, number: int) -> float:
    start = time.perf_counter()
    for turn in range(TURNS):
        said = ("student is vaak ziek", "weet ik niet", "nee")[turn % 3]
        data = {"event": f"{number}-{turn}", "text": said}
        async with session.post(address, data=data, headers={"X-Fragment": "1"}) as response:
            assert response.status == web.HTTPOk.status_code, await response.text()
            await response.read()
    return TURNS / (time.perf_counter() - start)


def bare_app(connection: aiosqlite.Connection) -> web.Application:
    async def handle(request: web.Request) -> web.Response:
        said = json.dumps(dict(await request.post()), default=str)
        await connection.execute("BEGIN IMMEDIATE")
        await connection.execute("INSERT INTO bare (said) VALUES (?)", (said,))
        await connection.execute("COMMIT")
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/", handle)
    return app


async def listen(app: web.Application, path: str) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
