"""Socket Mode: Slack's events over a WebSocket that we open ourselves, so that nothing has to be exposed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.calls import SlackRefusedError, SlackSilentError, call, quiet
from bot.channels.slack.deliveries import Deliveries
from bot.channels.slack.settings import SlackSettings
from bot.faults import ServerError

STARTING_TRIES = 3
LONGEST_START = 5.0
log = logging.getLogger(__name__)


@asynccontextmanager
async def listening(slack: SlackSettings, client: AsyncWebClient, deliveries: Deliveries) -> AsyncIterator[None]:
    """Nothing without an app token. A connection that breaks is made again, for as long as it takes."""
    if not slack.app_token:
        yield
        return
    address = await socket_address(client, slack)

    async def heard(socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        headers = {"x-slack-retry-num": str(request.retry_attempt or 0)}
        began = time.time()
        await send_async_response(
            socket, request, await deliveries.take(request.payload, headers, "socket_mode"), began
        )

    socket = SocketModeClient(app_token=slack.app_token, web_client=client, ping_interval=slack.ping, logger=quiet)
    socket.wss_uri = address
    socket.socket_mode_request_listeners.append(heard)
    socket.message_listeners.append(_noted)
    connecting = asyncio.create_task(_connect(socket))
    await asyncio.wait({connecting}, timeout=LONGEST_START)
    try:
        yield
    finally:
        connecting.cancel()
        await socket.close()  # type: ignore[no-untyped-call]


async def _noted(socket: AsyncBaseSocketModeClient, message: dict[str, Any], raw: str | None) -> None:  # noqa: ARG001
    """For the log: Slack greets each new connection, and says so when it wants one."""
    if message.get("type") == "hello":
        log.info("connected to Slack")
    elif message.get("type") == "disconnect":
        log.info("Slack wants a new connection (%s)", message.get("reason"))


async def _connect(socket: SocketModeClient) -> None:
    await socket.connect()  # type: ignore[no-untyped-call]


async def socket_address(client: AsyncWebClient, slack: SlackSettings) -> str:
    """Raises ServerError."""
    try:
        answer = await call(client.apps_connections_open, tries=STARTING_TRIES, app_token=slack.app_token)
    except SlackRefusedError as error:
        raise ServerError(
            f"Slack does not accept SLACK_APP_TOKEN ({error.code}). Make an app-level token with the scope "
            "connections:write, and switch Socket Mode on."
        ) from error
    except SlackSilentError as error:
        raise ServerError(f"Slack does not answer at {slack.api_url}. Is this computer on the internet?") from error
    return str(answer["url"])
