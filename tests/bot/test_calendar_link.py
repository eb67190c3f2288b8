"""A calendar program reads somebody's deadlines and agreements over real HTTP, for as long as the link holds."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from aiohttp import ClientSession, web
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.cases import Someone
from bot.dialogs.engine import Effect
from bot.ical.deadlines import initials
from bot.ical.entry import Entry
from bot.ical.writing import written
from bot.message import Message
from bot.procedures.calendar_link import KeepCalendarLink, MyCalendarLink, RevokeCalendarLink, hash_of
from bot.product import Product
from bot.records.carrier import Carrier
from bot.records.carrying_out import carried_out
from bot.records.loading import loader_for
from bot.records.ties import ForbiddenError
from bot.server import application
from bot.turn import Turns
from knowledge.model import Role
from storage.calendar_tables import CalendarLink
from storage.case_tables import Agreement
from storage.database import Database
from storage.meeting_tables import Meeting
from storage.people_tables import Supervision
from storage.tables import Table
from tests.bot.case_about_daan import walk
from tests.bot.world import Talker, World

SWITCH_WISHES = "deadline/switch-wishes/2026-2027/1@wegwijzer"
ADDRESS = "https://wegwijzer.example.org"
NAMES = re.compile(r"Daan|Bakker|Sanne|Vries|Samira|Marleen|Joost")


@dataclass
class Read:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def events(self) -> dict[str, Any]:
        """By the title; a title that comes back keeps its last."""
        return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(self.body).events}


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, replace(product, public_url=ADDRESS))


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    runner = web.AppRunner(application(world.database, world.product, lambda: world.now))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def read(world: World, link: str, **headers: str) -> Read:
    async with (
        served(world) as here,
        ClientSession() as session,
        session.get(link.replace(ADDRESS, here), headers=headers) as response,
    ):
        return Read(response.status, response.headers, await response.read())


def link_in(text: str) -> str:
    (found,) = re.findall(rf"{ADDRESS}/calendar/[\w-]+\.ics", text)
    return str(found)


async def link_of(who: Talker) -> str:
    await who.open("calendar-link")
    return link_in(await who.press("Maak mijn link"))


async def test_made_read_renewed_and_revoked(world: World) -> None:
    samira = await world.as_("samira")
    assert "met initialen" in await samira.open("calendar-link")
    old = link_in(await samira.press("Maak mijn link"))
    first = await read(world, old)
    assert (first.status, first.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert first.headers["Cache-Control"] == "private, no-cache"

    shown = await samira.open("calendar-link")
    assert "las hem het laatst op donderdag 11 maart 2027" in shown
    assert "/calendar/" not in shown
    new = link_in(await samira.press("Maak een nieuwe link"))
    assert new != old
    assert (await read(world, old)).status == 404
    assert (await read(world, new)).body == first.body

    await samira.open("calendar-link")
    assert "werkt niet meer" in await samira.press("Trek de link in")
    assert (await read(world, new)).status == 404
    assert await world.count(CalendarLink) == {"calendar_link": 0}


async def test_the_secret_itself_is_not_kept(world: World) -> None:
    samira = await world.as_("samira")
    secret = (await link_of(samira)).removeprefix(f"{ADDRESS}/calendar/").removesuffix(".ics")
    async with world.database.sessions.begin() as session:
        row = (await session.scalars(select(CalendarLink))).one()
    assert (row.secret_hash, row.person_id) == (hash_of(secret), samira.person.id)
    assert len(secret) == 43


async def test_the_link_is_never_written_down(world: World) -> None:
    """Whoever asks again in a moment still gets it; another server, or a later one, says to make a new one."""
    samira = await world.as_("samira")
    await samira.open("calendar-link")
    turns, event = world.turns, await samira.incoming(samira.pressing("Maak mijn link"))
    answer = await turns.handle(event)
    link = link_in(answer[-1].paragraphs[0])
    assert link.removeprefix(ADDRESS) not in await all_that_is_stored(world.database)

    async def shown_by(one: Turns) -> list[tuple[Message, ...]]:
        page = (await one.exchanges(samira.conversation))[-1].messages
        return [await one.handle(event), await one.answered(samira.conversation, event.event_id), page]

    assert await shown_by(turns) == [answer] * 3
    for later in (world.turns, turns):
        if later is turns:
            world.wait(minutes=10)
        for again in await shown_by(later):
            assert "Dan maak je een nieuwe link" in again[-1].paragraphs[0]
            assert "/calendar/" not in str(again)
    assert (await read(world, link)).status == 200, "asking again changes nothing"
    assert "Kwijt" in await samira.say("mijn agenda")


async def all_that_is_stored(database: Database) -> str:
    """Every row of every table, deciphered."""
    async with database.sessions.begin() as session:
        found = [(await session.execute(select(table))).all() for table in Table.metadata.sorted_tables]
    return repr(found)


@pytest.mark.parametrize("path", ["x" * 43 + ".ics", "short.ics", "x" * 44 + ".ics", "..%2f..%2fetc.ics"])
async def test_a_link_that_never_was(world: World, path: str) -> None:
    assert (await read(world, f"{ADDRESS}/calendar/{path}")).status == 404


async def test_nothing_is_sent_again_while_nothing_changed(world: World) -> None:
    samira = await world.as_("samira")
    link = await link_of(samira)
    first = await read(world, link)
    world.wait(hours=20)
    again = await read(world, link, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    await agree(samira)
    changed = await read(world, link, **{"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


async def agree(who: Talker, due: str = "19 maart") -> int:
    await who.open("agree", str((await who.world.as_("daan")).person.id))
    await who.press("Laat zien", what="Praten over rouw", due=due, owners="Daan")
    await who.press("Leg afspraak vast")
    async with who.world.database.sessions.begin() as session:
        return await session.scalar(select(func.max(Agreement.id))) or 0


async def test_a_deadline_that_moves_keeps_its_id_and_is_a_later_version(world: World) -> None:
    """The owner adds the new day below the old one, with the day from which it holds."""
    joost = await world.as_("joost")
    link = await link_of(joost)
    before = switch_wishes(await read(world, link))
    value = world.product.values["switch-wishes-before"]
    added = value.values[-1].model_copy(update={"from_": date(2026, 10, 5), "value": "03-16"})
    moved = value.model_copy(update={"values": (*value.values, added)})
    world.product = replace(world.product, values={**world.product.values, "switch-wishes-before": moved})
    after = switch_wishes(await read(world, link))
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2027, 3, 31), date(2027, 3, 15))
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt == datetime(2026, 10, 5, tzinfo=UTC) > before["last-modified"].dt


async def test_days_of_school_weeks_and_of_an_opleidingsschool_move_as_a_later_version(world: World) -> None:
    """Those carry no version of their own: what was given last is remembered, also for whoever reads it first now."""
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    link, other = await link_of(joost), await link_of(marleen)
    before = by_uid(await read(world, link))
    here = world.product.calendar.partnerships["Rivierenland Leert"]
    first, *rest = here.years["2026-2027"]
    later = first.model_copy(update={"from_": first.from_ + timedelta(weeks=3)})
    moved = here.model_copy(
        update={
            "years": {**here.years, "2026-2027": (later, *rest)},
            "student_meetings": (here.student_meetings[0], date(2027, 5, 27)),
        }
    )
    calendar = replace(world.product.calendar, partnerships={"Rivierenland Leert": moved})
    world.product = replace(world.product, calendar=calendar)
    world.wait(days=2)
    after = by_uid(await read(world, link))
    days = {uid: (before[uid]["dtstart"].dt, after[uid]["dtstart"].dt) for uid in before.keys() & after.keys()}
    another = {uid for uid, (then, now) in days.items() if then != now}
    assert {uid.split("/")[2] for uid in another} >= {"student-meeting"}
    for uid in days:
        assert after[uid]["sequence"] == before[uid]["sequence"] + (uid in another), uid
        assert (after[uid]["last-modified"].dt == world.now) == (uid in another), uid
    world.wait(days=2)
    assert by_uid(await read(world, link)) == after
    theirs = by_uid(await read(world, other))
    both = another & theirs.keys()
    assert both
    assert all(theirs[uid]["sequence"] == after[uid]["sequence"] for uid in both)


def by_uid(read: Read) -> dict[str, Any]:
    return {str(event["uid"]): event for event in icalendar.Calendar.from_ical(read.body).events}


def switch_wishes(read: Read) -> Any:
    """That deadline of this school year, which `read` has just once."""
    (event,) = [one for one in icalendar.Calendar.from_ical(read.body).events if one["uid"] == SWITCH_WISHES]
    return event


async def test_an_agreement_keeps_its_id_moves_and_is_cancelled_for_a_while(world: World) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    number, links = await agree(samira), {who.person.name: await link_of(who) for who in (samira, daan)}
    event = (await read(world, links["Samira el Idrissi"])).events["Afspraak (D.B.)"]
    assert (event["uid"], event["sequence"]) == (f"agreement/{number}@wegwijzer", 0)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 3, 19), date(2027, 3, 20))
    assert "Afspraak" in (await read(world, links["Daan Bakker"])).events

    world.wait(hours=1)
    await samira.open("agreement", str(number))
    await samira.press("Verzet de dag")
    await samira.press("Verzet", due="26 maart")
    moved = (await read(world, links["Samira el Idrissi"])).events["Afspraak (D.B.)"]
    assert (moved["uid"], moved["sequence"], moved["dtstart"].dt) == (event["uid"], 1, date(2027, 3, 26))
    assert moved["last-modified"].dt == world.now > event["last-modified"].dt

    await daan.open("agreement", str(number))
    await daan.press("Rond af")
    for name, title in (("Samira el Idrissi", "Afspraak (D.B.)"), ("Daan Bakker", "Afspraak")):
        settled = (await read(world, links[name])).events[title]
        assert (settled["status"], settled["sequence"]) == ("CANCELLED", 2)
    world.wait(days=61)
    assert "Afspraak (D.B.)" not in (await read(world, links["Samira el Idrissi"])).events


async def test_what_a_leaked_link_tells(world: World) -> None:
    """Initials, days and our own words; no name, no number, nothing that anybody typed."""
    for name in ("samira", "marleen", "joost", "daan"):
        who = await world.as_(name)
        if name == "samira":
            await agree(who)
        body = (await read(world, await link_of(who))).body.decode().replace("\r\n ", "")
        assert not NAMES.search(body), name
        assert "rouw" not in body
        assert "99010" not in body


async def test_each_reads_what_is_theirs(world: World) -> None:
    marleen, daan = await world.as_("marleen"), await world.as_("daan")
    io = (await read(world, await link_of(marleen))).events
    assert io["Wens voor een andere opleidingsschool"]["dtstart"].dt == date(2028, 3, 31), "also of the next year"
    assert "D.B." in io["Wens voor een andere opleidingsschool"]["description"]
    assert "Brief: mag het, een betaalde baan?" not in io, "an IO is not reminded of that one"
    student = (await read(world, await link_of(daan))).events
    assert "Begin bij je IO" in student["Wens voor een andere opleidingsschool"]["description"]
    assert "Stage beoordelen, niet uitstellen (voorstel)" not in student
    assert not any("lesweek" in title or "Elke week" in title for title in {*io, *student}), "no job is known"


async def test_who_has_nothing_to_do_with_him_reads_nothing_of_him(world: World) -> None:
    await agree(await world.as_("samira"))
    for name in ("emily", "wouter.kuipers", "ngozi.adeyemi"):
        calendar = await read(world, await link_of(await world.as_(name, "nl")))
        assert calendar.events, name
        assert b"D.B." not in calendar.body.replace(b"\r\n ", b""), name


async def test_whose_days_with_a_student_are_over_reads_nothing_more_of_them(world: World) -> None:
    """Not even the agreement that she made herself."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await agree(samira)
    link = await link_of(samira)
    assert "D.B." in (await read(world, link)).body.decode()
    over = (Supervision.student_id == daan.person.id) & (Supervision.supervisor_id == samira.person.id)
    async with world.database.sessions.begin() as session:
        await session.execute(delete(Supervision).where(over))
    assert "D.B." not in (await read(world, link)).body.decode().replace("\r\n ", "")


