"""Private links for calendar programs: made, looked at, renewed and revoked. Each takes effect at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.calendar_tables import CalendarLink
from storage.case_tables import AgreementChange


async def link_of(session: AsyncSession, person_id: int) -> CalendarLink | None:
    return await session.get(CalendarLink, person_id, populate_existing=True)


async def keep_link(session: AsyncSession, person_id: int, secret_hash: str, now: datetime) -> None:
    """From now on this is the person's only link: the old one, if there was one, works no more."""
    await revoke_link(session, person_id)
    row = {"person_id": person_id, "secret_hash": secret_hash, "made_at": now, "read_on": None}
    await session.execute(insert(CalendarLink).values(row))


async def revoke_link(session: AsyncSession, person_id: int) -> None:
    await session.execute(delete(CalendarLink).where(CalendarLink.person_id == person_id))


async def whose_link(session: AsyncSession, secret_hash: str, day: date) -> int | None:
    """The person whose link this is, noting that it was read on that day; None for a link that is no more."""
    found = await session.execute(
        select(CalendarLink.person_id, CalendarLink.read_on).where(CalendarLink.secret_hash == secret_hash)
    )
    row = found.one_or_none()
    if row is None:
        return None
    if row.read_on != day:
        mine = CalendarLink.secret_hash == secret_hash
        await session.execute(update(CalendarLink).where(mine).values(read_on=day))
    return int(row.person_id)


async def last_changes(session: AsyncSession, agreements: Sequence[int]) -> dict[int, datetime]:
    """When each of these agreements was last changed."""
    latest = func.max(AgreementChange.id)
    ids = select(latest).where(AgreementChange.agreement_id.in_(agreements)).group_by(AgreementChange.agreement_id)
    rows = await session.execute(
        select(AgreementChange.agreement_id, AgreementChange.at).where(AgreementChange.id.in_(ids))
    )
    return {row.agreement_id: row.at for row in rows}
