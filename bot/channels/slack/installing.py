"""/slack/install and /slack/oauth_redirect: Bolt's own OAuth flow, with pages in the reader's language."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.slack.calls import quiet
from bot.channels.slack.installations import ExpiringTokenError, Installations, NotAllowedError, States
from bot.channels.slack.manifest import INSTALL, REDIRECT, needed_scopes
from bot.channels.slack.workspaces import Opening, Workspaces
from bot.channels.web.pages import Pages, templates
from bot.channels.web.routes import SAFE
from bot.product import Product
from knowledge.model import Language
from knowledge.phrases import Phrases

HTML = "text/html; charset=utf-8"
SLACK_APP = "https://slack.com/app_redirect?app={app}&team={team}"
REASONS = {
    "access_denied": "denied",
    "invalid_browser": "stale",
    "invalid_state": "stale",
    "missing_code": "stale",
    "invalid_code": "stale",
}
Handler = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
log = logging.getLogger(__name__)


class SilentError(BoltError):
    """Slack does not answer just now."""


@dataclass(frozen=True)
class Faces:
    """The pages, in the language of whoever reads them."""

    pages: Pages
    product: Product

    def shown(self, request: AsyncBoltRequest, name: str, status: int, link: str = "", **values: str) -> BoltResponse:
        return BoltResponse(
            status=status, body=self.html(request, name, link, **values), headers={"Content-Type": HTML}
        )

    def html(self, request: AsyncBoltRequest, name: str, link: str = "", **values: str) -> str:
        phrases = self.phrases(request)
        said = phrases(f"slack-install.{name}", **values)
        button = phrases(f"slack-install.{name}-button") if link else ""
        return self.pages.step(phrases, phrases(f"slack-install.{name}-heading", **values), said, button, link)

    def phrases(self, request: AsyncBoltRequest) -> Phrases:
        return self.product.phrases[language_of_browser(" ".join(request.headers.get("accept-language", [])))]


class OAuthClient(AsyncWebClient):
    """aiohttp is about to lose what slack_sdk sends the client's secret with, so its header is made here."""

    async def oauth_v2_access(self, *, client_id: str, client_secret: str, **given: Any) -> AsyncSlackResponse:
        secret = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        data = {name: value for name, value in given.items() if value is not None}
        return await self.api_call("oauth.v2.access", data=data, headers={"Authorization": f"Basic {secret}"})


class Flow(AsyncOAuthFlow):
    def __init__(self, client: AsyncWebClient, settings: AsyncOAuthSettings, faces: Faces) -> None:
        super().__init__(client=client, logger=quiet, settings=settings)
        self.faces = faces

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        return self.faces.html(request, "begin", url)

    async def run_installation(self, code: str) -> Installation | None:
        """Raises SilentError."""
        try:
            return await super().run_installation(code)
        except (ClientError, SlackClientError, TimeoutError, OSError) as error:
            log.warning("Slack does not answer to an installation (%s)", type(error).__name__)
            raise SilentError("no answer") from error


@dataclass(frozen=True)
class Installing:
    flow: Flow
    workspaces: Workspaces
    faces: Faces

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(INSTALL, self._handler(self.flow.handle_installation), allow_head=False)
        app.router.add_get(REDIRECT, self._handler(self._installed), allow_head=False)

    async def _installed(self, request: AsyncBoltRequest) -> BoltResponse:
        try:
            response = await self.flow.handle_callback(request)
        except SilentError:
            return self.faces.shown(request, "silent", 502, INSTALL)
        await self.workspaces.every()
        return response

    def _handler(self, handle: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handled(request: web.Request) -> web.Response:
            response = await to_aiohttp_response(await handle(await to_bolt_request(request)))
            response.headers.update(SAFE)
            return response

        return handled


def installing(opening: Opening, installations: Installations, workspaces: Workspaces) -> Installing:
    product = opening.product
    client = OAuthClient(base_url=opening.slack.api_url, session=opening.session, retry_handlers=[], logger=quiet)
    faces = Faces(Pages(templates()), product)

    async def succeeded(arguments: AsyncSuccessArgs) -> BoltResponse:
        done = arguments.installation
        place = done.enterprise_name if done.is_enterprise_install else done.team_name
        team = (done.enterprise_id if done.is_enterprise_install else done.team_id) or ""
        link = SLACK_APP.format(app=done.app_id or "", team=team)
        return faces.shown(arguments.request, "done", 200, link, place=place or team)

    async def failed(arguments: AsyncFailureArgs) -> BoltResponse:
        name = _reason(arguments)
        log.info("an installation in Slack did not go through (%s)", name)
        return faces.shown(arguments.request, name, arguments.suggested_status_code, INSTALL)

    oauth = installations.oauth
    settings = AsyncOAuthSettings(
        client_id=oauth.client_id,
        client_secret=oauth.client_secret,
        scopes=sorted(needed_scopes()),
        user_scopes=[],
        redirect_uri=f"{product.public_url}{REDIRECT}" if product.public_url else None,
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        callback_options=AsyncCallbackOptions(success=succeeded, failure=failed),
        installation_store=installations,
        state_store=States(installations.sessions, installations.now),
        logger=quiet,
    )
    return Installing(Flow(client, settings, faces), workspaces, faces)


def _reason(arguments: AsyncFailureArgs) -> str:
    """The name of a page; what Slack or a browser gave as the reason is never shown."""
    if isinstance(arguments.error, NotAllowedError):
        return "not-allowed"
    if isinstance(arguments.error, ExpiringTokenError):
        return "expiring"
    return REASONS.get(arguments.reason, "failed")


def language_of_browser(accepted: str) -> Language:
    """The first of ours in an Accept-Language; Dutch where there is none."""
    for one in accepted.lower().split(","):
        match one.strip()[:2]:
            case "nl":
                return "nl"
            case "en":
                return "en"
    return "nl"