async def test_whoever_has_gone_has_no_calendar(world: World) -> None:
    link = await link_of(await world.as_("samira"))
    await world.roster_without("samira")
    assert (await read(world, link)).status == 404


async def test_the_end_of_a_time_out_moves_with_it(world: World) -> None:
    """By initials only; the same entry, in a later version."""
    marleen, joost, daan = [await world.as_(name) for name in ("marleen", "joost", "daan")]
    link = await link_of(joost)
    await walk(
        marleen, "time-out", str(daan.person.id),
        {"starts_on": "2027-03-12", "until": "2027-05-03", "why": "Eerst rust"}, "note",
    )  # fmt: skip

    async def there() -> list[tuple[str, date, int]]:
        found = (await read(world, link)).events.values()
        mine = [one for one in found if "Terug na een time-out" in str(one["SUMMARY"])]
        assert all("D.B." in str(one["DESCRIPTION"]) and "Daan" not in str(one["DESCRIPTION"]) for one in mine)
        return [(str(one["UID"]), one["DTSTART"].dt, int(one.get("SEQUENCE", 0))) for one in mine]

    ((uid, day, sequence),) = await there()
    assert (day, sequence) == (date(2027, 5, 3), 0)
    await joost.open("time-out", str(daan.person.id))
    await joost.press("Open die van")
    await joost.press("Verleng")
    await joost.press("Verleng", day="17 mei 2027")
    assert await there() == [(uid, date(2027, 5, 17), 1)]


