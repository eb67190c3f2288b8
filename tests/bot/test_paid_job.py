"""Checking a paid job in the chat: the answer, each condition with its source, and what cannot be."""

from __future__ import annotations

import pytest

from bot.product import Product
from knowledge.model import Role
from storage.database import Database
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def test_a_job_that_may_with_each_condition_and_its_source(world: World) -> None:
    """Fleur is in year 3 and full-time: that is known. Her letter says that she is three credits short."""
    marleen, fleur = await world.as_("marleen"), await world.as_("fleur.oosterveld")
    await marleen.open("paid-job", str(fleur.person.id))
    assert marleen.form["year"].value == "3"
    await marleen.press("Verder", level="Niveau 4", open_credits="3", propedeuse="Ja")
    await marleen.press("Ja, een nieuwe baan")
    shown = await marleen.press(
        "Controleer", starts_on="2027-09-01", fte="0,4", hours="8", mentor="Nee", visit="Ja", registered_on="2027-03-10"
    )
    assert "Deze baan mag als stage · Fleur Oosterveld" in shown
    assert "✓ Hooguit 10 punten minder dan haalbaar op 15 maart: in orde (" in shown
    assert "✓ Hooguit 0,4 fte: in orde" in shown
    assert "✓ Gemeld bij het stagebureau, uiterlijk maandag 31 mei 2027: in orde" in shown
    assert "vraag het stagebureau of ze nog geldt" in shown
    asked = await marleen.press("Leg een afspraak vast")
    assert "Welke afspraak" in asked, "about whom is known"
    await marleen.press("Iets anders")
    assert "Fleur Oosterveld" in marleen.text


async def test_a_job_by_the_old_rule(world: World) -> None:
    """In 2023 the check was on 1 May, with 85 credits."""
    guest = world.guest(Role.IO)
    for obtained, verdict in (("85", "Deze baan mag als stage"), ("84", "Deze baan mag niet als stage")):
        await guest.open("paid-job")
        await guest.press("Voltijd")
        await guest.press("Verder", level="Niveau 3", year="2", credits=obtained, propedeuse="Ja")
        await guest.press("Nee, hij loopt al")
        shown = await guest.press("Controleer", starts_on="2023-09-01", fte="0.3", hours="7", mentor="Nee")
        assert verdict in shown
        assert "Minstens 85 studiepunten op 1 mei" in shown
        assert "gelden dezelfde voorwaarden" in shown
        assert "✗ Gemeld bij het stagebureau, uiterlijk woensdag 31 mei 2023: niet in orde" in shown


async def test_what_the_note_does_not_say_is_not_made_up(world: World) -> None:
    guest = world.guest(Role.SO)
    await guest.open("paid-job")
    assert "De notitie zegt het niet" in await guest.press("Deeltijd")
    await guest.open("paid-job")
    await guest.press("Voltijd")
    await guest.press("Verder", level="Niveau 3", year="2", credits="80", propedeuse="Ja")
    await guest.press("Ja, een nieuwe baan")
    shown = await guest.press("Controleer", starts_on="2027-09-01", fte="0,3", hours="7", mentor="Nee")
    assert "De notitie zegt het niet" in shown
    assert "? Hooguit 5 punten minder dan haalbaar op 15 maart: de notitie noemt geen getal" in shown


async def test_level_two_is_answered_at_once(world: World) -> None:
    daan = await world.as_("daan")
    await daan.say("mag deze baan")
    shown = await daan.press("Verder", level="Niveau 2", year="1")
    assert "Deze baan mag niet als stage · Daan Bakker" in shown


async def test_what_cannot_be_is_refused_at_its_field(world: World) -> None:
    guest = world.guest(Role.WPB)
    await guest.open("paid-job")
    await guest.press("Voltijd")
    for typed, error in (
        ("veel", "Dit is geen getal."),
        ("61", "Zoveel punten kan niet"),
        ("-1", "Dit getal kan niet"),
        ("nan", "Dit"),
        ("1e9", "Zoveel"),
    ):
        await guest.press("Verder", level="Niveau 3", year="1", credits=typed)
        assert error in guest.form["credits"].error
        assert guest.form["credits"].value == typed
    await guest.press("Verder", level="Niveau 3", year="1", credits="60")
    await guest.press("Ja, een nieuwe baan")
    await guest.press("Controleer", starts_on="2027-09-01", registered_on="2027-09-02")
    assert "na het begin van de baan" in guest.form["registered_on"].error
    await guest.press("Controleer", starts_on="", registered_on="")
    assert "Vul dit in" in guest.form["starts_on"].error


async def test_a_student_of_somebody_else_is_not_looked_at(world: World) -> None:
    kees, daan = await world.as_("kees.hoekstra"), await world.as_("daan")
    assert "Daan" not in await kees.open("paid-job", str(daan.person.id))


async def test_in_english(world: World) -> None:
    guest = world.guest(Role.IO, "en")
    await guest.open("paid-job")
    await guest.press("Full-time")
    await guest.press("Go on", level="Level 3", year="2", open_credits="6", propedeuse="Yes")
    await guest.press("Yes, a new job")
    shown = await guest.press("Check the job", starts_on="2027-09-01", fte="0.5")
    assert "This job may not count as placement" in shown
    assert "✗ At most 5 credits below what could be reached on 15 March: not in order" in shown
    assert "✗ At most 0.3 fte: not in order" in shown
