"""The door for calendar programs: whoever has the secret link reads that person's calendar, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import AMSTERDAM, Clock
from bot.ical.writing import written
from bot.procedures.calendar_link import hash_of
from bot.product import Product
from bot.records.feeds import Feed, entries_for
from bot.records.loading import loader_for
from bot.records.people import person_with_id
from storage.calendar_links import whose_link
from storage.database import Database

FEED = r"/calendar/{secret:[A-Za-z0-9_-]{43}}.ics"
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def feed(database: Database, product: Product, now: Clock) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Answers 404 for a link that never was or is no more, and 304 while nothing changed."""

    async def answer(request: web.Request) -> web.Response:
        async with database.sessions.begin() as session:
            calendar = await _calendar(session, product, now, request.match_info["secret"])
        if calendar is None:
            raise web.HTTPNotFound
        tag = hashlib.sha256(calendar).hexdigest()[:32]
        headers = {**HEADERS, "ETag": f'"{tag}"'}
        if any(asked.value in {tag, "*"} for asked in request.if_none_match or ()):
            return web.Response(status=web.HTTPNotModified.status_code, headers=headers)
        return web.Response(body=calendar, content_type="text/calendar", charset="utf-8", headers=headers)

    return answer


async def _calendar(session: AsyncSession, product: Product, now: Clock, secret: str) -> bytes | None:
    moment = now()
    found = await whose_link(session, hash_of(secret), moment.astimezone(AMSTERDAM).date())
    person = await person_with_id(session, found) if found is not None else None
    if person is None or person.left:
        return None
    entries = await entries_for(Feed(loader_for(session, person, moment), product))
    return written(entries, product.phrases[person.language]("calendar-feed.name"))
