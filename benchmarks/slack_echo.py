"""`python -m benchmarks.slack_echo`: the echo app of Bolt's documentation, over HTTP. Prints its address.

The environment holds SLACK_*, as for `wegwijzer serve`.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

HOST = "127.0.0.1"


def echo() -> AsyncApp:
    client = AsyncWebClient(os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.event("message")
    async def said(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=f"Echo: {event['text']}")

    return app


async def serve() -> None:
    runner = web.AppRunner(echo().web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    print(f"http://{HOST}:{runner.addresses[0][1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
