"""The real server, killed with SIGKILL between and during the steps of writing things down: once is once.

A browser sends what got no answer again, with the same event: that is what the page's script does.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

from aiohttp import ClientError, ClientSession
from sqlalchemy import func, select

from bot.clock import AMSTERDAM, present
from bot.opening import opened
from bot.settings import read_settings
from storage.case_tables import Agreement, AgreementChange, Notice, Report, ReportReader
from storage.database import Database
from storage.reminders import NOTICE as REMINDERS
from tests.program import Program, begun

Sent = list[tuple[str, str]]
Step = Callable[[str], Sent]


@dataclass
class Server:
    """One `wegwijzer serve` at a time on the same folder."""

    folder: Path
    program: Program | None = None
    address: str = ""

    async def start(self) -> None:
        await asyncio.to_thread(self._start)

    def _start(self) -> None:
        environment = {**os.environ, "WEGWIJZER_DATA": str(self.folder)}
        self.program = begun("serve", "--port", "0", environment=environment)
        self.address = self.program.address()

    def kill(self) -> None:
        if self.program is not None:
            self.program.kill()

    async def again(self) -> None:
        self.kill()
        await self.start()


@dataclass
class Browser:
    server: Server
    session: ClientSession
    person: str
    shown: str = ""
    sent: Sent = field(default_factory=list)

    async def post(self) -> str:
        """What is shown for it; raises ClientError when the server goes away."""
        address = f"{self.server.address}chat/{self.person}"
        async with self.session.post(address, data=self.sent, headers={"X-Fragment": "1"}) as response:
            assert response.status == 200
            return await response.text()

    async def step(self, step: Step) -> None:
        self.sent = step(self.shown)
        self.shown = await self.post()

    async def step_killed_during(self, step: Step, seconds: float) -> None:
        """The server dies that long after the request; the browser sends it again to the next one."""
        self.sent = step(self.shown)
        sending = asyncio.create_task(self.post())
        await asyncio.sleep(seconds)
        await self.server.again()
        with suppress(ClientError):
            await sending
        self.shown = await self.post()

    async def page(self) -> str:
        async with self.session.get(f"{self.server.address}chat/{self.person}") as response:
            return await response.text()

    async def news(self) -> str:
        async with self.session.get(f"{self.server.address}chat/{self.person}/news?after=0") as response:
            return await response.text()


class Forms(HTMLParser):
    """The forms of a page, each as it would be sent; the boxes by their field and the words behind them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Sent] = []
        self.boxes: dict[tuple[str, str], tuple[str, str]] = {}
        self.box: tuple[str, str] | None = None
        self.area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        pair = (given.get("name", ""), given.get("value", ""))
        if tag == "form":
            self.forms.append([])
        elif tag == "textarea":
            self.area = pair[0]
            self.forms[-1].append((self.area, ""))
        elif given.get("type") == "checkbox":
            self.box = pair
            if "checked" in given:
                self.forms[-1].append(pair)
        elif tag == "input" or (tag == "button" and pair[0]):
            self.forms[-1].append(pair)

    def handle_data(self, data: str) -> None:
        if self.box:
            self.boxes[self.box[0], data.strip()] = self.box
            self.box = None
        elif self.area:
            self.forms[-1][-1] = (self.area, data)
            self.area = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def typed(text: str) -> Step:
    return lambda _: [("event", uuid4().hex), ("text", text)]


def pressed(label: str, *boxes: tuple[str, str], **values: str) -> Step:
    """The button that begins like that; fields by name with "_" for "-", and the boxes that are ticked too."""

    def step(page: str) -> Sent:
        found = Forms(page)
        form = next(form for form in found.forms if dict(form).get("label", "").startswith(label))
        given = {f"field-{name.replace('_', '-')}": value for name, value in values.items()}
        kept = [(name, given.pop(name, value)) for name, value in form]
        assert not given
        return kept + [found.boxes[box] for box in boxes]

    return step


