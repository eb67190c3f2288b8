"""Which answers a platform has not accepted yet. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.reply_tables import OWED, OwedReply
from storage.tables import Json

# On the path of every turn: plain statements, built once.
OWE = insert(OWED)
PAY = delete(OWED).where(OWED.c.id == bindparam("reply"))
OF_TALK = (
    select(OWED)
    .where(OWED.c.channel == bindparam("channel"), OWED.c.talk == bindparam("talk"))
    .order_by(OWED.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Owed:
    """An answer that has to be shown still; see `OwedReply`."""

    id: int
    conversation_id: str
    event_id: str
    channel: str
    talk: str
    account: str
    language: str
    kind: str
    place: Json
    shown: int
    tries: int
    made_at: datetime
    due_at: datetime


async def owe(
    session: AsyncSession,
    *,
    conversation: str,
    event: str,
    channel: str,
    talk: str,
    account: str,
    language: str,
    kind: str,
    place: Json,
    now: datetime,
    due_at: datetime,
) -> None:
    """For a turn that is new, in its transaction."""
    whose = {"conversation_id": conversation, "event_id": event, "channel": channel, "talk": talk, "account": account}
    how = {"language": language, "kind": kind, "place": place, "shown": 0, "tries": 0, "made_at": now, "due_at": due_at}
    await (await session.connection()).execute(OWE, whose | how)


async def owed_in(session: AsyncSession, channel: str, talk: str, most: int) -> list[Owed]:
    """Oldest first."""
    connection = await session.connection()
    rows = await connection.execute(OF_TALK, {"channel": channel, "talk": talk, "most": most})
    return [Owed(**row) for row in rows.mappings()]


async def paid(session: AsyncSession, reply: int) -> None:
    await (await session.connection()).execute(PAY, {"reply": reply})


async def partly_shown(session: AsyncSession, reply: int, shown: int) -> None:
    await session.execute(update(OwedReply).where(OwedReply.id == reply).values(shown=shown))


async def put_off(session: AsyncSession, reply: int, tries: int, due_at: datetime, kind: str) -> None:
    mine = update(OwedReply).where(OwedReply.id == reply)
    await session.execute(mine.values(tries=tries, due_at=due_at, kind=kind))


async def take_up(session: AsyncSession, reply: Owed, due_at: datetime) -> bool:
    """Whether it is ours to bring, until that moment: another server may have been first."""
    mine = update(OwedReply).where(OwedReply.id == reply.id, OwedReply.due_at == reply.due_at)
    done: CursorResult[Any] = await session.execute(mine.values(due_at=due_at))  # type: ignore[assignment]
    return done.rowcount == 1


async def talks_with_due(session: AsyncSession, channel: str, now: datetime, most: int) -> list[str]:
    """Where something can be brought now; those that wait longest first."""
    due = select(OwedReply.talk).where(OwedReply.channel == channel, OwedReply.due_at <= now)
    rows = await session.scalars(due.order_by(OwedReply.due_at).limit(most))
    return list(dict.fromkeys(rows))


async def accounts_owed(
    session: AsyncSession, channel: str, accounts: Collection[str], due_before: datetime
) -> set[str]:
    """Which of these get an answer before that moment."""
    waiting = select(OwedReply.account).where(OwedReply.channel == channel, OwedReply.due_at < due_before)
    return set(await session.scalars(waiting.where(OwedReply.account.in_(accounts)).distinct()))


async def all_due(session: AsyncSession, channel: str, now: datetime) -> None:
    """For a server that is the only one: what the one before it left is not under way any more."""
    left = update(OwedReply).where(OwedReply.channel == channel, OwedReply.tries == 0, OwedReply.due_at > now)
    await session.execute(left.values(due_at=now))


async def forget_owed(session: AsyncSession, channel: str, made_before: datetime) -> int:
    """How many were given up."""
    old = delete(OwedReply).where(OwedReply.channel == channel, OwedReply.made_at < made_before)
    done: CursorResult[Any] = await session.execute(old)  # type: ignore[assignment]
    return done.rowcount


async def owed_since(session: AsyncSession, channel: str, made_before: datetime) -> tuple[int, datetime | None]:
    """How many wait since before that moment, and since when the oldest does."""
    waiting = select(func.count(), func.min(OwedReply.made_at))
    row = (await session.execute(waiting.where(OwedReply.channel == channel, OwedReply.made_at < made_before))).one()
    return row[0], row[1]
