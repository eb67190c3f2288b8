"""`POST /api/messages`: who is let in, and what Teams is told in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from traceback import format_tb
from uuid import uuid4

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.background import beside
from bot.cases import Someone
from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.arriving import Arrived, read_activity
from bot.channels.teams.connector import PATIENT, Connector, Patience
from bot.channels.teams.files import Files
from bot.channels.teams.handling import Handling, context_of
from bot.channels.teams.keys import Keys
from bot.channels.teams.lanes import FullError, Job, Lanes
from bot.channels.teams.leftovers import bring_leftovers
from bot.channels.teams.people import People
from bot.channels.teams.port import TeamsPort
from bot.channels.teams.refusing import RefusedError, bad_request, too_large, unauthorized
from bot.channels.teams.replies import Replies
from bot.channels.teams.saying import text_activity
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tokens_in import Verifier
from bot.channels.teams.tokens_out import OutgoingTokens
from bot.channels.teams.unpacking import unpacked
from bot.clock import Clock, present
from bot.people import guest
from bot.product import Product
from bot.turn import Turns
from knowledge.model import Role
from storage.database import Database

PATH = "/api/messages"
CHANNEL = "msteams"
JSON = "application/json"
ERROR_TYPE = "application/vnd.microsoft.error"
KNOWN_INVOKES = frozenset({"adaptiveCard/action", "application/search", "message/submitAction", "fileConsent/invoke"})
MOST_CONNECTIONS = 100
LARGEST = 1024 * 1024
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Times:
    """In seconds: when a message is acknowledged, when a click is answered at the soonest and at the latest."""

    acknowledge: float = 5.0
    click: float = 3.0
    latest_click: float = 8.0


IN_TIME = Times()


@dataclass
class Door:
    settings: TeamsSettings
    verifier: Verifier
    handling: Handling
    times: Times = IN_TIME
    lanes: Lanes = field(default_factory=Lanes)

    @property
    def port(self) -> TeamsPort:
        """What deliveries go through."""
        return TeamsPort(self.handling, self.lanes)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.messages)

    async def messages(self, request: web.Request) -> web.Response:
        try:
            arrived = await self._admitted(request)
            if arrived.type == "invoke":
                return await self._invoked(arrived)
            return await self._delivered(arrived)
        except RefusedError as refused:
            return _refusal(refused)
        except FullError:
            return _refusal(RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "Too much is under way."))

    async def _admitted(self, request: web.Request) -> Arrived:
        """Nothing of the body is read for who has no token. Raises RefusedError."""
        if not self.settings.checked:
            _only_from_here(request)
            return await _activity(request)
        caller = await self.verifier.caller(request.headers.get("Authorization"))
        arrived = await _activity(request)
        self.verifier.admit(caller, arrived)
        return arrived

    async def _delivered(self, arrived: Arrived) -> web.Response:
        job = self._begin(arrived)
        await asyncio.wait({_task(job)}, timeout=self.times.acknowledge)
        failed = _task(job).done() and (_task(job).cancelled() or _task(job).exception())
        return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR if failed else HTTPStatus.OK)

    async def _invoked(self, arrived: Arrived) -> web.Response:
        """The answer to a click replaces the card; a late one would be thrown away."""
        if arrived.name not in KNOWN_INVOKES:
            return web.Response(status=HTTPStatus.NOT_IMPLEMENTED)
        job = self._begin(arrived)
        await asyncio.wait({_task(job)}, timeout=self.times.click)
        await asyncio.wait({job.answer}, timeout=self.times.latest_click - self.times.click)
        if not job.answer.done() or job.answer.cancelled():
            return web.json_response(self._too_late(arrived))
        return web.json_response(job.answer.result() or {})

    def _begin(self, arrived: Arrived) -> Job:
        return self.lanes.begin(arrived.conversation.id, arrived.event_id, lambda job: self._work(arrived, job))

    async def _work(self, arrived: Arrived, job: Job) -> None:
        try:
            await self.handling.handle(arrived, job)
        except Exception as error:
            reference = uuid4().hex[:8]
            # Without the exception's own text, which may hold what somebody typed.
            where = "".join(format_tb(error.__traceback__))
            log.error("an activity failed, reference %s: %s\n%s", reference, type(error).__name__, where)  # noqa: TRY400
            if arrived.type == "message":
                await self._apologize(arrived, reference)
            raise

    async def _apologize(self, arrived: Arrived, reference: str) -> None:
        words = self.handling.phrases(_reader(arrived))("teams.failed", reference=reference)
        await self.handling.send(arrived, context_of(self.handling.adapter, arrived), [text_activity(words)])

    def _too_late(self, arrived: Arrived) -> dict[str, object]:
        words = self.handling.phrases(_reader(arrived))("teams.later")
        code = int(HTTPStatus.INTERNAL_SERVER_ERROR)
        return {"statusCode": code, "type": ERROR_TYPE, "value": {"code": str(code), "message": words}}


@asynccontextmanager
async def open_door(
    settings: TeamsSettings,
    database: Database,
    product: Product,
    now: Clock = present,
    *,
    patience: Patience = PATIENT,
    times: Times = IN_TIME,
) -> AsyncIterator[Door]:
    """The door with all behind it; keys and token are fetched at once, and nobody waits for them to start."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            ClientSession(connector=TCPConnector(limit=MOST_CONNECTIONS), cookie_jar=DummyCookieJar())
        )
        tokens, keys = OutgoingTokens(http, settings), Keys(http, settings.openid_metadata_url)
        stack.push_async_callback(tokens.close)
        stack.push_async_callback(keys.close)
        adapter = TeamsAdapter(Connector(http, tokens, patience))
        people = People(adapter, database.sessions, now, settings.tenant_id)
        turns = Turns(product, database.sessions, now)
        lanes = Lanes()
        handling = Handling(turns, adapter, people, Files(turns, http), Replies(turns, adapter, people, lanes))
        door = Door(settings, Verifier(keys, settings.app_id, settings.tenant_id), handling, times, lanes)
        stack.push_async_callback(door.lanes.close)
        if settings.checked:
            await stack.enter_async_context(beside(keys.warm_up()))
            await stack.enter_async_context(beside(tokens.warm_up()))
        await stack.enter_async_context(beside(bring_leftovers(handling.replies)))
        yield door


def _task(job: Job) -> asyncio.Task[None]:
    if job.task is None:
        raise RuntimeError("a job without a task")
    return job.task


def _reader(arrived: Arrived) -> Someone:
    return guest(Role.WPB, arrived.language or "nl")


def _only_from_here(request: web.Request) -> None:
    """A tunnel or a proxy on this computer would let everybody in."""
    if any(name in request.headers for name in FORWARDED):
        raise unauthorized("Without authentication only this computer is let in.")


async def _activity(request: web.Request) -> Arrived:
    if request.content_type != JSON:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Only {JSON} is read.")
    arrived = read_activity(await _body(request))
    if arrived.channel != CHANNEL:
        raise unauthorized("The activity comes from another channel than Teams.")
    return arrived


async def _body(request: web.Request) -> bytes:
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise too_large() from error
    except web.RequestPayloadError as error:
        raise bad_request("The body cannot be read.") from error
    return unpacked(body, request.headers.get("Content-Encoding", "").lower(), LARGEST)


def _refusal(refused: RefusedError) -> web.Response:
    log.info("an activity was refused: %s %s", int(refused.status), refused.why)
    headers = {}
    if refused.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if refused.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    return web.json_response({"error": {"message": refused.why}}, status=refused.status, headers=headers)
