"""The web chat's addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import web
from multidict import MultiDictProxy

from bot.channels.web.pages import ClockFace, Pages, Visitor
from bot.clock import AMSTERDAM
from bot.files import made, wanted_in
from bot.message import Command, Heard, Pressed, Said, action_from_text
from bot.notices import written_day
from bot.people import Featured, demonstration_email
from bot.records.people import person_with_email
from bot.time_travel import FARTHEST, TimeTravel, TooFarError
from bot.turn import Exchange, Incoming, Turns
from knowledge.phrases import Phrases
from storage.database import Transaction
from storage.people import Reading
from storage.reminders import unshown

STATIC = Path(__file__).parent / "static"
FORM_FIELD = "field-"
CLOCK = "clock"
HERE = re.compile(r"/(chat/[a-z0-9.-]{1,64})?")
LONGEST_EVENT = 64
LONGEST_LABEL = 200
LONGEST_NUMBER = 10
LARGEST_POST = 1024 * 1024
VISIT = timedelta(hours=12)
TYPES = {
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "eml": "message/rfc822",
}
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class WebChat:
    """The chat for trying out. A visitor may be whom they like, so only people with a made-up address are let in."""

    turns: Turns
    pages: Pages
    featured: dict[str, Featured]
    travel: TimeTravel | None = None

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.start)
        app.router.add_get("/chat/{person}", self.show)
        app.router.add_post("/chat/{person}", self.hear)
        app.router.add_get("/chat/{person}/news", self.news)
        app.router.add_get("/chat/{person}/{file:[a-z]+/[0-9]+[.][a-z]+}", self.download)
        app.router.add_post("/chat/{person}/clear", self.clear)
        if self.travel:
            app.router.add_post("/clock", self.move_clock)
        app.router.add_static("/static", STATIC)

    def phrases(self, visitor: Visitor | None = None) -> Phrases:
        return self.turns.product.phrases[visitor.person.language if visitor else "nl"]

    async def start(self, request: web.Request) -> web.Response:  # noqa: ARG002 (aiohttp's signature)
        async with self.turns.sessions.begin() as session:
            found = {one.id: await person_with_email(session, one.email) for one in self.featured.values()}
            arrived = await unshown(session, [person.id for person in found.values() if person])
        here = [self.featured[name] for name, person in found.items() if person]
        waiting = {name: arrived.get(person.id, 0) for name, person in found.items() if person}
        return _page(self.pages.start(self.phrases(), here, await self._clock(self.phrases(), unfolded=True), waiting))

    async def _clock(self, phrases: Phrases, *, unfolded: bool) -> ClockFace | None:
        """None where the clock cannot be moved."""
        if self.travel is None or not await self.travel.possible():
            return None
        clock = self.travel.clock
        today, first = _day(clock()), _day(clock.real())
        last = today + FARTHEST
        return ClockFace(written_day(phrases, today), today, first, last, bool(clock.ahead), unfolded)

    async def move_clock(self, request: web.Request) -> web.Response:
        """A day or a week ahead, to a day, or back; then the page again from which it was asked."""
        sent = await request.post()
        if self.travel is None or not await self.travel.possible():
            raise web.HTTPNotFound
        try:
            await _moved(self.travel, str(sent.get("move", "")), str(sent.get("day", "")))
        except (TooFarError, ValueError, OverflowError) as error:
            raise web.HTTPBadRequest(text=self.phrases()("clock.too-far")) from error
        here = str(sent.get("here", ""))
        raise web.HTTPSeeOther(f"{here}?{CLOCK}=1" if HERE.fullmatch(here) else "/")

    async def show(self, request: web.Request) -> web.Response:
        visitor = await self._visitor(request)
        heard_at = await self.turns.heard_at(visitor.conversation)
        await self.turns.bring_notices(visitor.conversation, visitor.person)
        if heard_at is None or self.turns.now() - heard_at >= VISIT:
            await self.turns.handle(Incoming(visitor.conversation, f"visit-{uuid4().hex}", visitor.person, None))
        exchanges = await self.turns.exchanges(visitor.conversation)
        clock = await self._clock(self.phrases(visitor), unfolded=CLOCK in request.query)
        return _page(self.pages.chat(self.phrases(visitor), self._about(visitor), visitor, exchanges, clock))

    def _about(self, visitor: Visitor) -> str:
        featured = self.featured.get(visitor.address)
        language, role = visitor.person.language, self.turns.product.library.glossary[visitor.person.role]
        about = role.en if language == "en" else role.nl
        return featured.about.in_(language) if featured else about

    async def hear(self, request: web.Request) -> web.Response:
        sent = _sent(await request.post())
        heard, event = _heard(sent), _event(sent)
        came: list[Visitor] = []

        async def arrive(begun: Transaction) -> Incoming:
            came[:] = [await self._came(begun, request)]
            return Incoming(came[0].conversation, event, came[0].person, heard)

        messages = await self.turns.handle_as(request.path, arrive)
        if "X-Fragment" not in request.headers:
            raise web.HTTPSeeOther(request.path)
        return _page(self.pages.exchange(self.phrases(came[0]), came[0], Exchange(0, heard, messages)))

    async def news(self, request: web.Request) -> web.Response:
        """What others caused since the turn with the number `after`, as fragments; the page asks every few seconds."""
        visitor = await self._visitor(request)
        after = request.query.get("after", "")
        found = await self.turns.notices(
            visitor.conversation, visitor.person, int(after) if after.isdigit() and len(after) < LONGEST_NUMBER else 0
        )
        return _page(self.pages.exchanges(self.phrases(visitor), visitor, found))

    async def download(self, request: web.Request) -> web.Response:
        visitor = await self._visitor(request)
        wanted = wanted_in(request.match_info["file"])
        file = await made(self.turns, visitor.person, wanted) if wanted else None
        if file is None:
            raise web.HTTPNotFound(text=self.phrases(visitor)("student.not-yours"))
        headers = {
            "Content-Type": TYPES[file.name.rpartition(".")[2]],
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=file.content, headers=headers)

    async def clear(self, request: web.Request) -> web.Response:
        visitor = await self._visitor(request)
        await self.turns.forget(visitor.conversation)
        raise web.HTTPSeeOther(f"/chat/{visitor.address}")

    async def _visitor(self, request: web.Request) -> Visitor:
        async with self.turns.sessions.begin() as session:
            return await self._came(session, request)

    async def _came(self, session: Reading, request: web.Request) -> Visitor:
        """Raises HTTPNotFound for somebody who is not on the roster."""
        address = request.match_info["person"].lower()
        person = await person_with_email(session, demonstration_email(address))
        if person is None:
            raise web.HTTPNotFound(text=self.phrases()("web.unknown-person"))
        return Visitor(address, person)


async def _moved(travel: TimeTravel, move: str, day: str) -> None:
    """Raises TooFarError, or ValueError for what is no move or no day."""
    match move:
        case "day" | "week":
            await travel.ahead(1 if move == "day" else 7)
        case "back":
            await travel.put_back()
        case "to":
            await travel.to(date.fromisoformat(day))
        case _:
            raise ValueError(move)


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


def _event(sent: dict[str, str]) -> str:
    """The page's own number for what it sends, kept apart from the numbers that we give."""
    given = "".join(char for char in sent.get("event", "")[:LONGEST_EVENT] if char.isalnum() or char == "-")
    return f"sent-{given or uuid4().hex}"


def _sent(posted: MultiDictProxy[Any]) -> dict[str, str]:
    """A field that was sent more than once, such as ticked boxes, becomes a list with commas."""
    return {
        name: ",".join(value for value in posted.getall(name) if isinstance(value, str)) if name.startswith(FORM_FIELD)
        else str(posted[name])
        for name in posted
    }  # fmt: skip


def _heard(sent: dict[str, str]) -> Heard:
    """A button that cannot be read is treated as one from an older conversation, never as an error."""
    if "action" not in sent:
        return Said(text=sent.get("text", ""))
    action = action_from_text(sent["action"]) or Command(name="unreadable")
    values = {name.removeprefix(FORM_FIELD): value for name, value in sent.items() if name.startswith(FORM_FIELD)}
    return Pressed(action=action, label=sent.get("label", "")[:LONGEST_LABEL], values=values)


def _page(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", headers=SAFE)
