"""A workspace with the people of the demonstration roster, and the real server in front of it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.slack.port import SlackPort
from bot.delivering.engines import delivering
from bot.delivering.times import Times
from bot.opening import opened, seed
from bot.people import demonstration_email
from bot.product import Product
from bot.server import application
from bot.settings import read_settings
from tests.bot.channels.slack.actor import Actor, Deliver, over_http, over_socket
from tests.bot.channels.slack.standin import APP, BOT, SECRET, TEAM, Slack, slack_running

PEOPLE = {"USAMIRA": "samira", "UJOOST": "joost", "UMARLEEN": "marleen", "UDAAN": "daan", "UEMILY": "emily"}


def account(user: str, name: str, **more: object) -> dict[str, object]:
    return {"id": user, "team_id": TEAM, "name": name, "deleted": False, "is_bot": False, "is_email_confirmed": True,
            "locale": "nl-NL", "profile": {"email": demonstration_email(name)}, **more}  # fmt: skip


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with slack_running() as found:
        found.users |= {user: account(user, name) for user, name in PEOPLE.items()}
        found.users["UEMILY"] |= {"locale": "en-GB"}
        yield found


@dataclass
class Office:
    """The server with both doors open; a person comes in by the one that the test is about."""

    slack: Slack
    address: str
    door: Deliver

    def person(self, user: str) -> Actor:
        return Actor(self.slack, user, self.door)


def environment(slack: Slack, folder: Path, **more: str) -> dict[str, str]:
    tokens = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SECRET}
    return {"WEGWIJZER_DATA": str(folder), "SLACK_API_URL": slack.url, **tokens, **more}


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration roster, to be copied: making one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("seeded")

    async def make() -> None:
        async with opened(read_settings({"WEGWIJZER_DATA": str(folder)})) as database:
            await seed(database)

    asyncio.run(make())
    return folder / DATABASE


@pytest.fixture
def folder(tmp_path: Path, seeded: Path) -> Path:
    """Where the server keeps its data."""
    shutil.copy(seeded, tmp_path / DATABASE)
    return tmp_path


@asynccontextmanager
async def serving(slack: Slack, folder: Path, product: Product, **changes: float) -> AsyncIterator[str]:
    """The server as it is, with the product loaded once for all tests and the doors as `changes` say."""
    settings = read_settings(environment(slack, folder))
    doors = slack_settings(settings)
    assert doors
    doors = replace(doors, **changes)  # type: ignore[arg-type]
    async with opened(settings) as database:
        app = application(database, product)
        async with (
            slack_in(app, doors, database, product) as port,
            delivering(database, product, [port and quick(port)], settings, distributed=False, times=TIMES),
        ):
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            try:
                yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
            finally:
                await runner.cleanup()


def quick(port: SlackPort) -> SlackPort:
    return replace(port, limits=replace(port.limits, a_second=1000))


DATABASE = "wegwijzer.sqlite3"
TIMES = Times(tick=0.1)
QUICK = {"ping": 0.3, "apart": 0.0, "every": 0.1}


@pytest.fixture
async def office(slack: Slack, folder: Path, product: Product) -> AsyncIterator[Office]:
    slack.strict = False
    async with serving(slack, folder, product, **QUICK) as address:
        yield Office(slack, address, over_socket(slack))


@pytest.fixture(params=["socket", "http"])
async def either(request: pytest.FixtureRequest, slack: Slack, folder: Path, product: Product) -> AsyncIterator[Office]:
    """Twice: once by each door."""
    slack.strict = False
    async with serving(slack, folder, product, **QUICK) as address:
        door = over_socket(slack) if request.param == "socket" else over_http(address)
        yield Office(slack, address, door)
