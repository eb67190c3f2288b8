"""Who comes to a meeting: added and taken off once it is planned."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.meeting_tables import MeetingPerson, MeetingTakenOff


async def set_people(
    session: AsyncSession, meeting_id: int, *, added: Collection[int], off: Collection[int], version: int
) -> None:
    """`version` is the one of the meeting after the change."""
    of_meeting, taken_off = MeetingPerson.meeting_id == meeting_id, MeetingTakenOff.meeting_id == meeting_id
    await session.execute(delete(MeetingPerson).where(of_meeting, MeetingPerson.person_id.in_(off)))
    await session.execute(delete(MeetingTakenOff).where(taken_off, MeetingTakenOff.person_id.in_(added)))
    if added:
        await session.execute(insert(MeetingPerson), [{"meeting_id": meeting_id, "person_id": one} for one in added])
    if off:
        rows = [{"meeting_id": meeting_id, "person_id": one, "version": version} for one in off]
        await session.execute(insert(MeetingTakenOff), rows)


async def taken_off_in(session: AsyncSession, meeting_id: int, person_id: int) -> int | None:
    """The version since which this person no longer comes; None for who comes, or never did."""
    asked = select(MeetingTakenOff.version)
    found: int | None = await session.scalar(
        asked.where(MeetingTakenOff.meeting_id == meeting_id, MeetingTakenOff.person_id == person_id)
    )
    return found
