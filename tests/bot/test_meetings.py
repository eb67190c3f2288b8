"""Stories of a student meeting, from planning it to what is kept of each student, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pydantic_core import PydanticCustomError
from sqlalchemy import select

from bot.cases import Meeting as OneMeeting
from bot.cases import MeetingKind, Someone
from bot.dialogs.times import _read_time
from bot.invitations import calendar_links
from bot.product import Product
from knowledge.model import Role
from knowledge.phrases import load_phrases
from storage.case_tables import Agreement, Report, ReportReader
from storage.database import Database
from storage.meeting_tables import Meeting, MeetingStudent
from tests.bot.world import Talker, World

DUTCH = load_phrases()["nl"]
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
    assert "Houd dat advies aan" in await by.open("plan-meeting", "student-meeting")
    assert not by.form["people"].hint
    await by.press("Laat zien", **{"day": "2 april", "time": "14:30", "place": "Lokaal 2.14", **values})
    await by.press("Ja, zet hen")
    assert "Gepland." in await by.press("Plan het")


async def meeting_id(world: World) -> int:
    async with world.database.sessions.begin() as session:
        return (await session.scalars(select(Meeting.id))).one()


async def test_from_planning_to_a_plan_of_action_in_the_dossier(world: World) -> None:
    """Joost plans; Daan has something overdue. Marleen and Joost discuss him, agree, and keep what was said."""
    joost, marleen, daan = await world.as_("joost"), await world.as_("marleen"), await world.as_("daan")
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)

    asked = await joost.say("plan een studentbespreking")
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


def calendar_of(file: bytes | None) -> tuple[str, Any]:
    """The method and the event."""
    assert file is not None
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    calendar = Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


async def test_an_invitation_follows_what_becomes_of_the_meeting(world: World) -> None:
    """Planned, moved and cancelled: the same event, each time with a higher sequence."""
    joost, marleen, samira = await world.as_("joost"), await world.as_("marleen"), await world.as_("samira")
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)
    await planned(joost)
    number = await meeting_id(world)
    method, first = calendar_of(await world.turns.invitation(marleen.person, number))
    assert method == "REQUEST"
    assert first["dtstart"].dt == datetime(2027, 4, 2, 12, 30, tzinfo=UTC)
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(hours=1)
    assert str(first["organizer"]) == f"mailto:{joost.person.email}"
    invited = first["attendee"]
    assert "marleen@" in str(invited)
    assert (first["location"], int(first["sequence"])) == ("Lokaal 2.14", 0)
    assert await world.turns.invitation(samira.person, number) is None, "she does not come"

    await joost.open("meeting", str(number))
    await joost.press("Verzet het gesprek")
    assert (joost.form["day"].value, joost.form["time"].value) == ("2027-04-02", "14:30")
    await joost.press("Verzet het gesprek", day="20 maart", time="9:00")
    assert "Dat moment is al voorbij." in joost.text
    await joost.press("Pas het aan")
    moved = await joost.press("Verzet het gesprek", day="9 april", time="half drie")
    assert "Dit is geen tijd." in joost.form["time"].error
    moved = await joost.press("Verzet het gesprek", day="9 april", time="9.15", place="Teams")
    assert "vrijdag 9 april 2027 om 09:15 uur" in moved
    told = await marleen.notices()
    assert "Joost Verhoeven verzette dit gesprek" in told[-1]
    _, second = calendar_of(await world.turns.invitation(marleen.person, number))
    assert second["uid"] == first["uid"]
    assert int(second["sequence"]) == 1
    assert second["dtstart"].dt == datetime(2027, 4, 9, 7, 15, tzinfo=UTC)

    await joost.open("meeting", str(number))
    await joost.press("Zeg het gesprek af")
    assert "Afgezegd." in await joost.press("Zeg het gesprek af")
    assert "zei dit gesprek af" in (await marleen.notices())[-1]
    method, last = calendar_of(await world.turns.invitation(marleen.person, number))
    assert (method, last["uid"], str(last["status"])) == ("CANCEL", first["uid"], "CANCELLED")
    assert int(last["sequence"]) == 2
    assert "Afgezegd: vrijdag 9 april 2027" in await joost.say("mijn besprekingen")


async def planned_empty(by: Talker) -> None:
    await by.open("plan-meeting", "student-meeting")
    await by.press("Laat zien", day="2 april", time="14:30")
    assert "Geen van jouw studenten" in by.text or "Nee, begin" in by.text
    if any(button.label.startswith("Nee, begin") for button in by.buttons):
        await by.press("Nee, begin met een lege agenda")
    assert "Gepland." in await by.press("Plan het")


async def test_who_needs_attention_is_asked_without_a_meeting(world: World) -> None:
    """The same reasons; a student is told of nobody, and who has no students is told that."""
    marleen, samira = await world.as_("marleen"), await world.as_("samira")
    assert "Geen van jouw studenten" in await samira.say("wie vraagt aandacht?")
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)
    asked = await marleen.say("wie hebben er aandacht nodig")
    assert "Deze studenten vragen aandacht (2)" in asked
    assert "Daan Bakker: afspraken te laat: 1" in asked
    assert "waarvan te laat: 1" in await marleen.press("Daan Bakker")
    assert "Daan Bakker: afspraken te laat: 1" in await samira.say("bij wie speelt er wat")
    await marleen.say("menu")
    assert "Deze studenten" in await marleen.say("wie vraagt aandacht"), "no name of ours for a group of the menu"
    daan = await world.as_("daan")
    assert "aandacht" not in await daan.say("wie vraagt aandacht")
    await marleen.say("menu")
    assert "Wie vraagt aandacht?" in await marleen.press("Meer voor jou")


async def test_what_was_emptied_by_hand_stays_empty(world: World) -> None:
    """Also what is filled in at first: nobody is invited again of whom the tick was taken away."""
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await joost.open("plan-meeting", f"{MeetingKind.EXIT}/{daan.person.id}")
    assert (joost.form["minutes"].value, bool(joost.form["people"].value)) == ("60", True)
    await joost.press("Laat zien", day="1 april", time="geen tijd", minutes="", people="")
    refused = {name: (one.value, bool(one.error)) for name, one in joost.form.items()}
    assert refused["minutes"] == ("", True)
    assert refused["people"] == ("", False)
    assert "de enige die komt" in await joost.press("Laat zien", time="10:00", minutes="45")
    await joost.press("Pas het aan")
    assert (joost.form["people"].value, joost.form["minutes"].value) == ("", "45")


async def test_a_day_on_which_nobody_works_is_remarked_on(world: World) -> None:
    joost, student = await world.as_("joost"), await world.as_("daan")
    await joost.open("plan-meeting", f"{MeetingKind.EXIT}/{student.person.id}")
    shown = await joost.press("Laat zien", day="3 april 2027", time="10:00")
    assert "Let op: zaterdag 3 april 2027 is geen werkdag. Laten staan?" in shown
    await joost.press("Plan het")
    await joost.open("meeting", str(await meeting_id(world)))
    await joost.press("Verzet")
    moved = await joost.press("Verzet", day="29 maart 2027", time="10:00")
    assert "Let op: maandag 29 maart 2027 is geen werkdag." in moved
    await joost.open("meeting", str(await meeting_id(world)))
    await joost.press("Verzet")
    assert "werkdag" not in await joost.press("Verzet", day="30 maart 2027", time="10:00")


async def test_the_agenda_is_adjusted_by_hand(world: World) -> None:
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await planned_empty(joost)
    number = await meeting_id(world)

    async def change(what: str, who: str) -> None:
        await joost.open("agenda", str(number))
        await joost.press(what)
        assert "De agenda is aangepast." in await joost.say(who)

    for who in ("daan", "fleur", "bram"):
        await change("Zet er een student bij", who)
    await change("Zet een student bovenaan", "fleur")
    await change("Haal een student eraf", "bram")
    shown = await joost.open("meeting", str(number))
    assert "1. Fleur Oosterveld: zelf toegevoegd" in shown
    assert "2. Daan Bakker: zelf toegevoegd" in shown
    assert "Bram" not in shown
    assert "1. Fleur" in await marleen.open("meeting", str(number))


async def test_two_who_change_the_agenda_at_once(world: World) -> None:
    """Both students are on it: whoever comes second goes on from what is there now."""
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await planned_empty(joost)
    number = await meeting_id(world)
    for one in (joost, marleen):
        await one.open("agenda", str(number))
        await one.press("Zet er een student bij")
    await joost.say("daan")
    await marleen.say("fleur")
    shown = await joost.open("meeting", str(number))
    assert "Daan" in shown
    assert "Fleur" in shown


async def test_handed_over_to_the_other_when_one_is_away(world: World) -> None:
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await planned_empty(joost)
    number = await meeting_id(world)
    await marleen.notices()
    await marleen.open("meeting", str(number))
    await marleen.press("Draag over")
    assert "Overgedragen aan Marleen" in await marleen.press("jij")
    (told,) = await joost.notices()
    assert "Wie het nu regelt: Marleen de Wit" in told
    _, event = calendar_of(await world.turns.invitation(joost.person, number))
    assert str(event["organizer"]) == f"mailto:{marleen.person.email}"


async def test_who_planned_it_leaves_and_the_other_takes_over(world: World) -> None:
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await planned_empty(joost)
    number = await meeting_id(world)
    await world.roster_without("joost")
    assert "Verzet" not in await joost.open("meeting", str(number)), "who left changes nothing"
    await marleen.open("meeting", str(number))
    await marleen.press("Draag over")
    assert "Overgedragen aan Marleen" in await marleen.press("jij")
    _, event = calendar_of(await world.turns.invitation(marleen.person, number))
    assert str(event["organizer"]) == f"mailto:{marleen.person.email}"


async def test_a_talk_about_one_student_is_planned_with_who_is_around(world: World) -> None:
    """An exit talk, from the guide: the student is invited, and reads that it is about them."""
    marleen, daan, samira = await world.as_("marleen"), await world.as_("daan"), await world.as_("samira")
    await marleen.open("plan-meeting", f"exit/{daan.person.id}")
    assert "de opleiding" in marleen.form["people"].hint
    await marleen.press("Laat zien", day="2 april", time="9", people="Daan, Annelies")
    assert "Exitgesprek · Daan Bakker" in marleen.text
    await marleen.press("Plan het")
    (told,) = await daan.notices()
    assert "Exitgesprek · Daan Bakker" in told
    opened = await daan.press("Bekijk de bespreking")
    assert "Verzet" not in opened, "a student changes nothing"
    assert await samira.notices() == []
    assert "Exitgesprek" not in await samira.say("dossier van Daan")
    assert "Exitgesprek" in await marleen.say("dossier van Daan")


async def test_in_english(world: World) -> None:
    joost = await world.as_("joost", "en")
    await joost.open("plan-meeting", "student-meeting")
    await joost.press("Show me", day="2 April", time="14:30")
    shown = joost.text
    assert "Friday 2 April 2027 at 14:30" in shown or "start with an empty agenda" in shown


async def test_who_may_not_plan_is_told_who_does(world: World) -> None:
    for name in ("samira", "daan"):
        talker = await world.as_(name)
        assert "Een bespreking plant de" in await talker.say("plan een bespreking")


def test_times_as_people_type_them() -> None:
    for typed, clock in (("14:30", "14:30"), ("9", "09:00"), ("9 uur", "09:00"), ("14u30", "14:30"), ("0.05", "00:05")):
        assert f"{_read_time(typed):%H:%M}" == clock
    for typed in ("24:00", "9:60", "half drie", "", "14:3", "١٤:٣٠x"):
        with pytest.raises(PydanticCustomError):
            _read_time(typed)


@settings(deadline=None)
@given(st.lists(st.sampled_from(range(400)), unique=True, max_size=400), st.text(max_size=120))
def test_links_are_escaped_and_never_too_long(numbers: list[int], place: str) -> None:
    people = tuple(Someone(1 + one, f"N{one}", f"naam.{one}+x&y@school.example", (Role.IO,)) for one in numbers)
    meeting_ = OneMeeting(
        1, "u", MeetingKind.STUDENT_MEETING, datetime(2027, 4, 2, 12, 30, tzinfo=UTC), 60, place.strip(), None, people,
        datetime(2027, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    outlook, teams = calendar_links(meeting_, DUTCH)
    asked = parse_qs(urlsplit(outlook.url).query, keep_blank_values=True, strict_parsing=True)
    assert asked["startdt"] == ["2027-04-02T12:30:00+00:00"]
    assert asked.get("location", [""]) == [meeting_.place]
    attendees = parse_qs(urlsplit(teams.url).query)
    assert attendees["endTime"] == ["2027-04-02T13:30:00+00:00"]
    invited = attendees.get("attendees", [""])[0].split(",") if people else []
    assert invited == [one.email for one in people][: len(invited)]
    assert invited or not people
