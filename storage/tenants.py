"""All accounts of a workspace at once: gone when the app is taken away there, and back when it is installed again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Notice
from storage.people_tables import Account
from storage.routing import WAITING, lane_of, open_lane, route_person


async def tenant_gone(session: AsyncSession, channel: str, tenant: str, why: str, now: datetime) -> None:
    """What waited for them goes to another account, or waits for one and says `why`."""
    there = (Account.channel == channel, Account.tenant == tenant, Account.gone_at.is_(None))
    await session.execute(update(Account).where(*there).values(gone_at=now, gone_why=why))
    waiting = (Notice.lane == lane_of(channel, tenant), Notice.state == "pending")
    people = list(await session.scalars(select(Notice.person_id).where(*waiting).distinct()))
    await session.execute(update(Notice).where(*waiting).values(lane="", account="", why=why))
    for person in people:
        await route_person(session, person)


async def tenant_back(session: AsyncSession, channel: str, tenant: str, why: str) -> None:
    """Who was gone for that reason is there again, and gets what waits for them."""
    there = (Account.channel == channel, Account.tenant == tenant, Account.gone_why == why)
    back = list(await session.scalars(select(Account.person_id).where(*there)))
    if not back:
        return
    await session.execute(update(Account).where(*there).values(gone_at=None, gone_why=""))
    await open_lane(session, lane_of(channel, tenant))
    nowhere = select(Notice.person_id).join(Account, Account.person_id == Notice.person_id).distinct()
    here = (Account.channel == channel, Account.tenant == tenant, Account.gone_at.is_(None))
    waiting = nowhere.where(*here, Notice.state.in_(WAITING), Notice.lane == "")
    for person in list(await session.scalars(waiting)):
        await route_person(session, person)
