"""The doors to Slack: Socket Mode, and /slack/events in the one server; behind both stand the same listeners."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import uuid4

from aiohttp import web
from cryptography.fernet import MultiFernet
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.background import beside
from bot.channels.slack.calls import SlackRefusedError, SlackSilentError, call, client_in, quiet, web_session
from bot.channels.slack.deliveries import Deliveries
from bot.channels.slack.inbox import Inbox
from bot.channels.slack.installations import Installations
from bot.channels.slack.installing import installing
from bot.channels.slack.introducing import Introducing
from bot.channels.slack.listeners import register_all
from bot.channels.slack.manifest import EVENTS
from bot.channels.slack.port import SlackPort, slack_limits
from bot.channels.slack.settings import SlackSettings, read_slack_settings
from bot.channels.slack.socket import listening
from bot.channels.slack.workspaces import ManyWorkspaces, OneWorkspace, Opening, Workspaces
from bot.clock import Clock, present
from bot.faults import ServerError
from bot.product import Product
from bot.settings import Settings, default_folder
from storage.database import Database
from storage.slack_installations import Installed

STARTING_TRIES = 3
# What is looked at of a request's headers, once its signature is right.
OF_USE = ("content-type", "x-slack-retry-num")
log = logging.getLogger(__name__)


def slack_settings(settings: Settings) -> SlackSettings | None:
    """Raises ServerError."""
    folder = settings.sqlite_file.parent if settings.sqlite_file else default_folder(settings.channels)
    slack = read_slack_settings(settings.channels, folder)
    if slack and slack.oauth and not settings.encryption_keys:
        raise ServerError(
            "With SLACK_CLIENT_ID the tokens of workspaces are kept in the database, and must be encrypted there. "
            "Set WEGWIJZER_ENCRYPTION_KEYS; wegwijzer database new-key makes one."
        )
    return slack


@asynccontextmanager
async def slack_in(
    app: web.Application,
    slack: SlackSettings | None,
    database: Database,
    product: Product,
    *,
    cipher: MultiFernet | None = None,
    now: Clock = present,
) -> AsyncIterator[SlackPort | None]:
    """Open for as long as the server runs, when Slack is set up: what deliveries go through. Raises ServerError."""
    if slack is None:
        yield None
        return
    async with web_session() as session:
        workspaces = await _workspaces(app, Opening(session, slack, database, product, now))
        client = client_in(session, slack.bot_token or None, slack.api_url)
        deliveries = Deliveries(bolt_app(client, workspaces, product), Inbox(slack.inbox, cipher))
        if slack.signing_secret:
            app.router.add_post(EVENTS, Door(deliveries, SignatureVerifier(slack.signing_secret)).events)
        introducing = Introducing(workspaces, database.sessions)
        try:
            async with listening(slack, client, deliveries), beside(introducing.keep_on(slack.every)):
                await deliveries.take_up()
                yield SlackPort(workspaces, slack_limits(slack.apart))
        finally:
            await deliveries.close()


async def _workspaces(app: web.Application, opening: Opening) -> Workspaces:
    """Raises ServerError."""
    slack = opening.slack
    if slack.oauth is None:
        client = client_in(opening.session, slack.bot_token, slack.api_url)
        return OneWorkspace(opening.workspace(await who_am_i(client, slack, opening.now())))
    installations = Installations(opening.database.sessions, opening.now, slack.oauth)
    many = ManyWorkspaces(opening, installations)
    installing(opening, installations, many).add_to(app)
    return many


async def who_am_i(client: AsyncWebClient, slack: SlackSettings, now: datetime) -> Installed:
    """Asked once: an event is never lost because Slack could not say it again. Raises ServerError."""
    try:
        answer = await call(client.auth_test, tries=STARTING_TRIES)
    except SlackRefusedError as error:
        raise ServerError(
            f"Slack does not accept SLACK_BOT_TOKEN ({error.code}). Reinstall the app in Slack and copy the token anew."
        ) from error
    except SlackSilentError as error:
        raise ServerError(f"Slack does not answer at {slack.api_url}. Is this computer on the internet?") from error
    names = ("team_id", "team", "enterprise_id", "bot_id", "user_id")
    team, name, enterprise, bot_id, bot_user = (str(answer.get(name) or "") for name in names)
    return Installed(team, name, enterprise, bot_id, bot_user, slack.bot_token, now)


def bolt_app(client: AsyncWebClient, workspaces: Workspaces, product: Product) -> AsyncApp:
    """Signatures are checked at our own door, before anything of the request is read."""

    # None is what Bolt itself takes for "not installed", whatever its annotation says.
    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        org_wide = bool(context.is_enterprise_install)
        workspace = await workspaces.at(team_id or "", enterprise_id or "", org_wide=org_wide)
        if workspace is None:
            log.warning("something came from the Slack workspace %s, where the app is not installed", team_id)
            return None
        context["talk"] = workspace.talk
        return workspace.me()

    app = AsyncApp(
        client=client,
        authorize=authorize,  # type: ignore[arg-type]
        signing_secret="",
        request_verification_enabled=False,
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
        attaching_function_token_enabled=False,
        user_facing_authorize_error_message=product.phrases["nl"]("slack-install.not-installed"),
        logger=quiet,
    )
    app.error(_told)
    register_all(app, workspaces)
    return app


async def _told(error: Exception) -> None:
    """Without what people typed, which the texts of errors may hold."""
    told = error if isinstance(error, SlackRefusedError | SlackSilentError) else type(error).__name__
    log.error("handling something from Slack failed, reference %s: %s", uuid4().hex[:8], told)


class Door:
    def __init__(self, deliveries: Deliveries, verifier: SignatureVerifier) -> None:
        self.deliveries = deliveries
        self.verifier = verifier

    async def events(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._signed(request, body):
            return web.json_response({"error": "invalid request"}, status=401)
        headers = {name: request.headers[name] for name in OF_USE if name in request.headers}
        try:
            return _as_http(await self.deliveries.take(body.decode(), headers, "http"))
        except ValueError:
            return web.json_response({"error": "unreadable"}, status=400)

    def _signed(self, request: web.Request, body: bytes) -> bool:
        """By Slack, in the last five minutes."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and abs(time.time() - int(stamp)) <= 300):
            return False
        signature = request.headers.get("X-Slack-Signature", "")
        return signature.isascii() and self.verifier.is_valid(body, stamp, signature)


def _as_http(response: BoltResponse) -> web.Response:
    kind = response.headers.get("content-type", ["text/plain"])[0].split(";")[0]
    return web.Response(status=response.status, text=response.body, content_type=kind)