async def test_a_time_out_that_was_taken_back_is_cancelled_for_a_while(world: World) -> None:
    marleen, joost, daan = [await world.as_(name) for name in ("marleen", "joost", "daan")]
    link = await link_of(joost)
    await walk(
        marleen, "time-out", str(daan.person.id),
        {"starts_on": "2027-03-12", "until": "2027-05-03", "why": "Eerst rust"}, "note",
    )  # fmt: skip
    (stood,) = [one for uid, one in by_uid(await read(world, link)).items() if "return-from-timeout" in uid]
    world.wait(hours=1)
    await joost.open("time-out", str(daan.person.id))
    for label in ("Open die van", "Klopt niet", "Klopt niet"):
        await joost.press(label)
    gone = by_uid(await read(world, link))[str(stood["uid"])]
    assert (stood["status"], gone["status"], gone["sequence"]) == ("CONFIRMED", "CANCELLED", stood["sequence"] + 1)
    assert (gone["dtstart"].dt, gone["last-modified"].dt) == (stood["dtstart"].dt, world.now)
    assert "weggehaald" in gone["description"]
    world.wait(days=61)
    assert str(stood["uid"]) not in by_uid(await read(world, link))


async def test_in_english(world: World) -> None:
    emily = await world.as_("emily")
    await emily.open("calendar-link")
    calendar = await read(world, link_in(await emily.press("Make my link")))
    assert "Contact between student, WPB, SO and IO (proposal)" in calendar.events


