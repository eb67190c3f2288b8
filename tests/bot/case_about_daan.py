"""A case about Daan, walked through the real dialogs by the people around him; every text in it can be recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.message import Choose, Heard, Message, Open, Pressed
from bot.people import guest
from bot.procedures.talks import SIGNS_STILL
from bot.product import Product
from bot.roster.demonstration import DEMONSTRATION_ROSTER
from bot.roster.listing import listed
from bot.roster.reading import read_roster
from bot.turn import Incoming
from knowledge.model import Role
from storage.case_tables import Agreement, Call, Report
from storage.database import Database
from storage.meeting_tables import Meeting
from storage.period_tables import Period
from storage.roster import apply_roster
from storage.switch_tables import SwitchRequest
from storage.tables import Table
from storage.talk_tables import ProgressTalk
from tests.bot.world import Talker, World

EARLIER = timedelta(days=14)
SITUATION = "ziekte"
BARE, SHARED, FORMER = "Zeppelin oppompen", "Luchtballon vullen", "Duikboot schoonmaken"
STUDENT_TALK, THREE_WAY_TALK = "Walvis gezien", "Narwal geteld"
ABOUT_HIM, BETWEEN_OTHERS, NAMELESS = "Kokosnoot gevonden", "Mangrove omgehakt", "Lavasteen gestolen"
NOTED, REASONED, VIEWED = "Olifant gewassen", "Neushoorn geborsteld", "Pinguïn gekamd"
FILED, GOING_ON = "the filed talk", "the talk that is going on"
MEETING, EXIT_TALK = "Grotwoning bezichtigd", "Gletsjer gesmolten"
WISH = "Zeilschool op zee"
TIME_OUT, JOB = "Smaragd geslepen", "Vuurtoren bewoond"
TEXTS = (BARE, SHARED, FORMER, STUDENT_TALK, THREE_WAY_TALK, ABOUT_HIM, BETWEEN_OTHERS, NAMELESS, WISH, MEETING,
         EXIT_TALK, NOTED, REASONED, VIEWED, TIME_OUT, JOB)  # fmt: skip
NAMES = ("Daan", "Bakker", "990100", "daan@wegwijzer.example")
SPOKEN = {"conversation", "turn", "gap", "feedback"}


@dataclass(frozen=True)
class Outsider:
    """By the first parts of addresses: who it is (a guest: ""), a student of their own, and no colleague of theirs."""

    name: str
    own: str = ""
    stranger: str = "els.timmermans"


# Whose student Daan is not (any more).
OUTSIDERS = {
    "WPB of other students": Outsider("kees.hoekstra", "bram.kuijper"),
    "SO of another school": Outsider("wouter.kuipers", "lars.zijlstra", "samira"),
    "another IO": Outsider("ngozi.adeyemi", "luuk.hendrikx", "samira"),
    "another student": Outsider("bram.kuijper", "bram.kuijper"),
    "content owner": Outsider("fatima"),
    "guest": Outsider(""),
    "WPB who left": Outsider("lin.zhang"),
    "WPB whose days are over": Outsider("ingrid.molenaar", "tess.vandermeulen"),
    "SLC whose days are over": Outsider("rachid.bouzid", "sanne.devries"),
    "regiocoördinator before being called in": Outsider("annelies.vandam"),
}


@dataclass
class Case:
    """The ids of what stands in it: see `TEXTS`. `since` is when Ingrid, Rachid and Lin had gone.

    Lin had not yet read her notices when she left.
    """

    world: World
    since: datetime
    ids: dict[str, int] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)
    heard: int = 0

    async def person(self, name: str) -> Someone:
        """By the first part of the address; nobody's is a guest, who says to be an IO."""
        if name not in self.people:
            self.people[name] = await (await self.world.as_(name)).known() if name else guest(Role.IO, "nl")
        return self.people[name]

    async def id(self, name: str) -> int:
        return (await self.person(name)).id

    async def answers(self, person: Someone, *heard: Heard) -> list[tuple[Message, ...]]:
        """In a conversation of its own, so that the same things get the same answers."""
        self.heard += 1
        conversation = f"attack/{self.heard}"
        return [
            await self.world.turns.handle(Incoming(conversation, f"event-{number}", person, one))
            for number, one in enumerate(heard)
        ]

    async def answer(self, person: Someone, *heard: Heard) -> str:
        """The answers as they go to a channel, with all that a person would not see."""
        answers = await self.answers(person, *heard)
        return "\n".join(message.model_dump_json() for messages in answers for message in messages)

    async def rows(self) -> dict[str, list[object]]:
        """All that is kept but what was said in conversations, which everybody has for themselves."""
        tables = [table for table in Table.metadata.sorted_tables if table.name not in SPOKEN]
        async with self.world.database.sessions.begin() as session:
            return {
                table.name: [tuple(row) for row in await session.execute(select(table).order_by(*table.primary_key))]
                for table in tables
            }


