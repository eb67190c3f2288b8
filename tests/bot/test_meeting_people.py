"""Who comes to a meeting changes after it was planned: everybody hears what it means for them and their calendar."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.product import Product
from storage.case_tables import Audit
from storage.database import Database
from storage.meeting_tables import Meeting
from tests.bot.test_meetings import late_agreement, planned
from tests.bot.world import Talker, World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    """A student meeting of Joost and Marleen, with Daan on the agenda."""
    world = await World.begin(database, product)
    await late_agreement(world, "daan", "Het lesplan inleveren")
    world.at(2027, 3, 20)
    await planned(await world.as_("joost"), people="Marleen")
    return world


async def event(world: World, who: Talker) -> tuple[str, Any]:
    """The method of the invitation that this person can download now, and its event."""
    async with world.database.sessions.begin() as session:
        number = await session.scalar(select(Meeting.id))
    assert number
    file = await world.turns.invitation(await who.known(), number)
    assert file, "it is for them"
    calendar = Calendar.from_ical(file)
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


async def change(by: Talker, people: str) -> None:
    await by.press("Mijn besprekingen")
    await by.press("02-04 14:30")
    await by.press("Pas aan wie er komen")
    await by.press("Laat zien wat er verandert", people=people)
    labels = [button.label for button in by.seen[-1].buttons]
    assert len(set(labels)) == len(labels), "yes and no are told apart"
    await by.press("Ja, verander wie er komen")


async def test_added_and_taken_off(world: World) -> None:
    joost, marleen, samira = [await world.as_(name) for name in ("joost", "marleen", "samira")]
    await marleen.notices()
    _, before = await event(world, marleen)
    await change(joost, "Marleen, Samira")
    assert "Aangepast. Iedereen krijgt bericht." in joost.text
    (told,) = await samira.notices()
    assert "Joost Verhoeven nodigt je uit" in told
    assert "vrijdag 2 april 2027 om 14:30 uur" in told
    (told,) = await marleen.notices()
    assert "Joost Verhoeven paste aan wie er komen. | Erbij: Samira el Idrissi." in told
    _, after = await event(world, marleen)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert len(after["attendee"]) == 2

    await change(joost, "Samira")
    (told,) = await marleen.notices()
    assert "hoef jij er niet meer bij te zijn. | Haal het uit je agenda (.ics)" in told
    assert "Daan" not in told
    method, cancelled = await event(world, marleen)
    assert method == "CANCEL"
    assert (cancelled["uid"], cancelled["sequence"]) == (before["uid"], 2)
    assert "marleen" in str(cancelled["attendee"])
    assert "status" not in cancelled, "the meeting itself takes place"
    await marleen.say("mijn besprekingen")
    assert "02-04" not in marleen.text
    async with world.database.sessions.begin() as session:
        lines = await session.scalars(select(Audit.object).where(Audit.action == "changed who comes to"))
        assert len(set(lines)) == 1

    await change(joost, "Marleen, Samira")
    assert "nodigt je uit" in "\n".join(await marleen.notices())
    method, again = await event(world, marleen)
    assert (method, again["sequence"]) == ("REQUEST", 3)


async def test_nothing_changes_and_nobody_hears(world: World) -> None:
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await marleen.notices()
    await joost.press("Mijn besprekingen")
    await joost.press("02-04 14:30")
    await joost.press("Pas aan wie er komen")
    await joost.press("Laat zien wat er verandert")
    assert "dezelfde mensen komen" in joost.text
    assert await marleen.notices() == []


async def test_two_who_change_it_at_once(world: World) -> None:
    """The second one sees what stands before anything is done."""
    joost, marleen, samira = [await world.as_(name) for name in ("joost", "marleen", "samira")]
    await marleen.notices()
    await marleen.press("Bekijk de bespreking")
    await marleen.press("Pas aan wie er komen")
    await marleen.press("Laat zien wat er verandert", people="Samira")
    await change(joost, "Marleen, Samira")
    await marleen.press("Ja, verander wie er komen")
    assert len(await samira.notices()) == 1


async def test_not_after_it_was(world: World) -> None:
    joost = await world.as_("joost")
    world.at(2027, 4, 3)
    await joost.open("meetings", "past")
    await joost.press("02-04 14:30")
    assert "Pas aan wie er komen" not in joost.text
