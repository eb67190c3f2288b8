"""Time-outs and paid jobs of students: what is looked up of them, noting one and changing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import Period, PeriodChange, PeriodKind
from bot.dialogs.engine import Effect
from bot.lookups import Lookup


@dataclass(frozen=True)
class PeriodsAbout(Lookup[tuple[Period, ...]]):
    """Those of today and later, soonest first; empty when this person may not see them."""

    student: int
    kind: PeriodKind


@dataclass(frozen=True)
class OnePeriod(Lookup[Period | None]):
    """With its history; None when it is not there or not for this person."""

    id: int


@dataclass(frozen=True)
class NotePeriod(Effect):
    """See `bot.cases.Period`."""

    student: int
    kind: PeriodKind
    from_: date
    until: date | None
    why: str = ""
    school: str = ""
    fte: float | None = None
    wpb: int | None = None
    registered_on: date | None = None


@dataclass(frozen=True)
class ChangePeriod(Effect):
    """`day`: the new last day, or on which the stagebureau was told."""

    period: int
    version: int
    change: PeriodChange
    day: date | None = None
