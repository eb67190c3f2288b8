"""What of time-outs and paid jobs people may have to hear of, for the students of a batch of them: a statement each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.people_tables import Supervision
from storage.period_tables import CANCELLED, PAID_JOB, TIME_OUT, Period, PeriodChange
from storage.periods import still_on
from storage.reminded_people import on_day


@dataclass(frozen=True)
class Job:
    """`wpb`: who supervises at it, where that is a WPB of the student on the day that was asked for. `told_at` is when
    it was noted, or changed last.
    """

    id: int
    student_id: int
    from_: date
    until: date | None
    registered_on: date | None
    wpb: int | None
    told_at: datetime

    def holds_on(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)


async def jobs_of(session: AsyncSession, students: Collection[int], day: date, since: date) -> list[Job]:
    """That were not over before `since`; `day` tells who supervises."""
    if not students:
        return []
    theirs = and_(
        Supervision.supervisor_id == Period.wpb_id, Supervision.student_id == Period.student_id,
        Supervision.role == "wpb", on_day(day),
    )  # fmt: skip
    wpb = case((select(Supervision.id).where(theirs).exists(), Period.wpb_id))
    asked = (
        select(Period.id, Period.student_id, Period.from_, Period.until, Period.registered_on, wpb, Period.told_at)
        .where(Period.student_id.in_(students), Period.kind == PAID_JOB, still_on(since))
        .order_by(Period.from_, Period.id)
    )
    return [Job(*row) for row in await session.execute(asked)]


@dataclass(frozen=True)
class Returning:
    """`changed_at`: when this end was noted."""

    id: int
    student_id: int
    until: date
    version: int
    changed_at: datetime


async def ending_time_outs(
    session: AsyncSession, students: Collection[int], from_: date, until: date
) -> list[Returning]:
    if not students:
        return []
    asked = select(Period.id, Period.student_id, Period.until, Period.version, Period.told_at).where(
        Period.student_id.in_(students), Period.kind == TIME_OUT, Period.cancelled.is_(False),
        Period.until >= from_, Period.until <= until,
    )  # fmt: skip
    rows = await session.execute(asked.order_by(Period.id))
    return [Returning(one, student, day, version, at) for one, student, day, version, at in rows if day]


async def cancelled_time_outs(
    session: AsyncSession, students: Collection[int], since: datetime
) -> list[tuple[Returning, datetime]]:
    """That had an end, and were taken back at that moment or later; with when they were."""
    if not students:
        return []
    asked = (
        select(Period.id, Period.student_id, Period.until, Period.version, Period.told_at, PeriodChange.at)
        .join(PeriodChange, and_(PeriodChange.period_id == Period.id, PeriodChange.change == CANCELLED))
        .where(
            Period.student_id.in_(students), Period.kind == TIME_OUT, Period.cancelled.is_(True),
            Period.until.is_not(None), PeriodChange.at >= since,
        )
    )  # fmt: skip
    rows = await session.execute(asked.order_by(Period.id))
    return [(Returning(one, student, day, version, told), at) for one, student, day, version, told, at in rows if day]


@dataclass(frozen=True)
class Noted:
    id: int
    student_id: int
    made_at: datetime


async def noted_time_outs(session: AsyncSession, students: Collection[int], since: datetime) -> list[Noted]:
    """That were noted at that moment or later, and not taken back."""
    if not students:
        return []
    asked = select(Period.id, Period.student_id, Period.made_at).where(
        Period.student_id.in_(students), Period.kind == TIME_OUT, Period.cancelled.is_(False), Period.made_at >= since
    )
    return [Noted(*row) for row in await session.execute(asked.order_by(Period.id))]
