"""Changing opleidingsschool: until when wishes on content count, and how far is far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.model import ContradictionId, FactId
from knowledge.rules.enrolment import academic_year
from knowledge.values import Values

WISHES = "switch-wishes-before"


@dataclass(frozen=True)
class TravelTime:
    """`limit` in minutes. `judgement`: the note says "well over" it, so beyond it people must decide."""

    over_limit: bool
    limit: float
    judgement: bool
    facts: tuple[FactId, ...]
    contradictions: tuple[ContradictionId, ...]


def last_wish_day(values: Values, as_of: date, year: int) -> date | None:
    """The last day in that calendar year for wishes on content, by the rule of `as_of` (appendix 4, a).

    The note says "before 1 April", so 31 March. None before the first rule. Route b has no last day (C33).
    """
    before = values[WISHES].day(as_of, year)
    return before - timedelta(days=1) if before else None


def next_last_wish_day(values: Values, as_of: date) -> date | None:
    """The last day for wishes that comes next; `as_of` itself if it is that day (appendix 4, a)."""
    this_year = last_wish_day(values, as_of, as_of.year)
    if this_year is None or as_of <= this_year:
        return this_year
    return last_wish_day(values, as_of, as_of.year + 1)


def wish_in_time(values: Values, wished_on: date) -> bool | None:
    """Whether a wish on that day is in time for the content route of its own academic year (appendix 4, a).

    From 1 September a wish is for the next placement, so early; from 1 April up to then it is late.
    None before the first rule.
    """
    last = last_wish_day(values, wished_on, academic_year(wished_on) + 1)
    return None if last is None else wished_on <= last


def travel_time(values: Values, as_of: date, minutes: float) -> TravelTime | None:
    """Whether one way by public transport, in minutes, is over the limit of route b (appendix 4, b).

    Strictly more than the limit counts as over. None before the first rule.
    """
    value = values["switch-travel-minutes"]
    entry, limit = value.entry(as_of), value.number(as_of)
    if entry is None or limit is None:
        return None
    over = minutes > limit
    return TravelTime(over, limit, judgement=over, facts=entry.facts, contradictions=("C33",))
