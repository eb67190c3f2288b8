"""Stories of a placement that was not passed, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.product import Product
from storage.database import Database
from storage.resit_tables import Resit
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def noted(world: World) -> list[Resit]:
    async with world.database.sessions.begin() as session:
        return list(await session.scalars(select(Resit).order_by(Resit.id)))


async def test_the_first_chance_the_resit_and_the_talk_after_it(world: World) -> None:
    """Assessed on 1 March: ten teaching weeks, the May break left out, make it 31 May."""
    marleen, joost, daan = await world.as_("marleen"), await world.as_("joost"), await world.as_("daan")
    await marleen.open("resit", str(daan.person.id))
    await marleen.press("De eerste kans, na een assessment")
    shown = await marleen.press("Verder", day="1 maart 2027")
    assert "De herkansing kan vanaf maandag 31 mei 2027: na 10 lesweken" in shown
    assert "De lesweken zijn een voorbeeld. Kijk de dag na in de jaarplanning van de opleiding." in shown
    assert "Een student heeft recht op 1 herkansing" in shown
    assert "IO (jij)" in shown, "the sentences of the note are about an IO: 'jij voert' would not be Dutch"
    await marleen.press("Laat zien", day="20 mei 2027")
    assert "voor de eerste dag waarop herkansen kan" in marleen.form["day"].error
    shown = await marleen.press("Laat zien", day="25 juni 2027")
    assert "De student krijgt dit niet van mij te horen" in shown
    assert "Leg een afspraak vast" in await marleen.press("Leg het vast")
    assert "Over welke student" not in await marleen.press("Leg een afspraak vast")
    (told,) = await joost.notices()
    assert "Herkansen kan vanaf maandag 31 mei 2027." in told
    assert "Afgesproken einde: vrijdag 25 juni 2027." in told
    assert await daan.notices() == []
    async with world.database.sessions.begin() as session:
        assert (await session.execute(select(Resit.earliest_on, Resit.until))).one() == (
            date(2027, 5, 31),
            date(2027, 6, 25),
        )

    world.at(2027, 6, 20)
    await joost.open("resit", str(daan.person.id))
    await joost.press("De herkansing")
    await joost.press("Verder", day="1 maart 2027")
    assert "niet na het eerste assessment" in joost.form["day"].error
    shown = await joost.press("Verder", day="18 juni 2027")
    for part in ("Onderwijsmanager", "Adviseert de examencommissie", "Vraagt een derde kans zelf aan"):
        assert part in shown
    await joost.press("Leg het vast")
    await joost.press("Plan het gesprek")
    assert "Gesprek na een herkansing · Daan Bakker" in joost.text
    assert "onderwijsmanager" in joost.form["people"].hint
    assert [one.chance for one in await noted(world)] == [1, 2]
    dossier = await (await world.as_("samira")).say("dossier van Daan")
    assert "Herkansing niet gehaald of afgebroken." in dossier

    await marleen.open("plan-meeting", f"exit/{daan.person.id}")
    annelies = await world.as_("annelies.vandam")
    assert str(annelies.person.id) in marleen.form["people"].value.split(",")
    await marleen.press("Laat zien", day="25 juni", time="10:00")
    await marleen.press("Plan het")
    assert "Exitgesprek · Daan Bakker" in (await annelies.notices())[-1]


async def test_without_an_assessment_no_day_is_made_up(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await joost.say("leg een onvoldoende vast")
    await joost.say("daan")
    shown = await joost.press("De eerste kans, zonder assessment")
    assert "noemt de notitie geen begin om vanaf te tellen" in shown
    await joost.press("Laat zien")
    await joost.press("Leg het vast")
    (one,) = await noted(world)
    assert (one.student_id, one.assessed_on, one.earliest_on, one.until) == (daan.person.id, None, None, None)


async def test_where_the_calendar_ends_it_says_so(world: World) -> None:
    world.at(2028, 8, 30)
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await joost.open("resit", str(daan.person.id))
    await joost.press("De eerste kans, na een assessment")
    assert "jaar 2028-2029 nog niet" in await joost.press("Verder", day="28 augustus 2028")


async def test_only_io_and_so_note_it(world: World) -> None:
    daan = await world.as_("daan")
    for name in ("samira", "daan", "hester.boonstra"):
        assert "Dit legt de" in await (await world.as_(name)).open("resit", str(daan.person.id))


async def test_in_english(world: World) -> None:
    joost, daan = await world.as_("joost", "en"), await world.as_("daan")
    await joost.open("resit", str(daan.person.id))
    await joost.press("The first chance, after")
    assert "possible from Monday 31 May 2027: after 10 teaching weeks" in await joost.press("Go on", day="1 March 2027")
    assert "The teaching weeks are an example." in joost.text