def agreement(what: str) -> tuple[Step, ...]:
    due = (present().astimezone(AMSTERDAM).date() + timedelta(days=10)).isoformat()
    return (
        typed("leg een afspraak vast"),
        pressed("Daan Bakker"),
        pressed("Laat zien", ("field-owners", "Daan Bakker (student)"), what=what, due=due),
        pressed("Leg afspraak vast"),
    )


REPORT = (
    typed("schrijf een verslag"),
    typed("daan bakker"),
    pressed("Verslag van een driegesprek"),
    pressed("Laat het verslag zien", part_besproken="De orde in klas 2", part_afgesproken="Elke week nabespreken"),
    pressed("Bewaar en deel het verslag"),
)
# In notices alone: what an agreement's notice says also stands in Samira's own preview of it.
TOLD = ('name="label" value="Bekijk de afspraak"', "deelt een verslag over Daan Bakker")


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[tuple[Server, ClientSession]]:
    server = Server(folder)
    try:
        async with ClientSession() as session:
            await server.start()
            yield server, session
    finally:
        server.kill()


async def kept(database: Database) -> dict[str, int]:
    """Notices without the reminders, which on some mornings go out when a server starts."""
    tables = (Agreement, AgreementChange, Report, ReportReader, Notice)
    async with database.sessions.begin() as session:
        found = {one: select(func.count()).select_from(one) for one in tables}
        found[Notice] = found[Notice].where(~Notice.key.startswith(REMINDERS))
        return {one.__tablename__: await session.scalar(counted) or 0 for one, counted in found.items()}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


async def test_killed_after_each_answer(tmp_path: Path) -> None:
    """Each answer stands: sent again to the next process it is the same, and the conversation goes on from there."""
    async with site(tmp_path) as (server, session):
        samira, daan = Browser(server, session, "samira"), Browser(server, session, "daan")
        for step in agreement("Het lesplan inleveren"):
            await samira.step(step)
            answer = words(samira.shown)
            await server.again()
            samira.shown = await samira.post()
            assert words(samira.shown) == answer
        assert "Vastgelegd" in samira.shown
        for shown in (await daan.page(), await daan.page(), await daan.news()):
            assert shown.count(TOLD[0]) == 1
        server.kill()
    async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})) as database:
        assert await kept(database) == {
            "agreement": 1, "agreement_change": 1, "report": 0, "report_reader": 0, "notice": 1,
        }  # fmt: skip


async def test_killed_during_a_request(tmp_path: Path) -> None:
    """A report and two agreements, killed at another moment of each request: whole or not at all, and told once."""
    async with site(tmp_path) as (server, session):
        marleen, samira = Browser(server, session, "marleen"), Browser(server, session, "samira")
        for number, step in enumerate(REPORT):
            await marleen.step_killed_during(step, 0.006 * number)
        assert "Het verslag staat in het dossier" in marleen.shown
        for what, seconds in (("Het lesplan inleveren", 0.0), ("De les evalueren", 0.03)):
            *steps, last = agreement(what)
            for step in steps:
                await samira.step(step)
            await samira.step_killed_during(last, seconds)
            assert "Vastgelegd" in samira.shown
        told = {"daan": (2, 1), "samira": (0, 1), "joost": (0, 1)}
        looking = [asyncio.create_task(Browser(server, session, name).page()) for name in told]
        await asyncio.sleep(0.02)
        await server.again()
        await asyncio.gather(*looking, return_exceptions=True)
        for name, counts in told.items():
            browser = Browser(server, session, name)
            for shown in (await browser.page(), await browser.page(), await browser.news()):
                assert tuple(shown.count(text) for text in TOLD) == counts, name
        server.kill()
    async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})) as database:
        assert await kept(database) == {
            "agreement": 2, "agreement_change": 2, "report": 1, "report_reader": 3, "notice": 5,
        }  # fmt: skip