def opening(dialog: str, subject: str = "") -> Pressed:
    return Pressed(action=Open(dialog=dialog, subject=subject), label=dialog)


def revealed(text: str, typed: str = "") -> list[str]:
    """What a text tells of the case that was not typed by the attacker."""
    found = [one for one in (*TEXTS, *NAMES) if re.search(rf"\b{re.escape(one)}\b", text)]
    return [one for one in found if one.casefold() not in typed.casefold()]


async def walk(talker: Talker, dialog: str, subject: str, *answers: str | Mapping[str, str]) -> None:
    """Opens a dialog and answers it: an option by its value, a form by the fields that differ from what it holds."""
    await talker.open(dialog, subject)
    for answer in answers:
        await talker.hear(_option(talker, answer) if isinstance(answer, str) else _form(talker, answer))


def _option(talker: Talker, value: str) -> Pressed:
    for button in talker.buttons:
        if isinstance(button.action, Choose) and button.action.option == value:
            return Pressed(action=button.action, label=button.label)
    raise AssertionError((value, talker.text))


def _form(talker: Talker, values: Mapping[str, str]) -> Pressed:
    form = next((message.form for message in talker.messages if message.form), None)
    assert form is not None, talker.text
    filled = {one.name: one.value for one in form.inputs} | dict(values)
    return Pressed(action=form.submit.action, label=form.submit.label, values=filled)


async def case_about_daan(database: Database, product: Product, now: datetime) -> Case:
    """`now` is when it is whole. Two weeks earlier Lin was there, and Ingrid and Rachid supervised Daan as well."""
    case = Case(World(database, product, now - EARLIER), now)
    over = (now - EARLIER / 2).astimezone(AMSTERDAM).date()
    await _roster(case.world, over)
    await _earlier(case)
    case.world.now = now
    await _roster(case.world, over, gone="lin.zhang")
    await _later(case)
    case.people.clear()
    return case


async def _roster(world: World, over: date, gone: str = "") -> None:
    lines = DEMONSTRATION_ROSTER.read_text("utf-8").splitlines()
    domain = "@wegwijzer.example"
    for place, line in enumerate(lines):
        if line.startswith(f"daan{domain}"):
            *first, wpb, so, io, slc, region, vakgroep = line.split(";")
            wpb += f", lin.zhang{domain}, ingrid.molenaar{domain} ..{over}"
            slc += f", rachid.bouzid{domain} ..{over}"
            lines[place] = ";".join([*first, wpb, so, io, slc, region, vakgroep])
    rows = listed(read_roster("\n".join(lines).encode()))
    left = f"{gone}{domain}"
    here = [
        replace(row, supervisions=tuple(one for one in row.supervisions if one.supervisor != left))
        for row in rows
        if row.email != left
    ]
    async with world.database.sessions.begin() as session:
        await apply_roster(session, here, world.now.astimezone(AMSTERDAM).date())


async def _earlier(case: Case) -> None:
    samira, joost, marleen, ingrid = [
        await case.world.as_(name) for name in ("samira", "joost", "marleen", "ingrid.molenaar")
    ]
    daan, due = str(await case.id("daan")), (case.since + EARLIER).date().isoformat()

    async def ids(*names: str) -> str:
        return ",".join([str(await case.id(name)) for name in names])

    await walk(samira, "agree", daan, {"what": BARE, "due": due, "owners": await ids("samira")}, "log")
    viewers = await ids("marleen", "ingrid.molenaar", "rachid.bouzid", "lin.zhang")
    shared = {"what": SHARED, "due": due, "owners": await ids("daan", "samira"), "viewers": viewers}
    await walk(joost, "agree", daan, shared, "log")
    former = {"what": FORMER, "due": due, "owners": await ids("ingrid.molenaar", "rachid.bouzid")}
    await walk(ingrid, "agree", daan, former, "log")
    for kind, text, readers in (
        ("studentbespreking", STUDENT_TALK, await ids("joost", "rachid.bouzid", "lin.zhang")),
        ("driegesprek", THREE_WAY_TALK, await ids("daan", "samira")),
    ):
        written = {"part-aanwezig": "Wij", "part-besproken": text, "part-afgesproken": "Niets", "readers": readers}
        await walk(marleen, "report", daan, kind, written, "write")
    await _filed_talk(marleen, ingrid, daan, await ids("samira", "joost", "ingrid.molenaar", "lin.zhang"))
    await _filed_long_ago(case)
    for name in ("samira", "joost", "marleen", "daan", "ingrid.molenaar", "rachid.bouzid"):
        await (await case.world.as_(name)).notices()
    await _number(case)


