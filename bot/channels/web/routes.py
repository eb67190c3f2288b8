"""The web chat's addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from bot.channels.web.pages import Pages
from bot.message import Command, Heard, Pressed, Said, action_from_text
from bot.people import Person
from bot.turn import Exchange, Incoming, Turns
from knowledge.phrases import Phrases

STATIC = Path(__file__).parent / "static"
FORM_FIELD = "field-"
LONGEST_EVENT = 64
LONGEST_LABEL = 200
LARGEST_POST = 1024 * 1024
VISIT = timedelta(hours=12)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class WebChat:
    """`people` are those that a visitor may be."""

    turns: Turns
    pages: Pages
    people: dict[str, Person]

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.start)
        app.router.add_get("/chat/{person}", self.show)
        app.router.add_post("/chat/{person}", self.hear)
        app.router.add_post("/chat/{person}/clear", self.clear)
        app.router.add_static("/static", STATIC)

    def phrases(self, person: Person | None = None) -> Phrases:
        return self.turns.product.phrases[person.language if person else "nl"]

    async def start(self, request: web.Request) -> web.Response:  # noqa: ARG002 (aiohttp's signature)
        return _page(self.pages.start(self.phrases(), self.people.values()))

    async def show(self, request: web.Request) -> web.Response:
        person = self._person(request)
        conversation = _conversation(person)
        exchanges = await self.turns.exchanges(conversation)
        heard_at = await self.turns.heard_at(conversation)
        if heard_at is None or self.turns.now() - heard_at >= VISIT:
            opening = Incoming(conversation, f"visit-{uuid4().hex}", person, None)
            exchanges.append(Exchange(None, await self.turns.handle(opening)))
        return _page(self.pages.chat(self.phrases(person), person, exchanges))

    async def hear(self, request: web.Request) -> web.Response:
        person = self._person(request)
        sent = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        heard = _heard(sent)
        event = sent.get("event", "")[:LONGEST_EVENT] or uuid4().hex
        messages = await self.turns.handle(Incoming(_conversation(person), event, person, heard))
        if "X-Fragment" not in request.headers:
            raise web.HTTPSeeOther(request.path)
        return _page(self.pages.exchange(self.phrases(person), person, Exchange(heard, messages)))

    async def clear(self, request: web.Request) -> web.Response:
        person = self._person(request)
        await self.turns.forget(_conversation(person))
        raise web.HTTPSeeOther(f"/chat/{person.id}")

    def _person(self, request: web.Request) -> Person:
        person = self.people.get(request.match_info["person"])
        if person is None:
            raise web.HTTPNotFound(text=self.phrases()("web.unknown-person"))
        return person


def _conversation(person: Person) -> str:
    return f"web/{person.id}"


def _heard(sent: dict[str, str]) -> Heard:
    """A button that cannot be read is treated as one from an older conversation, never as an error."""
    if "action" not in sent:
        return Said(text=sent.get("text", ""))
    action = action_from_text(sent["action"]) or Command(name="unreadable")
    values = {name.removeprefix(FORM_FIELD): value for name, value in sent.items() if name.startswith(FORM_FIELD)}
    return Pressed(action=action, label=sent.get("label", "")[:LONGEST_LABEL], values=values)


def _page(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", headers=SAFE)
