"""Which reports are of a meeting or a progress talk."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.occasion_tables import ReportOccasion


async def note_occasion(session: AsyncSession, report_id: int, *, meeting: int | None, talk: int | None) -> None:
    await session.execute(insert(ReportOccasion).values(report_id=report_id, meeting_id=meeting, talk_id=talk))


async def reports_of(session: AsyncSession, *, meeting: int | None, talk: int | None) -> list[int]:
    """Ids, oldest first."""
    of = ReportOccasion.meeting_id == meeting if meeting else ReportOccasion.talk_id == talk
    return list(await session.scalars(select(ReportOccasion.report_id).where(of).order_by(ReportOccasion.report_id)))


async def occasions_of(session: AsyncSession, reports: Collection[int]) -> dict[int, tuple[int | None, int | None]]:
    """The meeting and the talk, by report."""
    asked = select(ReportOccasion.report_id, ReportOccasion.meeting_id, ReportOccasion.talk_id)
    rows = await session.execute(asked.where(ReportOccasion.report_id.in_(reports))) if reports else ()
    return {report: (meeting, talk) for report, meeting, talk in rows}
