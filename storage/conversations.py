"""Loading and keeping conversations and their turns. Every function works inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Executable, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Conversation, Json, Turn


async def claim_conversation(session: AsyncSession, conversation: str, now: datetime) -> Json:
    """The state, locked until the transaction ends; a new conversation starts empty.

    On SQLite the transaction itself holds the only write lock; PostgreSQL locks the row.
    """
    wanted = select(Conversation.state).where(Conversation.id == conversation).with_for_update()
    state = await session.scalar(wanted)
    if state is None:
        await session.execute(_insert_or_leave(session, conversation, now))
        state = await session.scalar(wanted)
    return state or {}


def _insert_or_leave(session: AsyncSession, conversation: str, now: datetime) -> Executable:
    row = {"id": conversation, "state": {}, "started_at": now, "heard_at": now}
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(Conversation).values(row).on_conflict_do_nothing()
    return postgresql.insert(Conversation).values(row).on_conflict_do_nothing()


async def answered_before(session: AsyncSession, conversation: str, event_id: str) -> list[Json] | None:
    """What was answered to this event when it came the first time; None when it is new."""
    same = (Turn.conversation_id == conversation, Turn.event_id == event_id)
    return await session.scalar(select(Turn.messages).where(*same))


async def keep_turn(
    session: AsyncSession,
    conversation: str,
    event_id: str,
    *,
    state: Json,
    heard: Json,
    messages: list[Json],
    now: datetime,
) -> None:
    turn = {"conversation_id": conversation, "event_id": event_id, "heard": heard, "messages": messages, "at": now}
    await session.execute(insert(Turn).values(turn))
    known = update(Conversation).where(Conversation.id == conversation)
    await session.execute(known.values(state=state, heard_at=now))


async def latest_turns(session: AsyncSession, conversation: str, most: int) -> list[tuple[Json, list[Json]]]:
    """What was heard and answered, oldest first, at most that many turns."""
    mine = select(Turn.heard, Turn.messages).where(Turn.conversation_id == conversation)
    rows = await session.execute(mine.order_by(Turn.id.desc()).limit(most))
    return [(heard, messages) for heard, messages in reversed(rows.all())]


async def last_heard(session: AsyncSession, conversation: str) -> datetime | None:
    return await session.scalar(select(Conversation.heard_at).where(Conversation.id == conversation))


async def forget_conversation(session: AsyncSession, conversation: str) -> None:
    await session.execute(delete(Conversation).where(Conversation.id == conversation))


async def forget_turns_before(session: AsyncSession, moment: datetime) -> None:
    """Transcripts are kept only as long as someone may scroll back in them."""
    await session.execute(delete(Turn).where(Turn.at < moment))
