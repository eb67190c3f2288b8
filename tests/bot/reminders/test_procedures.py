"""Mornings that tell of meetings, requests, progress talks and resits, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.clock import AMSTERDAM
from bot.procedures.meetings import ReasonsFor
from bot.product import Product
from bot.records.batches import batch_of
from bot.records.loading import loader_for
from bot.records.sources import SOURCES, item_with, items_of
from bot.records.sources.reports import THREE_WAY_TALK
from bot.reminders.bundle import Told, single
from bot.reminders.item import Item
from storage.case_files import add_report
from storage.database import Database
from storage.meeting_tables import Meeting, MeetingPerson, MeetingStudent
from storage.people import people_by_ids
from storage.people_tables import Supervision
from storage.resits import add_resit
from storage.switch_tables import SwitchRequest
from tests.bot.case_about_daan import case_about_daan, walk
from tests.bot.talking import GREEN, begin, file, fill_in_all, sign
from tests.bot.test_meetings import late_agreement, planned
from tests.bot.test_switch import asked, moved
from tests.bot.world import THURSDAY, Talker, World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def items(world: World, who: Talker, day: date, prefix: str) -> list[Item]:
    """What there is to hear of that begins so, on that day."""
    async with world.database.sessions.begin() as session:
        people = await people_by_ids(session, [who.person.id])
        batch = await batch_of(session, world.product, day, list(people.values()))
        found = await items_of(batch)
        assert [await item_with(batch, one.key) for one in found] == found
        return [one for one in found if one.key.startswith(prefix) and one.owner == who.person.id]


async def test_what_a_source_gives_begins_as_is_said_of_it(database: Database, product: Product) -> None:
    """Whoever asks for one of them asks no other source."""
    case = await case_about_daan(database, product, THURSDAY)
    told = set[str]()
    async with database.sessions.begin() as session:
        people = list((await people_by_ids(session, [one.person.id for one in case.world.talkers.values()])).values())
        for weeks in (0, 3, 5, 16):
            batch = await batch_of(session, product, (THURSDAY + timedelta(weeks=weeks)).date(), people)
            for begins, source in SOURCES:
                keys = {one.key for one in await source(batch)}
                told |= {begins} if keys else set()
                assert {one.partition("/")[0] for one in keys} <= {begins}
    assert told >= {"agreement", "call", "deadline", "event", "meeting", "progress-talk", "report"}


async def test_a_meeting_is_told_moves_with_it_and_goes_with_it(world: World) -> None:
    joost, marleen, samira = await world.as_("joost"), await world.as_("marleen"), await world.as_("samira")
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)
    await planned(joost)
    day = date(2027, 3, 26)
    (item,) = await items(world, marleen, day, "meeting/")
    assert (item.last_day, item.leads, item.text.nl) == (date(2027, 4, 2), (7, 1), "Studentbespreking, om 14:30 uur")
    assert item.action is not None
    assert item.action.dialog == "meeting"
    assert await items(world, samira, day, "meeting/") == []
    async with world.database.sessions.begin() as session:
        await session.execute(update(Meeting).values(starts_at=datetime(2027, 4, 9, 14, tzinfo=AMSTERDAM)))
    (later,) = await items(world, marleen, day, "meeting/")
    assert (later.key, later.last_day) == (item.key, date(2027, 4, 9))

    after = date(2027, 4, 12)
    assert await items(world, marleen, after, "meeting/") == []
    (minutes,) = await items(world, joost, after, "meeting/")
    assert minutes.key.endswith("/minutes")
    assert (await world.as_("daan")).person.id in minutes.students
    async with world.database.sessions.begin() as session:
        await session.execute(update(Meeting).values(cancelled=True))
    assert await items(world, joost, after, "meeting/") == []
    assert await items(world, marleen, day, "meeting/") == []


async def test_a_request_waits_for_whom_it_lies_with(world: World) -> None:
    daan = await asked(world)
    marleen, joost, samira = await world.as_("marleen"), await world.as_("joost"), await world.as_("samira")
    today = world.now.date()
    (item,) = await items(world, marleen, today, "switch/")
    assert (item.again, item.last_day) == ((2, 5, 10), today)
    for other in (daan, joost, samira):
        assert await items(world, other, today, "switch/") == []
    await moved(marleen, "ask", "Vraag", text="Welke school bedoel je?")
    (mine,) = await items(world, daan, today, "switch/")
    assert "is je iets gevraagd" in mine.text.nl
    assert await items(world, marleen, today, "switch/") == []
    async with world.database.sessions.begin() as session:
        await session.execute(update(SwitchRequest).values(open=False))
    assert await items(world, daan, today, "switch/") == []


async def test_a_talk_is_told_before_and_until_it_is_signed(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await joost.open("talk-invite", str(daan.person.id))
    await joost.press("Laat de uitnodiging zien", held_on="18 maart", time="10.00 uur", place="Lokaal 12")
    await joost.press("Nodig uit")
    today = world.now.date()
    (mine,) = await items(world, daan, today, "progress-talk/")
    assert (mine.last_day, mine.title.nl, mine.leads) == (date(2027, 3, 18), "Je voortgangsgesprek", (7, 1))
    assert "een recente lijst van je studiepunten" in mine.text.nl, "what the calendar says of preparing for it"
    assert mine.rule.startswith("D29")
    assert len(await items(world, samira, today, "progress-talk/")) == 1
    assert await items(world, daan, date(2027, 3, 19), "progress-talk/") == []


async def test_a_filed_talk_waits_for_signatures(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await file(joost, "Groen, volgens de telregel", credits="Ja")
    today = world.now.date()
    for one in (samira, daan):
        (item,) = await items(world, one, today, "progress-talk/")
        assert (item.kind, item.again) == ("sign", (3, 8))
    assert await items(world, joost, today, "progress-talk/") == []
    await sign(daan)
    assert await items(world, daan, today, "progress-talk/") == []


async def test_a_resit_is_told_to_io_and_so_and_never_to_the_student(world: World) -> None:
    marleen, joost, daan, samira = [await world.as_(name) for name in ("marleen", "joost", "daan", "samira")]
    today = world.now.date()
    await failed(world, daan, marleen, 1, date(2027, 4, 20))
    for one in (marleen, joost):
        (item,) = await items(world, one, today, "event/resit-possible")
        assert (item.last_day, item.students) == (date(2027, 4, 20), (daan.person.id,))
    await failed(world, daan, marleen, 2, None)
    assert await items(world, marleen, today, "event/resit-possible") == []
    assert len(await items(world, marleen, today, "event/suitability-talk")) == 1
    assert await items(world, joost, today, "event/suitability-talk") == [], "the calendar names the IO"
    for other in (daan, samira):
        assert await items(world, other, today, "event/") == []


async def test_after_the_talk_on_a_resit_the_student_who_was_there_hears_of_a_third_chance(world: World) -> None:
    marleen, joost, daan = [await world.as_(name) for name in ("marleen", "joost", "daan")]
    await failed(world, daan, marleen, 2, None)
    held = datetime(2027, 3, 18, 14, tzinfo=AMSTERDAM)
    number = await resit_talk(world, daan, held, marleen, daan)
    await resit_talk(world, await world.as_("lotte.vermeer"), held, marleen)
    day, after = held.date(), held.date() + timedelta(days=1)
    assert await items(world, daan, day, "event/third-chance") == [], "it was not held yet"
    (item,) = await items(world, daan, after, "event/third-chance")
    assert (item.key, item.last_day, item.leads) == (f"event/third-chance-request/{number}", after, (0,))
    assert item.students == ()
    for other in (marleen, joost, await world.as_("lotte.vermeer")):
        assert await items(world, other, after, "event/third-chance") == []
    async with world.database.sessions.begin() as session:
        await session.execute(update(Meeting).values(cancelled=True))
    assert await items(world, daan, after, "event/third-chance") == []


async def resit_talk(world: World, about: Talker, held: datetime, *comes: Talker) -> int:
    async with world.database.sessions.begin() as session:
        meeting = Meeting(
            uid=f"resit-talk-{about.person.id}", kind="resit-talk", starts_at=held, minutes=60, place="",
            organiser_id=comes[0].person.id, made_at=world.now, version=1, cancelled=False,
        )  # fmt: skip
        session.add(meeting)
        await session.flush()
        session.add(MeetingStudent(meeting_id=meeting.id, student_id=about.person.id, place=1))
        session.add_all(MeetingPerson(meeting_id=meeting.id, person_id=one.person.id) for one in comes)
        return meeting.id


async def test_a_time_out_says_that_the_decaan_has_to_know(world: World) -> None:
    """Not of a time-out that was taken back, and nobody whose student it is not."""
    names = ("marleen", "joost", "daan", "samira", "hester.boonstra")
    marleen, joost, daan, samira, slc = [await world.as_(name) for name in names]
    until = {"starts_on": "2027-03-12", "until": "2027-08-31", "why": "Eerst rust"}
    await walk(marleen, "time-out", str(daan.person.id), until, "note")
    day = world.now.date() + timedelta(days=1)
    for one in (marleen, joost, daan):
        (item,) = await items(world, one, day, "event/inform-decaan")
        assert (item.last_day, item.leads, item.still) == (world.now.date(), (0,), 14)
        assert item.students == (() if one is daan else (daan.person.id,))
        assert "Eerst rust" not in str(item)
    for other in (samira, slc):
        assert await items(world, other, day, "event/inform-decaan") == []
    await joost.open("time-out", str(daan.person.id))
    for label in ("Open die van", "Klopt niet", "Klopt niet"):
        await joost.press(label)
    assert await items(world, marleen, day, "event/inform-decaan") == []


async def failed(world: World, student: Talker, by: Talker, chance: int, earliest: date | None) -> None:
    async with world.database.sessions.begin() as session:
        await add_resit(
            session, student_id=student.person.id, chance=chance, assessed_on=None, earliest_on=earliest, until=None,
            made_by=by.person.id, now=world.now,
        )  # fmt: skip


async def test_the_io_writes_of_every_talk_that_was_theirs(world: World) -> None:
    marleen, joost, samira, daan = [await world.as_(name) for name in ("marleen", "joost", "samira", "daan")]
    begun, held, today = date(2027, 3, 1), date(2027, 3, 8), world.now.date()
    async with world.database.sessions.begin() as session:
        await session.execute(update(Supervision).values(from_=begun))
    await reported(world, daan, samira, "observatie", held)
    await reported(world, daan, samira, THREE_WAY_TALK, begun - timedelta(days=1))
    assert await items(world, marleen, today, "talk/") == [], "another kind, and one before she was his IO"
    await reported(world, daan, samira, THREE_WAY_TALK, held)
    (item,) = await items(world, marleen, today, "talk/")
    assert (item.last_day, item.again, item.students) == (held, (2, 5, 10), (daan.person.id,))
    said = single(world.product.phrases["nl"], Told(item, ("Daan Bakker",)), today)
    assert "het gesprek was op maandag 8 maart 2027" in said.paragraphs[0]
    for other in (joost, samira, daan):
        assert await items(world, other, today, "talk/") == []
    await reported(world, daan, marleen, THREE_WAY_TALK, held)
    assert await items(world, marleen, today, "talk/") == []


async def reported(world: World, student: Talker, by: Talker, kind: str, held_on: date) -> None:
    async with world.database.sessions.begin() as session:
        await add_report(
            session, student_id=student.person.id, kind=kind, held_on=held_on, texts={}, origin="", readers=[],
            written_by=by.person.id, now=world.now,
        )  # fmt: skip


async def test_the_menu_and_the_agenda_know_of_a_request(world: World) -> None:
    daan = await asked(world)
    marleen, samira = await world.as_("marleen"), await world.as_("samira")
    assert "Verzoeken die op jou wachten: 1" in await marleen.say("menu")
    assert "Verzoeken die op jou wachten" not in await samira.say("menu")
    assert "Verzoeken die op jou wachten" not in await daan.say("menu")
    for who, sees in ((marleen, True), (samira, False)):
        async with world.database.sessions.begin() as session:
            loader = loader_for(session, who.person, world.now, world.product)
            reasons = (await loader.load(ReasonsFor((daan.person.id,))))[daan.person.id]
        assert ("switch" in [one.kind for one in reasons]) is sees
