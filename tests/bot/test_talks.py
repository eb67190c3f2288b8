"""Progress talks from the invitation to the signed form, as the people around Daan walk through them."""

from __future__ import annotations

import pytest

from bot.product import Product
from storage.database import Database
from tests.bot.world import Talker, World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def the_form(leader: Talker, student: Talker) -> None:
    """Begun today and open on the screen."""
    await leader.open("talk-begin", str(student.person.id))
    await leader.press("Begin met het formulier")
    await leader.press("Naar het formulier")


async def test_from_start_to_signed(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await the_form(joost, daan)
    print(joost.text)
    await joost.press("Vul in: Voortgang")
    print(joost.text)
    items = [name for name in joost.form if name.startswith("item-")]
    assert len(items) == 5
    await joost.press("Bewaar", **dict.fromkeys(items, "Groen"))
    print(joost.text)
    await joost.press("Verder met: Ontwikkeling")
    items = [name for name in joost.form if name.startswith("item-")]
    await joost.press("Bewaar", **dict.fromkeys(items, "Geel"))
    await joost.press("Bekijk het gesprek")
    print(joost.text)
    await joost.press("Waardering en indienen")
    print(joost.text)
    await joost.press("Toch geel")
    await joost.press("Laat zien", reason="Hij haalt het in")
    print(joost.text)
    await joost.press("Dien in")
    print(joost.text)
    print(await daan.notices())
    await daan.press("Lees en teken")
    print(daan.text)
    await daan.press("Gezien en akkoord")
    print(daan.text)
    await daan.press("Teken")
    print(daan.text)
    print(await joost.notices())
