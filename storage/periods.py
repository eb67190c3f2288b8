"""Time-outs and paid jobs of students: noted, found, and changed only in the version that the person saw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.people_tables import Student
from storage.period_tables import Period, PeriodChange
from storage.reminder_tables import Reminder
from storage.tables import Json

MOST_OF_ONE = 20


async def add_period(
    session: AsyncSession,
    *,
    student_id: int,
    kind: str,
    from_: date,
    until: date | None,
    details: Json,
    made_by: int,
    now: datetime,
    wpb_id: int | None = None,
    registered_on: date | None = None,
) -> int:
    row = {"student_id": student_id, "kind": kind, "from_": from_, "until": until, "details": details}
    more = {"wpb_id": wpb_id, "registered_on": registered_on, "cancelled": False, "told_at": now, "version": 1}
    made = await session.execute(
        insert(Period).values(**row, **more, made_by=made_by, made_at=now).returning(Period.id)
    )
    period_id: int = made.scalar_one()
    await note_period_change(session, period_id, by=made_by, change="noted", detail="", now=now)
    return period_id


async def note_period_change(
    session: AsyncSession, period_id: int, *, by: int, change: str, detail: str, now: datetime
) -> None:
    row = {"period_id": period_id, "person_id": by, "change": change, "detail": detail, "at": now}
    await session.execute(insert(PeriodChange).values(row))


async def change_period(session: AsyncSession, period_id: int, version: int, **values: Any) -> bool:
    """Makes the change if it was not taken back and is still in that version; tells whether it was."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Period)
        .where(Period.id == period_id, Period.version == version, Period.cancelled.is_(False))
        .values(**values, version=version + 1)
    )
    return done.rowcount == 1


async def lock_student(session: AsyncSession, student_id: int) -> None:
    """Until the end of the transaction nobody else notes something that overlaps with what is noted now."""
    await session.execute(select(Student.person_id).where(Student.person_id == student_id).with_for_update())


async def periods_about(session: AsyncSession, student_id: int, kind: str, day: date) -> list[Period]:
    """Those of that day and later, soonest first."""
    asked = select(Period).where(Period.student_id == student_id, Period.kind == kind, still_on(day))
    return list(await session.scalars(asked.order_by(Period.from_, Period.id).limit(MOST_OF_ONE)))


def still_on(day: date) -> ColumnElement[bool]:
    """Not taken back, and not over before that day."""
    return Period.cancelled.is_(False) & or_(Period.until.is_(None), Period.until >= day)


async def periods_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[Period]:
    asked = select(Period).where(Period.id.in_(ids)).execution_options(populate_existing=True)
    return list(await session.scalars(asked)) if ids else []


async def changes_of(session: AsyncSession, ids: Sequence[int]) -> list[PeriodChange]:
    """Oldest first."""
    asked = select(PeriodChange).where(PeriodChange.period_id.in_(ids)).order_by(PeriodChange.id)
    return list(await session.scalars(asked)) if ids else []


async def forget_told(session: AsyncSession, keys: Collection[str]) -> None:
    """What was told of its old day, and that somebody had seen to it, no longer counts."""
    await session.execute(delete(Reminder).where(Reminder.key.in_(keys)))
