"""The report of a talk belongs to it: the file shows both together, and nobody asks for it again."""

from __future__ import annotations

import pytest

from bot.product import Product
from storage.database import Database
from storage.occasion_tables import ReportOccasion
from tests.bot.talking import GREEN, begin, file, fill_in_all
from tests.bot.world import Talker, World

TEXTS = {"part-besproken": "De orde", "part-afgesproken": "Elke week een les"}


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def three_way(world: World, by: Talker) -> None:
    """On Friday 19 March, about Daan; then it is the Monday after."""
    daan = await world.as_("daan")
    await by.open("plan-meeting", f"three-way/{daan.person.id}")
    await by.press("Laat zien", day="19 maart", time="10:00", place="", people="Daan, Samira, Marleen")
    await by.press("Plan het")
    world.at(2027, 3, 22)


async def due(who: Talker) -> str:
    return await who.say("wat komt eraan")


async def test_the_report_of_a_planned_talk_settles_it(world: World) -> None:
    joost, marleen, daan = [await world.as_(name) for name in ("joost", "marleen", "daan")]
    await three_way(world, joost)
    assert "Jouw verslag over Daan Bakker" in await due(marleen)
    await marleen.open("meetings", "past")
    await marleen.press("19-03 10:00")
    await marleen.press("Schrijf het verslag")
    assert "Verslag van een driegesprek" in marleen.text, "the kind is known"
    assert marleen.form["held_on"].value == "2027-03-19"
    assert "Samira el Idrissi" in marleen.form["part-aanwezig"].value
    await marleen.press("Laat het verslag zien", held_on="2027-03-18", **TEXTS)
    await marleen.press("Bewaar en deel")
    assert await world.count(ReportOccasion) == {"report_occasion": 1}
    assert "Jouw verslag over Daan Bakker" not in await due(marleen), "though the day was typed wrong"
    await joost.open("meetings", "past")
    await joost.press("19-03 10:00")
    assert "Lees het verslag van Marleen de Wit" in joost.text
    await joost.press("Lees het verslag")
    assert "De orde" in joost.text
    await joost.open("dossier", str(daan.person.id))
    assert (
        "vrijdag 19 maart 2027 · Driegesprek | donderdag 18 maart 2027 · Verslag van een driegesprek, bij het gesprek"
        in joost.text
    )


async def test_one_that_was_written_elsewhere_on_that_day_settles_it_too(world: World) -> None:
    joost, marleen, daan = [await world.as_(name) for name in ("joost", "marleen", "daan")]
    await three_way(world, joost)
    await marleen.open("report", str(daan.person.id))
    await marleen.press("Verslag van een driegesprek")
    await marleen.press("Laat het verslag zien", held_on="2027-03-19", **TEXTS)
    await marleen.press("Bewaar en deel")
    assert "Jouw verslag over Daan Bakker" not in await due(marleen)


async def test_the_report_of_a_progress_talk(world: World) -> None:
    joost, marleen, daan = [await world.as_(name) for name in ("joost", "marleen", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await file(joost, "Groen", credits="Ja")
    await marleen.open("talks", str(daan.person.id))
    await marleen.press("Bekijk: ")
    await marleen.press("Schrijf een verslag")
    assert marleen.form["held_on"].value == "2027-03-11"
    await marleen.press("Laat het verslag zien", **TEXTS)
    await marleen.press("Bewaar en deel")
    await joost.press("Bekijk het gesprek")
    assert "Lees het verslag van Marleen de Wit" in joost.text
    await joost.open("dossier", str(daan.person.id))
    assert "Voortgangsgesprek: groen | donderdag 11 maart 2027 · Verslag van een driegesprek, bij het" in joost.text
    await daan.open("talks", str(daan.person.id))
    await daan.press("Bekijk: ")
    assert "Lees het verslag" in daan.text, "it was shared with him"


@pytest.mark.parametrize("of", ["m1", "t1", "m999", "t999"])
async def test_of_a_talk_about_somebody_else_it_is_just_a_report(world: World, of: str) -> None:
    """A forged button: the number of a meeting that is not about this student."""
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await three_way(world, joost)
    other = await world.as_("emily")
    about = other.person.id if of in ("m1", "t1") else daan.person.id
    await joost.open("report", f"{about}/{of}")
    assert "Wat is besproken?" not in joost.text, "nothing of it is filled in or linked"
    assert await world.count(ReportOccasion) == {"report_occasion": 0}
