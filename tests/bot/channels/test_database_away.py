"""In the middle of talking the database goes away: who asked is told so, and is answered once it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from aiohttp import ClientSession

from bot.server import running
from bot.settings import read_settings
from storage.database import connect, database_url
from storage.schema import upgrade
from tests.bot.channels.slack.actor import Actor, over_http
from tests.bot.channels.slack.standin import Slack, slack_running
from tests.bot.channels.teams.client import Client, words
from tests.bot.channels.teams.microsoft import Microsoft, microsoft
from tests.bot.delivering.people import settle_in
from tests.bot.delivering.stopping import Postgres, stoppable
from tests.bot.delivering.test_killed import environment

AWAY, QUESTION = "Ik kan even niet bij mijn gegevens", "Waar gaat het om?"


@pytest.fixture
def own() -> Iterator[Postgres]:
    with stoppable() as found:
        yield found


async def filled(url: str, slack: Slack, ms: Microsoft) -> None:
    database = connect(database_url(url))
    await upgrade(database)
    await settle_in(database, slack, ms, 1)
    await database.close()


async def test_it_goes_away_and_comes_back(own: Postgres) -> None:
    """Slack brings again what was not taken, and its person reads both; in Teams they are asked to try once more."""
    async with slack_running() as slack, microsoft() as ms, ClientSession() as session:
        slack.strict = False
        await filled(own.url, slack, ms)
        settings = read_settings(environment(slack, ms, WEGWIJZER_DATABASE_URL=own.url))
        async with running(settings, port=0) as address:
            in_slack, in_teams = Actor(slack, "U0", over_http(address)), Client(ms, address, session)
            assert "mee helpen" in await in_slack.say("menu")
            assert "mee helpen" in words(*await in_teams.say("menu"))
            await asyncio.to_thread(own.stop)

            assert AWAY in await in_slack.say("mijn student is ziek")
            asked = in_slack.last
            assert asked
            assert in_slack.answer is None, "Slack hears that it was not taken"
            assert await in_slack.again() is None
            assert AWAY in await in_slack.press("Mijn afspraken")
            await in_teams.post(in_teams.activity(text="mijn student is ziek"))
            await ms.wait_for(2)
            assert "Probeer het nog eens" in words(ms.posts()[-1])

            await asyncio.to_thread(own.start)
            assert await in_slack.deliver(*asked) == {}
            assert QUESTION in await in_slack.reads()
            assert sum(AWAY in said for said in in_slack.screen) == 2, "of each once, however often it came"
            assert QUESTION in words(*await in_teams.say("mijn student is ziek"))