async def _filed_long_ago(case: Case) -> None:
    """The weeks in which Ingrid could still sign it are over too."""
    async with case.world.database.sessions.begin() as session:
        over = case.world.now - SIGNS_STILL - timedelta(days=1)
        await session.execute(update(ProgressTalk).where(ProgressTalk.state == "filed").values(filed_at=over))


async def _filed_talk(marleen: Talker, ingrid: Talker, daan: str, parties: str) -> None:
    """Nobody signed it before Ingrid and Lin had gone."""
    await walk(marleen, "talk-begin", daan, {"parties": parties})
    await ingrid.open("talk-open", daan)
    await ingrid.press("Vul in: Ontwikkeling")
    await ingrid.press("Bewaar", **{"item-coachbaar": "Groen", "note-": NOTED})
    await marleen.open("talk-open", daan)
    await marleen.press("Waardering")
    await marleen.press("Toch groen")
    await marleen.press("Laat zien", reason=REASONED, credits="Ja")
    await marleen.press("Dien in")


async def _later(case: Case) -> None:
    samira, joost, marleen = [await case.world.as_(name) for name in ("samira", "joost", "marleen")]
    daan, asked = str(await case.id("daan")), str(await case.id("joost"))
    outcome = next(iter(case.world.product.library.topics[SITUATION].outcomes))
    await walk(samira, "call-in", f"{SITUATION}/{outcome}", daan, asked, {"note": ABOUT_HIM}, "send")
    await walk(marleen, "call-in", daan, asked, {"note": BETWEEN_OTHERS}, "send")
    await walk(marleen, "call-in", "", "nobody", asked, {"note": NAMELESS}, "send")
    wish = {"wish": WISH, "why": "Iets", "since": case.since.date().isoformat()}
    await walk(await case.world.as_("daan"), "switch", "", "content", wish, "send")
    await walk(joost, "talk-begin", daan, {})
    await joost.open("talk-open", daan)
    await joost.press("Vul in: Ontwikkeling")
    await joost.press("Bewaar", **{"item-taal": "Geel"})
    await (await case.world.as_("daan")).open("talk-open", daan)
    await (await case.world.as_("daan")).press("Bereid je voor")
    await (await case.world.as_("daan")).press("Bewaar", **{"note-studie": VIEWED})
    later = (case.since + EARLIER * 2).date().isoformat()
    await walk(joost, "agreement", str(case.ids[SHARED]), "moved", {"due": later})
    meeting = {"day": later, "time": "14:30", "place": MEETING}
    await walk(joost, "plan-meeting", "student-meeting", meeting, "all", "plan")
    talk = {"day": later, "time": "16:00", "place": EXIT_TALK}
    await walk(marleen, "plan-meeting", f"exit/{daan}", talk, "plan")
    failed = {"day": case.since.date().isoformat()}
    await walk(joost, "resit", daan, "first", failed, {}, "note")
    days = [(case.since + EARLIER * number).date().isoformat() for number in (3, 16)]
    await walk(marleen, "time-out", daan, {"starts_on": days[0], "until": days[1], "why": TIME_OUT}, "note")
    await walk(joost, "note-job", daan, {"school": JOB, "fte": "0,3", "starts_on": days[1]}, "note")
    await _number(case)


async def _number(case: Case) -> None:
    """Finds the ids by the texts."""
    async with case.world.database.sessions.begin() as session:
        case.ids |= {one.what: one.id for one in await session.scalars(select(Agreement))}
        case.ids |= {one.texts["besproken"]: one.id for one in await session.scalars(select(Report))}
        case.ids |= {one.place: one.id for one in await session.scalars(select(Meeting))}
        case.ids |= {one.note: one.id for one in await session.scalars(select(Call))}
        case.ids |= {one.wish: one.id for one in await session.scalars(select(SwitchRequest))}
        case.ids |= {next(iter(one.details.values())): one.id for one in await session.scalars(select(Period))}
        states = {"filed": FILED, "open": GOING_ON}
        case.ids |= {states[one.state]: one.id for one in await session.scalars(select(ProgressTalk))}
