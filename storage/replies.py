"""Which answers a platform has not accepted yet. Every function works inside the caller's transaction.

What stands on the path of a turn takes the connection itself (see `storage.database.at_once`): a session costs more
than what it would do here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.reply_tables import OWED, OwedReply
from storage.tables import Json


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


# On the path of every turn: plain statements, built once.
OWE = insert(OWED)
PAY = delete(OWED).where(OWED.c.id == bindparam("reply"))
SHOW = update(OWED).where(OWED.c.id == bindparam("reply")).values(shown=bindparam("parts"))
OF_TALK = (
    select(*(OWED.c[name] for name in Owed.__dataclass_fields__))
    .where(OWED.c.channel == bindparam("channel"), OWED.c.talk == bindparam("talk"))
    .order_by(OWED.c.id)
    .limit(bindparam("most"))
)


async def owe(
    connection: AsyncConnection,
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
    most: int,
) -> list[Owed]:
    """For a turn that is new, in its transaction. Tells what the talk is owed with it, as `owed_in` does."""
    whose = {"conversation_id": conversation, "event_id": event, "channel": channel, "talk": talk, "account": account}
    how = {"language": language, "kind": kind, "place": place, "shown": 0, "tries": 0, "made_at": now, "due_at": due_at}
    return await connection.run_sync(_owe, whose | how, most)


def _owe(connection: Connection, row: Json, most: int) -> list[Owed]:
    connection.execute(OWE, row)
    return owed_in(connection, row["channel"], row["talk"], most)


def owed_in(connection: Connection, channel: str, talk: str, most: int) -> list[Owed]:
    """Oldest first."""
    rows = connection.execute(OF_TALK, {"channel": channel, "talk": talk, "most": most})
    return [Owed(*row) for row in rows]


def paid(connection: Connection, reply: int) -> None:
    connection.execute(PAY, {"reply": reply})


def partly_shown(connection: Connection, reply: int, shown: int) -> None:
    connection.execute(SHOW, {"reply": reply, "parts": shown})


def put_off(connection: Connection, reply: int, tries: int, due_at: datetime, kind: str) -> None:
    mine = update(OWED).where(OWED.c.id == reply)
    connection.execute(mine.values(tries=tries, due_at=due_at, kind=kind))


def take_up(connection: Connection, reply: Owed, due_at: datetime) -> bool:
    """Whether it is ours to bring, until that moment: another server may have been first."""
    mine = update(OWED).where(OWED.c.id == reply.id, OWED.c.due_at == reply.due_at)
    return connection.execute(mine.values(due_at=due_at)).rowcount == 1


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
