"""`python -m benchmarks.teams_servers ours|stock FOLDER`: one bot in a process of its own, that tells what it costs.

Prints its address. The environment holds TEAMS_*, as for `wegwijzer serve`.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from benchmarks.teams_login import LOGIN, PORT, move_login
from bot.channels.teams.entrance import teams_in
from bot.channels.teams.settings import teams_settings
from bot.opening import opened, seed
from bot.product import load_product
from bot.server import application
from bot.settings import read_settings

HOST = "127.0.0.1"


@asynccontextmanager
async def ours(folder: Path) -> AsyncIterator[web.Application]:
    settings = read_settings({**os.environ, "WEGWIJZER_DATA": str(folder)})
    product = load_product()
    async with opened(settings) as database:
        await seed(database)
        app = application(database, product)
        async with teams_in(app, teams_settings(settings.channels, HOST), database, product):
            yield app


@asynccontextmanager
async def stock(folder: Path) -> AsyncIterator[web.Application]:  # noqa: ARG001 (it keeps nothing)
    """The echo bot of the documentation, single tenant."""
    move_login(int(os.environ[PORT]))
    yield _echo()


def _echo() -> web.Application:
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    class Configuration:
        APP_ID = os.environ["TEAMS_APP_ID"]
        APP_PASSWORD = os.environ["TEAMS_APP_PASSWORD"]
        APP_TENANTID = os.environ["TEAMS_TENANT_ID"]
        APP_TYPE = "SingleTenant"
        TO_CHANNEL_FROM_BOT_LOGIN_URL = f"https://{LOGIN}/{APP_TENANTID}"
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = OAUTH_URL = TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"  # noqa: S105
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]

    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration()))
    bot = Echo()

    async def messages(request: web.Request) -> web.Response:
        response: web.Response = await adapter.process(request, bot)
        return response

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    return app


async def serve(kind: str, folder: Path) -> None:
    async with {"ours": ours, "stock": stock}[kind](folder) as app:
        app.router.add_get("/costs", _costs)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, 0).start()
        print(f"http://{HOST}:{runner.addresses[0][1]}/", flush=True)
        await asyncio.Event().wait()


async def _costs(request: web.Request) -> web.Response:  # noqa: ARG001 (aiohttp's signature)
    """Seconds of CPU so far, and the largest amount of memory so far in kB."""
    return web.json_response({"cpu": time.process_time(), "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
