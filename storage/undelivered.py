"""Notices that did not reach anybody yet: whom they are for, and since when they wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.people_tables import Account, Person


async def recipients_without_account(session: AsyncSession, most: int) -> list[tuple[int, str]]:
    """Id and e-mail address of people for whom something waits, and whom no platform knows yet."""
    waiting = select(Notice.person_id).where(Notice.shown_at.is_(None))
    linked = select(Account.person_id).where(Account.gone_at.is_(None))
    rows = await session.execute(
        select(Person.id, Person.email)
        .where(Person.id.in_(waiting), Person.id.not_in(linked), Person.left_on.is_(None))
        .order_by(Person.id)
        .limit(most)
    )
    return [(person, email) for person, email in rows]


@dataclass(frozen=True)
class Undelivered:
    """`oldest`: since when; None when nothing waits."""

    count: int
    oldest: datetime | None


async def undelivered(session: AsyncSession, channel: str, before: datetime) -> Undelivered:
    """What waits since before that moment for people with an account there, gone accounts included."""
    linked = select(Account.person_id).where(Account.channel == channel)
    waiting = select(func.count(), func.min(Notice.made_at)).where(
        Notice.shown_at.is_(None), Notice.made_at < before, Notice.person_id.in_(linked)
    )
    count, oldest = (await session.execute(waiting)).one()
    return Undelivered(count, oldest)
