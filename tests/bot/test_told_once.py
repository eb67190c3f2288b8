"""What the content tells is made once for all who are told the same, and anew for everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.cases import Someone
from bot.dialogs.context import MOST_MADE, Made
from bot.product import Product
from knowledge.model import Role

NOW = datetime(2027, 3, 11, 8, tzinfo=UTC)
WPB = Someone(7, "Samira", "samira@wegwijzer.example", (Role.WPB,))


def made(product: Product, person: Someone = WPB, now: datetime = NOW, node: str = "node") -> int:
    """Which making it was that this person is told."""
    return product.context(person, now).told("advice", "topic", node, lambda: next(numbers))


numbers = count()


@pytest.fixture
def fresh(product: Product) -> Product:
    return replace(product)


def test_a_colleague_is_told_the_same_later_that_day(fresh: Product) -> None:
    first = made(fresh)
    assert made(fresh, replace(WPB, id=8, name="Joost"), NOW + timedelta(hours=3)) == first


@pytest.mark.parametrize(
    ("person", "now"),
    [
        (replace(WPB, language="en"), NOW),
        (replace(WPB, roles=(Role.STUDENT,)), NOW),
        (replace(WPB, roles=(Role.WPB, Role.SO)), NOW),
        (replace(WPB, id=0), NOW),
        (replace(WPB, left=True), NOW),
        (WPB, NOW + timedelta(days=1)),
    ],
)
def test_whoever_is_told_something_else_gets_it_made_anew(fresh: Product, person: Someone, now: datetime) -> None:
    assert made(fresh) != made(fresh, person, now)


def test_another_product_has_its_own(product: Product) -> None:
    assert made(replace(product)) != made(replace(product))


def test_it_does_not_grow_for_ever() -> None:
    kept = Made()
    assert [kept.get((number,), lambda: "x") for number in range(MOST_MADE + 1)] == ["x"] * (MOST_MADE + 1)
    assert len(kept._found) == 1
