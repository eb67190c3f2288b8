"""Placements that were not passed: noted once, and found for a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.resit_tables import Resit

MOST_OF_ONE = 20


async def add_resit(
    session: AsyncSession,
    *,
    student_id: int,
    chance: int,
    assessed_on: date | None,
    earliest_on: date | None,
    until: date | None,
    made_by: int,
    now: datetime,
) -> int:
    row = {"student_id": student_id, "chance": chance, "assessed_on": assessed_on, "earliest_on": earliest_on}
    made = await session.execute(
        insert(Resit).values(**row, until=until, made_by=made_by, made_at=now).returning(Resit.id)
    )
    resit_id: int = made.scalar_one()
    return resit_id


async def resits_about(session: AsyncSession, student_id: int) -> list[Resit]:
    """Newest first."""
    about = select(Resit).where(Resit.student_id == student_id)
    return list(await session.scalars(about.order_by(Resit.made_at.desc(), Resit.id.desc()).limit(MOST_OF_ONE)))


async def resits_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[Resit]:
    return list(await session.scalars(select(Resit).where(Resit.id.in_(ids))))
