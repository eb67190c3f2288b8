"""Stories of time-outs and paid jobs, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.product import Product
from storage.case_tables import Audit
from storage.database import Database
from storage.people_tables import Student
from storage.period_tables import Period
from tests.bot.reminders.test_procedures import items
from tests.bot.world import Talker, World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def kept(world: World) -> list[Period]:
    async with world.database.sessions.begin() as session:
        return list(await session.scalars(select(Period).order_by(Period.id)))


async def on_time_out(who: Talker, student: Talker, first: str, last: str, why: str = "") -> str:
    await who.open("time-out", str(student.person.id))
    await who.press("Laat zien", starts_on=first, until=last, why=why)
    return await who.press("Leg het vast")


async def with_job(who: Talker, student: Talker, first: str, **more: str) -> str:
    await who.open("note-job", str(student.person.id))
    await who.press("Laat zien", starts_on=first, fte="0,3", **more)
    return await who.press("Leg het vast")


async def test_a_time_out_is_noted_extended_and_told_of(world: World) -> None:
    marleen, joost, samira, daan = [await world.as_(name) for name in ("marleen", "joost", "samira", "daan")]
    await marleen.say("leg een time-out vast")
    await marleen.say("daan")
    shown = await marleen.press("Laat zien", starts_on="1 april 2027", until="1 maart 2027")
    assert "voor de eerste dag" in marleen.form["until"].error
    await marleen.press("Laat zien", starts_on="1 april 2027", until="1 april 2031")
    assert "meer dan drie jaar later" in marleen.form["until"].error
    shown = await marleen.press("Laat zien", starts_on="1 april 2027", until="30 september 2027", why="depressie")
    assert "wie over een time-out beslist" in shown, "the note leaves that open"
    assert "medisch" in shown.lower()
    await marleen.press("Pas het aan")
    await marleen.press("Laat zien", why="Eerst rust")
    assert "Vastgelegd" in await marleen.press("Leg het vast")
    for one in (joost, samira, daan):
        (told,) = await one.notices()
        assert "Marleen" in told
        assert "Tot en met donderdag 30 september 2027." in told
        assert "Eerst rust" in told
    for one in (marleen, joost, daan):
        (item,) = await items(world, one, date(2027, 8, 19), "event/return-from-timeout")
        assert (item.last_day, item.leads) == (date(2027, 9, 30), (42, 14))
    assert await items(world, samira, date(2027, 8, 19), "event/") == [], "the calendar names IO, SO and student"

    assert "Nu: Time-out" not in await joost.open("student", str(daan.person.id))
    world.at(2027, 9, 20)
    shown = await joost.open("student", str(daan.person.id))
    assert "Nu: Time-out van donderdag 1 april 2027 tot en met donderdag 30 september 2027" in shown
    await joost.say("time-out van Daan")
    await joost.press("Open die van")
    await joost.press("Verleng")
    await joost.press("Verleng", day="1 september 2027")
    assert "niet later dan het was" in joost.form["day"].error
    assert "Verlengd tot en met" in await joost.press("Verleng", day="31 januari 2028")
    assert "verlengde dit" in (await daan.notices())[-1]
    (item,) = await items(world, marleen, date(2027, 12, 1), "event/return-from-timeout")
    assert (item.last_day, item.since, item.revision) == (date(2028, 1, 31), date(2027, 9, 20), 1)

    await joost.open("period", str((await kept(world))[0].id))
    await joost.press("Klopt niet")
    assert "Weggehaald" in await joost.press("Klopt niet")
    assert await items(world, marleen, date(2027, 12, 1), "event/") == []
    dossier = await marleen.say("dossier van Daan")
    assert "weggehaald: klopte niet" in dossier
    async with world.database.sessions.begin() as session:
        done = list(await session.scalars(select(Audit.action).where(Audit.object.startswith("time-out/"))))
    assert done == ["noted", "extended", "cancelled"]


async def test_two_time_outs_never_overlap(world: World) -> None:
    """Not even where two people note one at the same time, each without the other's on the screen."""
    marleen, joost, daan = [await world.as_(name) for name in ("marleen", "joost", "daan")]
    for one in (marleen, joost):
        await one.open("time-out", str(daan.person.id))
        await one.press("Laat zien", starts_on="1 april 2027", until="1 oktober 2027")
    await marleen.press("Leg het vast")
    shown = await joost.press("Leg het vast")
    assert "Open die van donderdag 1 april 2027" in shown
    assert "staat er al een time-out" in await joost.press("Een andere time-out")
    assert len(await kept(world)) == 1


