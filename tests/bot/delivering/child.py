"""A server of its own that delivers, to be killed: the doors to Slack and Teams, and an engine between them.

Processes are forked from one that has loaded everything, so that killing and starting is quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess

from aiohttp import web

from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.teams.door import open_door
from bot.channels.teams.settings import teams_settings
from bot.clock import present
from bot.delivering.distributed import Distributed
from bot.delivering.embedded import embedded
from bot.delivering.port import Limits, Port
from bot.delivering.running import Runner
from bot.delivering.times import Times
from bot.opening import opened
from bot.product import Product, load_product
from bot.settings import read_settings
from bot.turn import Turns
from tests.program import context

QUICK = Times(delivery=2.0, lease=2.5, lane=1.0, renew=0.3, tick=0.1, ask=0.5, ask_again=0.5, job=1.0, closing=0.5)
LIMITS = Limits(a_second=60, apart=0.0, at_once=8)
PRODUCT: list[Product] = []


@dataclass(frozen=True)
class Setting:
    environment: Mapping[str, str]
    distributed: bool = False
    limits: Limits = LIMITS
    times: Times = QUICK


def start(setting: Setting) -> BaseProcess:
    process = context.Process(target=_main, args=(setting,), daemon=True)
    process.start()
    return process


def _main(setting: Setting) -> None:
    asyncio.run(deliver(setting))


async def deliver(setting: Setting) -> None:
    product = PRODUCT[0] if PRODUCT else load_product()
    settings = read_settings(setting.environment)
    slack, teams = slack_settings(settings), teams_settings(settings.channels, "127.0.0.1")
    assert teams
    async with (
        opened(settings) as database,
        slack_in(web.Application(), slack, database, product) as to_slack,
        open_door(teams, database, product) as door,
    ):
        assert to_slack
        ports: dict[str, Port] = {
            "slack": replace(to_slack, limits=setting.limits),
            "teams": replace(door.port, limits=setting.limits),
        }
        runner = Runner(database, Turns(product, database.sessions, present), ports, setting.times)
        engine = Distributed(runner, settings.database, 0.3, 1.2).open() if setting.distributed else embedded(runner)
        async with engine:
            await asyncio.Event().wait()
