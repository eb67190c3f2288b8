"""Asked which student it is about, somebody may want something else."""

from __future__ import annotations

import pytest

from bot.product import Product
from storage.database import Database
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def test_what_can_be_typed_at_any_moment_is_no_name_of_a_student(world: World) -> None:
    marleen = await world.as_("marleen")
    await marleen.open("resit")
    assert "Over welke student" in marleen.text
    assert "Die naam vind ik niet" in await marleen.say("xavier")
    assert "Wat komt eraan?" in await marleen.say("wat komt er aan")
    assert "Die naam vind ik niet" not in marleen.text
