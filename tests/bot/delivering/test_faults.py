"""What platforms, networks and databases do wrong, and what becomes of a delivery then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.clock import present
from bot.delivering.embedded import embedded
from bot.delivering.port import Delivery, Go, Limits, LostError, PauseError
from bot.delivering.running import Runner
from bot.delivering.times import Times
from bot.product import Product
from bot.turn import Turns
from storage.accounts import link_account
from storage.case_files import add_notice
from storage.case_tables import Notice
from storage.database import Database, connect, database_url
from tests.bot.world import World
from tests.conftest import on_postgres

QUICK = Times(delivery=0.5, lease=1.0, lane=1.0, renew=0.1, tick=0.05, ask=0.2, ask_again=0.2, closing=0.2)
# Three times as long as a delivery or a lane is leased: with the times of a real server over two minutes.
AWAY = 3 * QUICK.lease


@dataclass
class Platform:
    """Takes what it is sent; `fault` may raise, or wait, before or after it was taken. `tells`: what it says of it."""

    fault: Callable[[Delivery], Any] | None = None
    tells: bool | None = None
    limits: Limits = field(default_factory=lambda: Limits(500, apart=0.0, at_once=4))
    channel: str = "slack"
    taken: list[tuple[int, float, bool]] = field(default_factory=list)
    loses: bool = False
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, delivery: Delivery, go: Go) -> None:
        await go()
        if self.fault:
            await self.fault(delivery)
        self.taken.append((delivery.id, time.monotonic(), delivery.marked))
        if len(self.taken) >= 15:
            self.enough.set()
        if self.loses:
            self.loses = False
            raise LostError("no answer")

    async def was_it_sent(self, delivery: Delivery) -> bool | None:
        return None if self.tells is None else delivery.id in self.numbers

    @property
    def numbers(self) -> list[int]:
        return [number for number, _, _ in self.taken]


async def write(world: World, count: int, *, again: bool = False) -> None:
    names = ("samira", "joost", "marleen", "daan", "emily")
    people = [(await world.as_(name)).person.id for name in names]
    async with world.database.sessions.begin() as session:
        for person in people:
            name = f"T1-U{person}"
            await link_account(session, "slack", name, person, reference={}, now=present(), tenant="T1")
        for number in range(count):
            await add_notice(
                session, key=str(number), person_id=people[number % len(people)], message={"paragraphs": ["x"]},
                now=present(), again=again,
            )  # fmt: skip


async def lines(database: Database) -> list[Notice]:
    async with database.sessions.begin() as session:
        return list(await session.scalars(select(Notice).order_by(Notice.id)))


async def until(database: Database, holds: Callable[[Notice], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not all(map(holds, found := await lines(database))):
        assert time.monotonic() < end, [(line.state, line.why) for line in found]
        await asyncio.sleep(0.05)


def is_sent(line: Notice) -> bool:
    return line.state == "sent"


@asynccontextmanager
async def delivering(database: Database, product: Product, platform: Platform) -> AsyncIterator[Runner]:
    turns = Turns(product, database.sessions, present)
    runner = Runner(database, turns, {"slack": platform}, QUICK)
    async with embedded(runner):
        yield runner


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_whole_lane_waits_as_long_as_the_platform_asks(database: Database, product: Product) -> None:
    world = await World.begin(database, product)
    refusals: list[float] = []

    async def busy(_: Delivery) -> None:
        if not refusals:
            refusals.append(time.monotonic())
            raise PauseError("asked to wait", 1.0)

    platform = Platform(busy)
    await write(world, 10)
    async with delivering(database, product, platform):
        await until(database, is_sent)
    assert sorted(platform.numbers) == [line.id for line in await lines(database)]
    under_way = [at for _, at, _ in platform.taken if at < refusals[0] + 0.9]
    assert len(under_way) <= platform.limits.at_once
    assert min(at for _, at, _ in platform.taken if at > refusals[0] + 0.2) >= refusals[0] + 0.95


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_platform_that_hangs_and_cannot_be_asked(database: Database, product: Product, again: bool) -> None:
    """Its rule decides: sent again and marked, or left to the administrator. Nobody else waits for it."""
    world = await World.begin(database, product)

    hung: set[int] = set()

    async def hang_once(delivery: Delivery) -> None:
        if delivery.id == first and delivery.id not in hung:
            hung.add(delivery.id)
            await asyncio.sleep(60)

    platform = Platform(hang_once)
    await write(world, 10, again=again)
    first = (await lines(database))[0].id
    async with delivering(database, product, platform):
        await until(database, lambda line: is_sent(line) or (line.state == "unknown" and line.not_before is None))
    found = (await lines(database))[0]
    assert len(platform.taken) == (10 if again else 9)
    assert (found.state, found.marked) == (("sent", True) if again else ("unknown", False))
    if not again:
        assert "settle" in found.why


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_lost_answer_is_asked_for(database: Database, product: Product) -> None:
    world = await World.begin(database, product)
    platform = Platform(tells=True, loses=True)
    await write(world, 5)
    async with delivering(database, product, platform):
        await until(database, is_sent)
    assert sorted(platform.numbers) == [line.id for line in await lines(database)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_one_that_cannot_be_made_keeps_nobody_waiting(database: Database, product: Product) -> None:
    world = await World.begin(database, product)

    async def fail(delivery: Delivery) -> None:
        if delivery.id == first:
            raise KeyError("name of a student")

    platform = Platform(fail)
    await write(world, 5)
    first = (await lines(database))[0].id
    async with delivering(database, product, platform):
        await until(database, lambda line: is_sent(line) or line.id == first)
        await until(database, lambda line: is_sent(line) or line.why == "it cannot be made (KeyError)")


@dataclass
class Cut:
    """A way to a PostgreSQL that can be cut."""

    target: str
    open: bool = True
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_unix_connection(self.target)
        self.writers |= {writer, there_writer}
        await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))

    def cut(self) -> None:
        self.open = False
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def cuttable(url: str, folder: Path) -> AsyncIterator[tuple[Cut, str]]:
    socket = parse_qs(urlsplit(url).query)["host"][0]
    cut = Cut(f"{socket}/.s.PGSQL.5432")
    server = await asyncio.start_unix_server(cut.pass_on, folder / ".s.PGSQL.5432")
    try:
        yield cut, url.replace(socket, str(folder))
    finally:
        cut.cut()
        server.close()


async def test_a_database_that_is_away_for_a_while(
    postgres: str, product: Product, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What was sent meanwhile is written down afterwards: nothing lost, nothing doubled."""

    async def slow(_: Delivery) -> None:
        await asyncio.sleep(0.02)

    platform = Platform(slow, limits=Limits(100, apart=0.0, at_once=4))
    async with on_postgres(postgres) as database, cuttable(postgres, tmp_path_factory.mktemp("s")) as (cut, url):
        world = await World.begin(database, product)
        await write(world, 60)
        behind = connect(database_url(url))
        async with delivering(behind, product, platform):
            async with asyncio.timeout(10):
                await platform.enough.wait()
            cut.cut()
            await asyncio.sleep(AWAY)
            cut.open = True
            await until(database, is_sent, 20)
        await behind.close()
        assert sorted(platform.numbers) == [line.id for line in await lines(database)]
