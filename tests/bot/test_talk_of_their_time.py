"""A WPB whose days with the student are over signs the form of the talk that was held in their time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from bot.product import Product
from storage.database import Database
from storage.people_tables import Supervision
from tests.bot.talking import GREEN, begin, file, fill_in_all, sign
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    """A talk held on Thursday 11 March; Samira's days with Daan end the day after."""
    world = await World.begin(database, product)
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    async with database.sessions.begin() as session:
        theirs = (Supervision.supervisor_id == samira.person.id, Supervision.student_id == daan.person.id)
        await session.execute(update(Supervision).where(*theirs).values(until=date(2027, 3, 12)))
    world.at(2027, 3, 15)
    return world


async def test_hears_of_it_and_signs(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await file(joost, "Groen", credits="Ja")
    await samira.open("student", str(daan.person.id))
    assert "niet voor jou" in samira.text, "of the student she sees nothing else"
    await sign(samira)
    assert "Getekend" in samira.text
    assert "Samira el Idrissi: gezien en akkoord" in "\n".join(await joost.notices())
    await samira.press("Bekijk het gesprek")
    assert "Waardering: groen" in samira.text
    assert "Alle gesprekken" not in samira.text


async def test_for_four_weeks(world: World) -> None:
    joost, samira = await world.as_("joost"), await world.as_("samira")
    await file(joost, "Groen", credits="Ja")
    await samira.notices()
    world.wait(days=29)
    await samira.press("Lees en teken")
    assert "niet voor jou" in samira.text


async def test_not_of_a_talk_after_their_days(world: World) -> None:
    joost, samira = await world.as_("joost"), await world.as_("samira")
    await file(joost, "Groen", held_on="2027-03-13", credits="Ja")
    assert await samira.notices() == []


async def test_a_correction_is_still_for_them(world: World) -> None:
    joost, samira = await world.as_("joost"), await world.as_("samira")
    await file(joost, "Groen", credits="Ja")
    await sign(samira)
    await joost.press("Bekijk het gesprek")
    await joost.press("Maak een verbeterde versie")
    await joost.press("Maak een verbeterde versie")
    await joost.press("Naar het formulier")
    await file(joost, "Groen", credits="Nee")
    await sign(samira)
    assert "Getekend" in samira.text
