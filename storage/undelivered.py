"""Deliveries that did not reach anybody yet: whom they are for, and since when they wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.people_tables import Account, Person


async def recipients_without_account(session: AsyncSession, after: int, most: int) -> list[tuple[int, str]]:
    """Id and e-mail address of people for whom something waits, and whom no platform knows; behind the id `after`."""
    waiting = exists().where(Notice.person_id == Person.id, Notice.state == "pending", Notice.lane == "")
    linked = exists().where(Account.person_id == Person.id, Account.gone_at.is_(None))
    rows = await session.execute(
        select(Person.id, Person.email)
        .where(Person.id > after, waiting, ~linked, Person.left_on.is_(None))
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
    """What did not arrive since before that moment at people with an account there, gone accounts included."""
    linked = select(Account.person_id).where(Account.channel == channel)
    there = or_(Notice.lane.startswith(f"{channel}/", autoescape=True), Notice.lane == "")
    waiting = select(func.count(), func.min(Notice.made_at)).where(
        Notice.state.in_(["pending", "leased", "sending", "unknown", "dead"]), Notice.made_at < before, there,
        Notice.person_id.in_(linked),
    )  # fmt: skip
    count, oldest = (await session.execute(waiting)).one()
    return Undelivered(count, oldest)
