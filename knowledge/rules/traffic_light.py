"""The rating of the progress talk form by the letter of its count rule, and where the form contradicts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import ContradictionId, FactId

COUNTED_ITEMS = 14
GREEN_FROM = 10
YELLOW_UP_TO = 4
# The note does not say how many reds make a red. A green form may hold this many, so we call that few.
FEW_RED = COUNTED_ITEMS - GREEN_FROM


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


COUNT_RULE: dict[Colour, FactId] = {Colour.GREEN: "B2-25", Colour.YELLOW: "B2-26", Colour.RED: "B2-27"}


@dataclass(frozen=True)
class Tally:
    """How many of the 14 items have each colour, and how many were left blank."""

    green: int
    yellow: int
    red: int
    blank: int


@dataclass(frozen=True)
class Rating:
    """The colour by the letter, the fact it rests on, and the contradictions that bite in this filling."""

    colour: Colour
    tally: Tally
    fact: FactId
    contradictions: tuple[ContradictionId, ...]


def rate(colours: Iterable[Colour | None]) -> Rating:
    """The rating of the 14 counted items, in any order; None is a blank one (appendix 2).

    The level-4 item is not among them: the note does not say that it counts (C14).
    Raises ValueError when there are not exactly 14.
    """
    tally = _tally(colours)
    colour = _by_the_letter(tally)
    return Rating(colour, tally, COUNT_RULE[colour], _contradictions(colour, tally))


def _tally(colours: Iterable[Colour | None]) -> Tally:
    count = Counter(colours)
    if count.total() != COUNTED_ITEMS:
        raise ValueError(f"the form counts {COUNTED_ITEMS} items, not {count.total()}")
    return Tally(count[Colour.GREEN], count[Colour.YELLOW], count[Colour.RED], count[None])


def _by_the_letter(tally: Tally) -> Colour:
    if tally.green >= GREEN_FROM and tally.yellow <= YELLOW_UP_TO:
        return Colour.GREEN
    if tally.green < GREEN_FROM and tally.yellow <= YELLOW_UP_TO and tally.red == 0:
        return Colour.YELLOW
    return Colour.RED


def _contradictions(colour: Colour, tally: Tally) -> tuple[ContradictionId, ...]:
    bites = {
        "C07": colour is Colour.RED and tally.red == 0,
        "C08": colour is Colour.GREEN and tally.red > 0,
        "C09": colour is Colour.GREEN,
        "C10": colour is Colour.RED and tally.red <= FEW_RED,
        "C14": tally.blank > 0,
    }
    return tuple(contradiction for contradiction, bitten in bites.items() if bitten)
