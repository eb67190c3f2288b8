"""What makes that students need attention: counted for many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Agreement, Call, Situation
from storage.switch_tables import SwitchRequest
from storage.talk_tables import ProgressTalk


async def overdue_counts(session: AsyncSession, students: Collection[int], today: date) -> dict[int, int]:
    """How many open agreements of each were due before that day; students without any are left out."""
    overdue = (Agreement.status == "open", Agreement.due < today, Agreement.student_id.in_(students))
    asked = select(Agreement.student_id, func.count()).where(*overdue).group_by(Agreement.student_id)
    return {row[0]: row[1] for row in await session.execute(asked)}


async def latest_situations(
    session: AsyncSession, students: Collection[int], since: datetime
) -> dict[int, tuple[str, str, datetime]]:
    """Topic, outcome and moment of the last guide that was walked for each since then."""
    walked = (Situation.student_id.in_(students), Situation.at >= since)
    asked = select(Situation.student_id, Situation.topic, Situation.outcome, Situation.at).where(*walked)
    rows = await session.execute(asked.order_by(Situation.at, Situation.id))
    return {student: (topic, outcome, at) for student, topic, outcome, at in rows}


async def waiting_call_counts(session: AsyncSession, students: Collection[int], person_id: int) -> dict[int, int]:
    """How many calls about each still wait, that this person made or has to answer."""
    theirs = or_(Call.asker_id == person_id, Call.asked_id == person_id)
    asked = select(Call.student_id, func.count()).where(Call.student_id.in_(students), Call.state == "waiting", theirs)
    rows = await session.execute(asked.group_by(Call.student_id))
    return {student: count for student, count in rows if student is not None}


async def last_talk_colours(session: AsyncSession, students: Collection[int]) -> dict[int, tuple[str, date]]:
    """Colour and day of the last filed progress talk of each."""
    filed = (ProgressTalk.student_id.in_(students), ProgressTalk.state == "filed")
    asked = select(ProgressTalk.student_id, ProgressTalk.colour, ProgressTalk.held_on).where(*filed)
    rows = await session.execute(asked.order_by(ProgressTalk.held_on, ProgressTalk.id))
    return {student: (colour, held_on) for student, colour, held_on in rows}


async def open_request_ids(session: AsyncSession, students: Collection[int]) -> list[int]:
    """Of their requests for another opleidingsschool that have no end yet."""
    theirs = (SwitchRequest.student_id.in_(students), SwitchRequest.open.is_(True))
    return list(await session.scalars(select(SwitchRequest.id).where(*theirs).order_by(SwitchRequest.id)))
