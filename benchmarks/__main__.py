"""`uv run python -m benchmarks`: a table of medians over alternating rounds, all on this machine in one run."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiosqlite
import numpy as np
from aiohttp import ClientSession, web

from bot.clock import present
from bot.product import load_product
from bot.server import application, opened
from bot.settings import read_settings
from knowledge.library import CONTENT
from knowledge.matching.evaluate import read_questions
from knowledge.matching.finder import load_finder
from knowledge.matching.weights import View, Weights, load_weights, save_weights

ROUNDS = 5
TURNS = 150
GROWTH = 100


def median_ms(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def row(name: str, value: str, wanted: str = "") -> None:
    print(f"{name:58}{value:>16}   {wanted}")


def finding() -> None:
    questions = [question.q for question in read_questions(CONTENT / "calibration.jsonl")]
    finder = load_finder()
    each = [median_ms(lambda question=question: finder.find(question), 3) for question in questions]  # type: ignore[misc]
    row("question → topic, median", f"{statistics.median(each):.2f} ms", "≤ 2 ms")
    row(f"question → topic, slowest of {len(questions)}", f"{max(each):.2f} ms")
    row("load the model", f"{median_ms(load_finder):.0f} ms", "≤ 300 ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save_weights(grown(load_weights()), path)
        large = load_finder(path)
        each_large = [median_ms(lambda question=question: large.find(question), 1) for question in questions]  # type: ignore[misc]
        row(f"question → topic with {GROWTH} × the vocabulary", f"{statistics.median(each_large):.2f} ms", "≤ linear")
        row(f"load with {GROWTH} × the vocabulary", f"{median_ms(lambda: load_finder(path), 1):.0f} ms", "≤ linear")


def grown(weights: Weights) -> Weights:
    """A model whose every feature comes a hundred times: more than a hundred times the examples would give."""

    def view(one: View) -> View:
        names = one.features.astype(str)
        copies = [names, *(np.char.add(names, f"{copy:03}") for copy in range(1, GROWTH))]
        return View(np.sort(np.concatenate(copies)).astype(np.bytes_), np.repeat(one.idf, GROWTH))

    split = len(weights.words)
    table = np.concatenate([np.repeat(half, GROWTH, axis=0) for half in (weights.table[:split], weights.table[split:])])
    return replace(weights, words=view(weights.words), parts=view(weights.parts), table=table)


def asking() -> None:
    program = str(Path(sys.executable).parent / "wegwijzer")
    command = [program, "ask", "student is vaak ziek"]
    row("`wegwijzer ask`, whole process", f"{median_ms(lambda: run(command)):.0f} ms", "< 1000 ms")
    bare = median_ms(lambda: run([sys.executable, "-c", "pass"]))
    row("an empty Python process", f"{bare:.0f} ms")


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


async def serving() -> None:
    product = load_product()
    with tempfile.TemporaryDirectory() as folder:
        async with opened(read_settings({"WEGWIJZER_DATA": folder})) as database:
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
    row("full turn over HTTP with its commit on SQLite", f"{ours:.0f} turns/s")
    row("bare aiohttp handler that commits one row, same file", f"{theirs:.0f} rows/s")
    row("ratio", f"{ours / theirs:.2f}", "≥ 0.33")


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


def main() -> None:
    finding()
    asking()
    asyncio.run(serving())


if __name__ == "__main__":
    main()
