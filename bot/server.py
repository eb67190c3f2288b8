"""The one server: the web chat and the health check, on loopback unless told otherwise."""

from __future__ import annotations

import errno
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from traceback import format_tb
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.background import beside
from bot.calendar_feed import FEED, feed
from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.teams.entrance import teams_in
from bot.channels.teams.settings import teams_settings
from bot.channels.web.pages import Pages, templates
from bot.channels.web.routes import LARGEST_POST, SAFE, WebChat
from bot.clock import Clock, MovableClock, present
from bot.delivering.engines import delivering
from bot.delivering.times import TIMES, Times
from bot.faults import ServerError
from bot.nightly import nightly
from bot.opening import opened, seed
from bot.people import featured_people
from bot.planning_rounds import Mornings
from bot.product import Product, load_product
from bot.rounds import rounds
from bot.settings import Settings
from bot.time_travel import TimeTravel
from bot.turn import Turns
from bot.watching import watching
from knowledge.phrases import Phrases
from knowledge.retention import load_retention
from storage.database import AWAY, Database

HOST = "127.0.0.1"
PORT = 8400
LOOPBACK = ("127.0.0.1", "localhost")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger(__name__)


def application(
    database: Database, product: Product, now: Clock = present, travel: TimeTravel | None = None
) -> web.Application:
    turns = Turns(product, database.sessions, now)
    pages = Pages(templates())
    app = web.Application(client_max_size=LARGEST_POST, middlewares=[_explained(pages, product), _same_origin])
    WebChat(turns, pages, featured_people(), travel).add_to(app)
    app.router.add_get(FEED, feed(database, product, now))
    watching(database, now).add_to(app)
    return app


@asynccontextmanager
async def running(
    settings: Settings, host: str = HOST, port: int = PORT, *, distributed: bool = False, times: Times = TIMES
) -> AsyncIterator[str]:
    """A server that listens; gives its address. Raises ServerError, DatabaseError or ContentError."""
    teams, slack = teams_settings(settings.channels, host), slack_settings(settings)
    product = replace(load_product(settings.forms), public_url=settings.public_url)
    rules = load_retention().days
    clock = MovableClock() if settings.embedded and settings.only_web_chat else present
    # Forgetting goes by the real clock: what a moved one forgets would be gone for good.
    async with opened(settings) as database, beside(nightly(database, rules, present)):
        if settings.embedded:
            await seed(database)
        travel = TimeTravel(database, product, clock) if isinstance(clock, MovableClock) else None
        if travel:
            await travel.begin()
        here = replace(product, public_url=settings.public_url or _on_this_computer(host, port))
        app = application(database, here, clock, travel)
        mornings = Mornings(database, product, clock, settings.only_web_chat)
        async with (
            beside(rounds(database, product, clock)),
            beside(mornings.rounds()),
            teams_in(app, teams, database, product) as to_teams,
            slack_in(app, slack, database, product, cipher=settings.cipher) as to_slack,
            delivering(database, product, (to_teams, to_slack), settings, distributed=distributed, times=times),
        ):
            runner = web.AppRunner(app, access_log=None, auto_decompress=False)
            await runner.setup()
            # What is loaded by now stays: the collector need not walk through it in the middle of answers.
            gc.freeze()
            try:
                yield await _listen(runner, host, port)
            finally:
                await runner.cleanup()


def _on_this_computer(host: str, port: int) -> str:
    """The address for a calendar program on the same computer; none when others may be meant to reach the server."""
    return f"http://{host}:{port}" if host in LOOPBACK and port else ""


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = (
                f"Port {port} is taken, perhaps by another Wegwijzer. Choose another: wegwijzer serve --port {port + 1}"
            )
            raise ServerError(message) from error
        raise ServerError(f"Cannot listen on {host}:{port}: {error.strerror or error}") from error
    bound = runner.addresses[0][1]
    return f"http://{host}:{bound}/"


@web.middleware
async def _same_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site in the same browser must not talk in somebody's name."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="This request comes from another site.")
    return await handler(request)


def _explained(pages: Pages, product: Product) -> Middleware:
    """Every error as a page with a clear sentence; the log gets a number that the page shows too, and no text."""
    phrases = product.phrases["nl"]

    @web.middleware
    async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPRedirection:
            raise
        except web.HTTPException as error:
            return _notice(pages.notice(phrases, _sentence(error, phrases)), error.status)
        except AWAY as error:
            log.error("a request failed: the database is away (%s)", type(error).__name__)  # noqa: TRY400
            notice = phrases("web.database-away")
            return _notice(pages.notice(phrases, notice), web.HTTPServiceUnavailable.status_code)
        except Exception as error:  # noqa: BLE001 (whatever it was, the person gets a page)
            reference = uuid4().hex[:8]
            # Without the exception's own text, which may hold what somebody typed.
            where = "".join(format_tb(error.__traceback__))
            log.error("a request failed, reference %s: %s\n%s", reference, type(error).__name__, where)  # noqa: TRY400
            notice = phrases("web.failed", reference=reference)
            return _notice(pages.notice(phrases, notice), web.HTTPInternalServerError.status_code)

    return explained


def _sentence(error: web.HTTPException, phrases: Phrases) -> str:
    """What we said ourselves, or words for what aiohttp found."""
    if error.status == web.HTTPRequestEntityTooLarge.status_code:
        return phrases("web.too-large")
    own_words = error.text and error.text != f"{error.status}: {error.reason}"
    if error.status == web.HTTPNotFound.status_code and not own_words:
        return phrases("web.not-found")
    return error.text or error.reason


def _notice(html: str, status: int) -> web.Response:
    return web.Response(text=html, status=status, content_type="text/html", headers=SAFE)