async def test_without_an_address_a_sentence(world: World) -> None:
    world.product = replace(world.product, public_url="")
    assert "WEGWIJZER_PUBLIC_URL" in await (await world.as_("samira")).open("calendar-link")
    assert await world.count(CalendarLink) == {"calendar_link": 0}


async def test_a_link_can_be_revoked_without_an_address_too(world: World) -> None:
    samira = await world.as_("samira")
    await link_of(samira)
    world.product = replace(world.product, public_url="")
    await samira.open("calendar-link")
    assert [button.label for button in samira.buttons] == ["Zo laten", "Trek de link in"]


async def test_who_has_no_calendar_makes_none(world: World) -> None:
    fatima = await world.as_("fatima")
    assert "niet" in await fatima.open("calendar-link")
    guest = Someone(id=0, name="", email="", roles=(Role.WPB,))
    for person in (fatima.person, guest, replace((await world.as_("samira")).person, left=True)):
        for effect in (KeepCalendarLink(hash_of("x")), RevokeCalendarLink()):
            with pytest.raises(ForbiddenError):
                await carry_out(world, person, effect)
        async with world.database.sessions.begin() as session:
            assert await loader_for(session, person, world.now).load(MyCalendarLink()) is None
    assert await world.count(CalendarLink) == {"calendar_link": 0}