async def test_a_check_ends_in_noting_the_job(world: World) -> None:
    """The student registers it with the stagebureau, and is then reminded of it no more."""
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await joost.open("paid-job", str(daan.person.id))
    await joost.press("Verder", level="Niveau 3", year="2")
    await joost.press("Ja, een nieuwe")
    await joost.press("Controleer", starts_on="1 september 2027", fte="0,25")
    await joost.press("Leg deze baan vast")
    assert joost.form["fte"].value == "0,25"
    assert joost.form["starts_on"].value == "2027-09-01"
    shown = await joost.press("Laat zien", wpb="Samira")
    assert "uiterlijk maandag 31 mei 2027" in shown
    await joost.press("Leg het vast")
    (job,) = await kept(world)
    assert (job.details["fte"], job.wpb_id, job.registered_on) == (0.25, samira.person.id, None)

    (item,) = await items(world, daan, date(2027, 5, 3), "event/paid-job-registration")
    assert (item.last_day, item.leads) == (date(2027, 5, 31), (28, 7, 1))
    (of_so,) = await items(world, joost, date(2027, 5, 3), "event/paid-job-registration")
    assert of_so.students == (daan.person.id,)
    general = await items(world, daan, date(2027, 5, 3), "deadline/paid-job-registration")
    assert general == [], "of this one they hear already"
    (check,) = await items(world, joost, world.now.date(), "event/paid-job-recheck")
    assert check.last_day == world.now.date()

    world.at(2027, 5, 20)
    await daan.open("period", str(job.id))
    await daan.press("Gemeld bij")
    assert "Bewaard: gemeld op" in await daan.press("Gemeld bij", day="19 mei")
    for one in (daan, joost):
        for kind in ("event", "deadline"):
            found = await items(world, one, date(2027, 5, 24), f"{kind}/paid-job-registration")
            assert daan.person.id not in [student for item in found for student in item.students]
            assert one is joost or found == []


async def test_the_wpb_of_a_job_hears_of_the_weekly_lesson(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    thursday = date(2027, 3, 11)
    async with world.database.sessions.begin() as session:
        await session.execute(update(Student).values(opleidingsschool=""))  # his own does without this reminder
    assert await items(world, samira, thursday, "deadline/paid-job-lesson-visit") == []
    assert "Vastgelegd" in await with_job(daan, daan, "1 maart 2027", until="31 maart 2027")
    found = await items(world, samira, thursday, "deadline/paid-job-lesson-visit")
    assert {one.last_day for one in found} == {date(2027, 3, day) for day in (12, 19, 26)}
    assert all(one.students == (daan.person.id,) for one in found)
    assert await items(world, joost, thursday, "deadline/paid-job-lesson-visit") == []
    (job,) = await kept(world)
    await joost.open("period", str(job.id))
    await joost.press("Stop op")
    await joost.press("Stop op", day="14 maart 2027")
    found = await items(world, samira, thursday, "deadline/paid-job-lesson-visit")
    assert {one.last_day for one in found} == {date(2027, 3, day) for day in (12,)}


async def test_who_may_not_note_sees_what_there_is(world: World) -> None:
    marleen, samira, daan = [await world.as_(name) for name in ("marleen", "samira", "daan")]
    for one in (samira, daan):
        assert "Er staat geen time-out." in await one.open("time-out", str(daan.person.id))
    await on_time_out(marleen, daan, "1 april 2027", "1 oktober 2027")
    for one in (samira, daan):
        assert "Een andere" not in await one.open("time-out", str(daan.person.id))
        shown = await one.press("Open die van")
        assert "Verleng" not in shown
        assert "Vanaf donderdag 1 april 2027." in shown


async def test_in_english(world: World) -> None:
    marleen, daan = await world.as_("marleen", "en"), await world.as_("daan")
    await marleen.say("note a paid job")
    await marleen.say("daan")
    shown = await marleen.press("Show", starts_on="1 September 2027", fte="0.3")
    assert "Size: 0.3 fte." in shown
    await marleen.press("Note it")
    assert "Not registered with the stagebureau yet." in await marleen.open("period", str((await kept(world))[0].id))
    assert "Nog niet gemeld" in (await daan.notices())[-1]
