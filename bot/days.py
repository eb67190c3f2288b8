"""A day as people type it, in Dutch or English, with the part of the text that says so.

A day without a year is the next one that comes. A weekday is the next one after today; "volgende vrijdag" and "next
Friday" may be two days. Weeks are ISO weeks. Days in figures put the day before the month, also in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.day_grammar import Mention, mentions
from bot.folding import folded

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
    plain, places = folded(text)
    return _result(text, [_placed(mention, places) for mention in mentions(plain, today)])


def day_of(text: str, today: date) -> DayResult | None:
    """The day that the whole text is, apart from punctuation; None when it says anything else."""
    plain, places = folded(text)
    found = [_placed(mention, places) for mention in mentions(plain, today, alone=True)]
    ends = [0, *(mention.end for mention in found)]
    starts = [*(mention.start for mention in found), len(text)]
    whole = all(BESIDE_A_DAY.fullmatch(text, *gap) for gap in zip(ends, starts, strict=True))
    return _result(text, found) if whole else None


def _placed(mention: Mention, places: list[int]) -> Mention:
    return Mention(places[mention.start], places[mention.end], mention.days)


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
