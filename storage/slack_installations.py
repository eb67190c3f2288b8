"""Where the Slack app stands, with the token of each place. Every function works inside the caller's transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import inserting
from storage.people_tables import Account
from storage.slack_tables import SlackInstallation, SlackState

MOST = 500
ROWS, ACCOUNTS = SlackInstallation.__table__.c, Account.__table__.c


@dataclass(frozen=True)
class Installed:
    """As `SlackInstallation`."""

    team: str
    name: str
    enterprise: str
    bot_id: str
    bot_user: str
    token: str = field(repr=False)
    installed_at: datetime
    removed_at: datetime | None = None


_INSTALLED = tuple(ROWS[name] for name in Installed.__dataclass_fields__)


async def keep_installation(session: AsyncSession, new: Installed) -> None:
    """New, or once more: with the newest token."""
    row = vars(new)
    changing = {name: value for name, value in row.items() if name != "team"}
    keeping = (await inserting(session, SlackInstallation)).values(row)
    await session.execute(keeping.on_conflict_do_update(index_elements=["team"], set_=changing))


async def installation_of(session: AsyncSession, team: str) -> Installed | None:
    """None where it was removed."""
    chosen = select(*_INSTALLED).where(ROWS.team == team, ROWS.removed_at.is_(None))
    row = (await session.execute(chosen)).first()
    return Installed(*row) if row else None


async def installations(session: AsyncSession, most: int = MOST) -> list[Installed]:
    """Where it stands, first installed first."""
    chosen = select(*_INSTALLED).where(ROWS.removed_at.is_(None)).order_by(ROWS.installed_at, ROWS.team).limit(most)
    return [Installed(*row) for row in await session.execute(chosen)]


async def removed_installations(session: AsyncSession, most: int, why: str) -> list[tuple[Installed, int]]:
    """Where it stood, last removed first, and how many accounts there are gone for that reason."""
    people = (
        select(func.count())
        .select_from(Account)
        .where(ACCOUNTS.channel == "slack", ACCOUNTS.tenant == ROWS.team, ACCOUNTS.gone_why == why)
        .scalar_subquery()
    )
    chosen = select(*_INSTALLED, people).where(ROWS.removed_at.is_not(None)).order_by(ROWS.removed_at.desc())
    return [(Installed(*row[:-1]), row[-1]) for row in await session.execute(chosen.limit(most))]


async def remove_installation(
    session: AsyncSession, team: str, now: datetime, *, until: datetime | None = None, token: str = ""
) -> bool:
    """Whether it stood there. `until`: only what was installed by then; `token`: only with that one."""
    there = [ROWS.team == team, ROWS.removed_at.is_(None)]
    if until:
        there.append(ROWS.installed_at <= until)
    # What is encrypted cannot be compared in the database.
    locked = (await session.execute(select(*_INSTALLED).where(*there).with_for_update())).first()
    if locked is None or (token and Installed(*locked).token != token):
        return False
    await session.execute(update(SlackInstallation).where(ROWS.team == team).values(token="", removed_at=now))
    return True


async def keep_state(session: AsyncSession, state: str, expires_at: datetime, now: datetime) -> None:
    """What expired goes."""
    await session.execute(delete(SlackState).where(SlackState.expires_at <= now))
    await session.execute(insert(SlackState).values(digest=_digest(state), expires_at=expires_at))


async def use_state(session: AsyncSession, state: str, now: datetime) -> bool:
    """Whether it is one of ours, not expired, and not used before."""
    known = delete(SlackState).where(SlackState.digest == _digest(state), SlackState.expires_at > now)
    done: CursorResult[Any] = await session.execute(known)  # type: ignore[assignment]
    return done.rowcount == 1


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
