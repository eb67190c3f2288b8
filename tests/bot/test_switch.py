"""Stories of a request for another opleidingsschool, from wish to end, on both databases."""

from __future__ import annotations

import pytest

from bot.product import Product
from storage.database import Database
from tests.bot.world import Talker, World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


WISH = "Een vo-school in plaats van mbo"


async def asked(world: World, reason: str = "Inhoud", who: str = "daan", **values: str) -> Talker:
    student = await world.as_(who)
    await student.open("switch")
    await student.press(reason)
    filled = {"wish": WISH, "why": "Ik wil met jongere leerlingen werken", "since": "1 februari", "discussed": "SO"}
    await student.press("Laat zien", **{**filled, **values})
    assert "Je verzoek is verstuurd" in await student.press("Verstuur")
    return student


async def test_a_wish_on_content_from_start_to_a_place(world: World) -> None:
    daan = await asked(world)
    marleen, joost, samira = [await world.as_(name) for name in ("marleen", "joost", "samira")]
    (told,) = await marleen.notices()
    assert WISH in told
    assert (await joost.notices()) != []
    assert await samira.notices() == []
    await marleen.press("Toestaan")
    await marleen.press("Toestaan")
    (told,) = await daan.notices()
    await daan.press("Bekijk het verzoek")
