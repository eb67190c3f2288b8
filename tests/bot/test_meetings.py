"""Stories of a student meeting, from planning it to what is kept of each student, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.product import Product
from storage.case_tables import Agreement, Report, ReportReader
from storage.database import Database
from storage.meeting_tables import Meeting, MeetingStudent
from storage.meetings import meetings_between
from tests.bot.world import Talker, World

ORIGIN = "studentbespreking/studentbespreking"


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def late_agreement(world: World, about: str, what: str) -> None:
    samira, student = await world.as_("samira"), await world.as_(about)
    await samira.open("agree", str(student.person.id))
    await samira.press("Laat zien", what=what, due="12 maart", owners=student.person.name.split()[0])
    await samira.press("Leg afspraak vast")


async def planned(by: Talker, **values: str) -> None:
    """A student meeting, with whoever needs attention on its agenda."""
    await by.open("plan-meeting", "student-meeting")
    await by.press("Laat zien", **{"day": "2 april", "time": "14:30", "place": "Lokaal 2.14", **values})
    await by.press("Ja, zet hen")
    assert "Gepland." in await by.press("Plan het")


async def meeting_id(world: World) -> int:
    async with world.database.sessions.begin() as session:
        found = await session.scalar(select(Meeting.id))
    assert found is not None
    return found


async def test_from_planning_to_a_plan_of_action_in_the_dossier(world: World) -> None:
    """Joost plans; Daan has something overdue. Marleen and Joost discuss him, agree, and keep what was said."""
    joost, marleen, daan = await world.as_("joost"), await world.as_("marleen"), await world.as_("daan")
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)

    await joost.say("plan een studentbespreking")
    asked = await joost.press("Studentbespreking")
    assert "adviseert ze 2 keer per jaar" in asked
    shown = await joost.press("Laat zien", day="2 april", time="14u30", place="Lokaal 2.14")
    assert "Daan Bakker: afspraken te laat: 1" in shown
    shown = await joost.press("Ja, zet hen op de agenda")
    assert "vrijdag 2 april 2027 om 14:30 uur, 60 minuten" in shown
    done = await joost.press("Plan het en nodig uit")
    assert "Gepland." in done
    assert [link.label for link in joost.messages[-1].links] == ["Open in Outlook", "Plan het in Teams"]

    (told,) = await marleen.notices()
    assert "Joost" in told
    assert "vrijdag 2 april 2027 om 14:30 uur" in told
    assert "Daan" not in told, "an invitation names no student"
    opened = await marleen.press("Bekijk de bespreking")
    assert "1. Daan Bakker: afspraken te laat: 1" in opened

    world.at(2027, 4, 2, 15)
    await marleen.press("Bespreek de studenten")
    assert "Daan Bakker · student 1 van" in marleen.text
    await marleen.press("Leg een afspraak vast")
    await marleen.press("Laat zien", what="Elke week samen een les voorbereiden", due="16 april", owners="Samira")
    await marleen.press("Leg afspraak vast")
    back = await marleen.press("Terug naar de student")
    assert "Elke week samen een les voorbereiden" in back
    await marleen.press("Bewaar het plan van aanpak")
    assert "afspraken te laat: 1" in marleen.form["why"].value
    assert "Elke week samen een les voorbereiden" in marleen.form["plan"].value
    await marleen.press("Laat het verslag zien")
    assert "Het verslag staat in het dossier." in await marleen.press("Bewaar het verslag")

    async with world.database.sessions.begin() as session:
        agreement = await session.scalar(select(Agreement).where(Agreement.origin == ORIGIN))
        report = await session.scalar(select(Report))
        readers = set(await session.scalars(select(ReportReader.person_id)))
        kept = await session.scalar(select(MeetingStudent.report_id).where(MeetingStudent.student_id == daan.person.id))
    assert agreement is not None
    assert report is not None
    assert kept == report.id
    assert "Joost" in report.texts["aanwezig"]
    assert joost.person.id in readers
    assert daan.person.id not in readers
    assert "Lees het verslag" in " ".join(await joost.notices())
    dossier = await joost.say("dossier van Daan")
    assert "vrijdag 2 april 2027 · Studentbespreking" in dossier
    assert "Verslag van een studentbespreking" in dossier
