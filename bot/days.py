"""A day as people type it, in Dutch or English, with the part of the text that says so.

A day without a year is the next one that comes. A weekday is the next one after today; "volgende vrijdag" and "next
Friday" may be two days. Weeks are ISO weeks. Days in figures put the day before the month, also in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.folding import folded

if TYPE_CHECKING:
    from bot.day_grammar import Mention

BETWEEN_MENTIONS = re.compile(r"[\s,]*\(?")
BESIDE_A_DAY = re.compile(r"[\s.,;!?()]*(?:(?:of|or|en|and)[\s.,;!?()]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """`text[start:end]` says it, "uiterlijk" or "voor" included: "voor 1 april" is 31 March."""

    day: date
    start: int
    end: int


@dataclass(frozen=True)
class Ambiguous:
    """More than one day may be meant; they may stand in the same part of the text."""

    days: tuple[Day, ...]


@dataclass(frozen=True)
class Impossible:
    """`text[start:end]` names a day that does not exist."""

    start: int
    end: int


DayResult = Day | Ambiguous | Impossible


def day_in(text: str, today: date) -> DayResult | None:
    """The day that the text mentions; None when it mentions none."""
    return _result(text, _mentions(text, today))


def day_of(text: str, today: date) -> DayResult | None:
    """The day that the whole text is, apart from punctuation; None when it says anything else."""
    found = _mentions(text, today, alone=True)
    ends = [0, *(mention.end for mention in found)]
    starts = [*(mention.start for mention in found), len(text)]
    whole = all(BESIDE_A_DAY.fullmatch(text, *gap) for gap in zip(ends, starts, strict=True))
    return _result(text, found) if whole else None


def _mentions(text: str, today: date, *, alone: bool = False) -> list[Mention]:
    """With their places in the text as it was typed."""
    # The grammar takes long to build, and most runs of the program read no day.
    from bot.day_grammar import Mention, mentions

    plain, places = folded(text)
    return [Mention(places[one.start], places[one.end], one.days) for one in mentions(plain, today, alone=alone)]


def _result(text: str, found: list[Mention]) -> DayResult | None:
    for mention in found:
        if not mention.days:
            return Impossible(mention.start, mention.end)
    days = [Day(day, mention.start, mention.end) for mention in found for day in mention.days]
    if len({day.day for day in days}) > 1:
        return Ambiguous(tuple(days))
    return _joined(text, days) if days else None


def _joined(text: str, days: list[Day]) -> Day:
    """The first, with what says it once more right behind it: "volgende week vrijdag, 13 maart"."""
    end = days[0].end
    for day in days[1:]:
        if between := BETWEEN_MENTIONS.fullmatch(text, end, day.start):
            closed = between[0].endswith("(") and text[day.end : day.end + 1] == ")"
            end = day.end + closed
    return Day(days[0].day, days[0].start, end)
