"""Accounts of people on the platforms. What waits for somebody follows them to another account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import inserting
from storage.people_tables import Account
from storage.routing import lane_of, open_lane, route_person, unroute
from storage.tables import Json


async def link_account(
    session: AsyncSession,
    channel: str,
    external_id: str,
    person_id: int,
    *,
    reference: Json,
    now: datetime,
    tenant: str = "",
) -> None:
    """Links it, or links it anew: to that person, with that reference, and as one at which messages arrive.

    Nothing is written where it is linked like that already.
    """
    changing = {"person_id": person_id, "reference": reference, "gone_at": None, "gone_why": "", "tenant": tenant}
    linked = select(*(getattr(Account, name) for name in changing))
    there = (
        await session.execute(linked.where(Account.channel == channel, Account.external_id == external_id))
    ).first()
    if there and dict(there._mapping) == changing:  # noqa: SLF001 (SQLAlchemy's public name)
        await route_person(session, person_id)
        return
    before = there.person_id if there else None
    row = {"channel": channel, "external_id": external_id, "linked_at": now, **changing}
    linking = (await inserting(session, Account)).values(row)
    await session.execute(linking.on_conflict_do_update(index_elements=["channel", "external_id"], set_=changing))
    await open_lane(session, lane_of(channel, tenant))
    if before not in (None, person_id):
        await unroute(session, lane_of(channel, tenant), external_id, but=person_id)
    await route_person(session, person_id)


async def account_reference(session: AsyncSession, channel: str, external_id: str) -> Json | None:
    return await session.scalar(
        select(Account.reference).where(Account.channel == channel, Account.external_id == external_id)
    )


async def mark_gone(session: AsyncSession, channel: str, external_id: str, why: str, now: datetime) -> None:
    """Nothing arrives there any more; `why` is for the administrator."""
    gone = update(Account).where(Account.channel == channel, Account.external_id == external_id)
    tenant = await session.scalar(gone.values(gone_at=now, gone_why=why).returning(Account.tenant))
    if tenant is not None:
        await unroute(session, lane_of(channel, tenant), external_id)


async def gone_accounts(session: AsyncSession, most: int, channel: str, but: str = "") -> list[Account]:
    """For the administrator, latest first. `but`: not those that are gone for that reason."""
    gone = select(Account).where(Account.channel == channel, Account.gone_at.is_not(None), Account.gone_why != but)
    return list(await session.scalars(gone.order_by(Account.gone_at.desc()).limit(most)))
