"""What the menu and the advice offer to whom is what the permissions allow: one list, for all roles."""

from __future__ import annotations

import pytest

from bot.cases import Someone
from bot.dialogs.procedures import PROCEDURES, procedures_for
from bot.permissions import CELLS
from bot.product import Product
from knowledge.model import Role
from storage.database import Database
from tests.bot.world import World


@pytest.mark.parametrize("role", Role)
def test_who_may_begin_it_is_offered_it(role: Role) -> None:
    person = Someone(1, "Iemand", "iemand@wegwijzer.example", (role,))
    for topic, procedures in PROCEDURES.items():
        offered = procedures_for(person, topic)
        for one in procedures:
            assert (one in offered) is (one.needs is None or CELLS[one.needs[::-1]].get(role) == "own")


def test_in_any_of_ones_roles_and_never_after_leaving() -> None:
    both = Someone(1, "Iemand", "iemand@wegwijzer.example", (Role.WPB, Role.SO))
    assert procedures_for(both, "herkansing")
    gone = Someone(1, "Iemand", "iemand@wegwijzer.example", (Role.SO,), left=True)
    assert not procedures_for(gone, "herkansing")
    left = [one.dialog for one in procedures_for(gone, "betaalde-aanstelling")]
    assert left == ["paid-job"], "a check of conditions is for everybody"


@pytest.mark.parametrize(("name", "offered"), [("joost", True), ("samira", False), ("hester.boonstra", True)])
async def test_menu_and_advice_offer_the_same(database: Database, product: Product, name: str, offered: bool) -> None:
    """An SLC plans a meeting as well, and notes no resit."""
    world = await World.begin(database, product)
    who = await world.as_(name)
    await who.say("menu")
    await who.press("Beoordelen en voortgang")
    labels = [button.label for button in who.buttons]
    assert ("Plan een bespreking" in labels) is offered
    assert labels.count("Plan een bespreking") <= 1
    await who.open("guide", "studentbespreking")
    await who.press("Overleg van SO en IO")
    assert ("Plan een bespreking" in [button.label for button in who.buttons]) is offered
