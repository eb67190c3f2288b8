"""Accounts of people on the platforms."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.people_tables import Account
from storage.tables import Json


async def link_account(
    session: AsyncSession, channel: str, external_id: str, person_id: int, *, reference: Json, now: datetime
) -> None:
    """Links it, or links it anew: to that person, with that reference, and as one at which messages arrive."""
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    changing = {"person_id": person_id, "reference": reference, "gone_at": None, "gone_why": ""}
    row = {"channel": channel, "external_id": external_id, "linked_at": now, **changing}
    await session.execute(
        dialect.insert(Account)
        .values(row)
        .on_conflict_do_update(index_elements=["channel", "external_id"], set_=changing)
    )


async def account_reference(session: AsyncSession, channel: str, external_id: str) -> Json | None:
    return await session.scalar(
        select(Account.reference).where(Account.channel == channel, Account.external_id == external_id)
    )


async def mark_gone(session: AsyncSession, channel: str, external_id: str, why: str, now: datetime) -> None:
    """Nothing arrives there any more; `why` is for the administrator."""
    gone = update(Account).where(Account.channel == channel, Account.external_id == external_id)
    await session.execute(gone.values(gone_at=now, gone_why=why))


async def gone_accounts(session: AsyncSession, most: int) -> list[Account]:
    """For the administrator, latest first."""
    gone = select(Account).where(Account.gone_at.is_not(None)).order_by(Account.gone_at.desc()).limit(most)
    return list(await session.scalars(gone))