async def test_somebody_elses_secret_is_not_taken_over(world: World) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await carry_out(world, samira.person, KeepCalendarLink(hash_of("x")))
    with pytest.raises(IntegrityError):
        await carry_out(world, daan.person, KeepCalendarLink(hash_of("x")))


async def carry_out(world: World, person: Someone, effect: Effect) -> None:
    async with world.database.sessions.begin() as session:
        carrier = Carrier(session, world.product, person, world.now, world.now.date())
        assert await carried_out(carrier, effect)


# The format


@pytest.mark.parametrize(
    ("day", "offset"),
    [(date(2027, 3, 28), 2), (date(2027, 3, 27), 1), (date(2026, 10, 25), 1), (date(2026, 10, 24), 2)],
)
def test_a_moment_is_in_amsterdam_time_on_both_sides_of_a_clock_change(day: date, offset: int) -> None:
    start = datetime(day.year, day.month, day.day, 14, tzinfo=ZoneInfo("Europe/Amsterdam"))
    entry = Entry("talk/1", "Gesprek", start.astimezone(UTC), start, end=start + timedelta(minutes=45))
    calendar = icalendar.Calendar.from_ical(written([entry], "x"))
    assert [str(zone["tzid"]) for zone in calendar.timezones] == ["Europe/Amsterdam"]
    (event,) = recurring_ical_events.of(calendar).at(day)
    assert event["dtstart"].to_ical().decode() == f"{day:%Y%m%d}T140000"
    assert event["dtstart"].dt.utcoffset() == timedelta(hours=offset)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)


def test_a_second_reader_finds_the_day_whole() -> None:
    entry = Entry("x", "Dag, met; komma", date(2028, 2, 29), datetime(2027, 9, 1, tzinfo=UTC), "Een\n\nén\\twee" * 30)
    (event,) = recurring_ical_events.of(icalendar.Calendar.from_ical(written([entry], "x"))).at(date(2028, 2, 29))
    assert event["dtstart"].dt == date(2028, 2, 29)
    assert event["dtend"].dt == date(2028, 3, 1)
    assert (event["summary"], event["description"]) == (entry.title, entry.text)


def test_lines_are_folded_and_end_as_they_must() -> None:
    entry = Entry("x", "é" * 200, date(2027, 1, 1), datetime(2027, 9, 1, tzinfo=UTC))
    body = written([entry], "x")
    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


@pytest.mark.parametrize(
    ("name", "short"),
    [("Samira el Idrissi", "S.e.I."), ("Nina van 't Hof", "N.v.t.H."), ("Zeynep Çelik", "Z.Ç."), ("X", "X."), ("", "")],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


async def test_a_meeting_stands_there_with_its_times_until_it_is_cancelled(world: World) -> None:
    joost = await world.as_("joost")
    await joost.open("plan-meeting", "student-meeting")
    await joost.press("Laat zien", day="2 april", time="14:30", place="Bij Daan Bakker thuis")
    while "Gepland." not in joost.text:
        last = any(one.label.startswith("Plan het") for one in joost.buttons)
        await joost.press("Plan het" if last else "Nee, begin")
    link = await link_of(joost)
    event = (await read(world, link)).events["Studentbespreking"]
    assert event["dtstart"].dt.astimezone(UTC) == datetime(2027, 4, 2, 12, 30, tzinfo=UTC)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)
    assert not NAMES.search(event.to_ical().decode())
    async with world.database.sessions.begin() as session:
        assert str(event["uid"]) == await session.scalar(select(Meeting.uid))
        await session.execute(update(Meeting).values(cancelled=True, version=2))
    gone = (await read(world, link)).events["Studentbespreking"]
    assert (str(gone["status"]), int(gone["sequence"]), str(gone["uid"])) == ("CANCELLED", 1, str(event["uid"]))
