from __future__ import annotations

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.traffic_light import COUNTED_ITEMS, Colour, Rating, rate

GREEN, YELLOW, RED = Colour.GREEN, Colour.YELLOW, Colour.RED
WORSE_TO_BETTER = [RED, YELLOW, GREEN]
FORMS = st.lists(st.sampled_from([*Colour, None]), min_size=COUNTED_ITEMS, max_size=COUNTED_ITEMS)


def filled(green: int, yellow: int, red: int) -> Rating:
    """The rating with so many of each; the rest is blank."""
    blank = COUNTED_ITEMS - green - yellow - red
    return rate([GREEN] * green + [YELLOW] * yellow + [RED] * red + [None] * blank)


def fillings(blank: int) -> list[Rating]:
    counts = product(range(COUNTED_ITEMS + 1), repeat=3)
    return [filled(*count) for count in counts if sum(count) == COUNTED_ITEMS - blank]


@pytest.mark.parametrize(
    ("green", "yellow", "red", "colour", "contradictions"),
    [
        (14, 0, 0, GREEN, ("C09",)),
        (10, 4, 0, GREEN, ("C09",)),
        (10, 0, 4, GREEN, ("C08", "C09")),
        (13, 0, 1, GREEN, ("C08", "C09")),
        (9, 5, 0, RED, ("C07", "C10")),
        (0, 14, 0, RED, ("C07", "C10")),
        (9, 4, 1, RED, ("C10",)),
        (9, 1, 4, RED, ("C10",)),
        (9, 0, 5, RED, ()),
        (0, 0, 14, RED, ()),
        (9, 4, 0, YELLOW, ("C14",)),
        (0, 0, 0, YELLOW, ("C14",)),
        (0, 5, 0, RED, ("C07", "C10", "C14")),
        (8, 4, 1, RED, ("C10", "C14")),
        (10, 0, 0, GREEN, ("C09", "C14")),
        (10, 0, 1, GREEN, ("C08", "C09", "C14")),
    ],
)
def test_the_letter_and_what_contradicts_it(
    green: int, yellow: int, red: int, colour: Colour, contradictions: tuple[str, ...]
) -> None:
    rating = filled(green, yellow, red)
    assert (rating.colour, rating.contradictions) == (colour, contradictions)


def test_of_the_120_complete_fillings_15_are_green_and_none_is_yellow() -> None:
    complete = fillings(blank=0)
    assert len(complete) == 120
    assert [sum(rating.colour is colour for rating in complete) for colour in (GREEN, YELLOW, RED)] == [
        15,
        0,
        105,
    ]
    assert sum("C08" in rating.contradictions for rating in complete) == 10
    assert sum("C07" in rating.contradictions for rating in complete) == 10


def test_with_one_blank_only_nine_green_and_four_yellow_is_yellow() -> None:
    (yellow,) = [rating for rating in fillings(blank=1) if rating.colour is YELLOW]
    assert (yellow.tally.green, yellow.tally.yellow, yellow.tally.red, yellow.tally.blank) == (9, 4, 0, 1)


@pytest.mark.parametrize(("colour", "fact"), [(GREEN, "B2-25"), (YELLOW, "B2-26"), (RED, "B2-27")])
def test_each_colour_cites_its_own_count_rule(colour: Colour, fact: str) -> None:
    ratings = [rating for blank in range(3) for rating in fillings(blank) if rating.colour is colour]
    assert {rating.fact for rating in ratings} == {fact}


@given(FORMS, st.randoms())
def test_the_order_of_the_items_does_not_matter(form: list[Colour | None], random: Random) -> None:
    assert rate(random.sample(form, COUNTED_ITEMS)) == rate(form)


@given(FORMS, st.integers(0, COUNTED_ITEMS - 1))
def test_a_better_colour_never_gives_a_worse_rating(form: list[Colour | None], item: int) -> None:
    old = form[item]
    if old in (None, GREEN):
        return
    better = [*form[:item], WORSE_TO_BETTER[WORSE_TO_BETTER.index(old) + 1], *form[item + 1 :]]
    assert WORSE_TO_BETTER.index(rate(better).colour) >= WORSE_TO_BETTER.index(rate(form).colour)


@given(FORMS)
def test_ten_greens_decide_green_and_a_blank_is_always_flagged(form: list[Colour | None]) -> None:
    rating = rate(form)
    assert (rating.colour is GREEN) == (form.count(GREEN) >= 10)
    assert ("C14" in rating.contradictions) == (None in form)
    assert rating.tally.blank == form.count(None)


@pytest.mark.parametrize("items", [0, 13, 15])
def test_the_form_has_14_items(items: int) -> None:
    with pytest.raises(ValueError, match=f"14 items, not {items}"):
        rate([GREEN] * items)
