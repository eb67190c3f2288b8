"""Loading and keeping conversations and their turns. Every function works inside the caller's transaction.

What every turn does takes the connection itself: a session costs more than what it would do here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.tables import CONVERSATIONS, TURNS, Conversation, Json, Turn

# On the path of every turn stand plain statements, built once: the ORM would cost more than SQLite itself.
STATE = select(CONVERSATIONS.c.state).where(CONVERSATIONS.c.id == bindparam("conversation")).with_for_update()
SAME_EVENT = select(TURNS.c.messages).where(
    TURNS.c.conversation_id == bindparam("conversation"), TURNS.c.event_id == bindparam("event")
)
KEEP = insert(TURNS)
MOVE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("conversation"))
    .values(state=bindparam("now_state"), heard_at=bindparam("now"))
)


async def claim_conversation(connection: AsyncConnection, conversation: str, now: datetime) -> Json:
    """The state, locked until the transaction ends; a new conversation starts empty.

    On SQLite the transaction itself holds the only write lock; PostgreSQL locks the row.
    """
    return await connection.run_sync(_claimed, conversation, now)


async def claim_turn(
    connection: AsyncConnection, conversation: str, event_id: str, now: datetime
) -> tuple[Json, list[Json] | None]:
    """As `claim_conversation`, and as `answered_before`, looked up behind the lock: nobody else is writing it."""
    return await connection.run_sync(_claimed_turn, conversation, event_id, now)


def _claimed_turn(
    connection: Connection, conversation: str, event_id: str, now: datetime
) -> tuple[Json, list[Json] | None]:
    state = _claimed(connection, conversation, now)
    return state, connection.scalar(SAME_EVENT, {"conversation": conversation, "event": event_id})


def _claimed(connection: Connection, conversation: str, now: datetime) -> Json:
    state: Json | None = connection.scalar(STATE, {"conversation": conversation})
    if state is None:
        connection.execute(_insert_or_leave(connection.dialect.name, conversation, now))
        state = connection.scalar(STATE, {"conversation": conversation})
    return state or {}


def _insert_or_leave(dialect: str, conversation: str, now: datetime) -> Executable:
    row = {"id": conversation, "state": {}, "started_at": now, "heard_at": now}
    if dialect == "sqlite":
        return sqlite.insert(CONVERSATIONS).values(row).on_conflict_do_nothing()
    return postgresql.insert(CONVERSATIONS).values(row).on_conflict_do_nothing()


async def answered_before(connection: AsyncConnection, conversation: str, event_id: str) -> list[Json] | None:
    """What was answered to this event when it came the first time; None when it is new."""
    messages: list[Json] | None = await connection.scalar(SAME_EVENT, {"conversation": conversation, "event": event_id})
    return messages


async def keep_turn(
    connection: AsyncConnection,
    conversation: str,
    event_id: str,
    *,
    state: Json,
    heard: Json,
    messages: list[Json],
    now: datetime,
) -> None:
    turn = {"conversation_id": conversation, "event_id": event_id, "heard": heard, "messages": messages, "at": now}
    moved = {"conversation": conversation, "now_state": state, "now": now}
    await connection.run_sync(_keep, turn, moved)


def _keep(connection: Connection, turn: Json, moved: Json) -> None:
    connection.execute(KEEP, turn)
    connection.execute(MOVE, moved)


async def keep_brought(session: AsyncSession, conversation: str, event_id: str, message: Json, now: datetime) -> None:
    """Something that was brought to a person: a turn, once, so that its buttons work. They said nothing by it."""
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(_insert_or_leave(connection.dialect.name, conversation, now))
    turn = {"conversation_id": conversation, "event_id": event_id, "heard": {}, "messages": [message], "at": now}
    await connection.execute(dialect.insert(TURNS).on_conflict_do_nothing(), turn)


async def latest_turns(
    session: AsyncSession, conversation: str, most: int, after: int = 0
) -> list[tuple[int, Json, list[Json]]]:
    """Number, what was heard and what was answered, oldest first: the last of those after a number."""
    mine = select(Turn.id, Turn.heard, Turn.messages).where(Turn.conversation_id == conversation, Turn.id > after)
    rows = await session.execute(mine.order_by(Turn.id.desc()).limit(most))
    return [(number, heard, messages) for number, heard, messages in reversed(rows.all())]


async def turns_of_events(
    session: AsyncSession, conversation: str, event_prefix: str, after: int, most: int
) -> list[tuple[int, list[Json]]]:
    """Number and messages of the turns behind a number whose event begins like that, oldest first."""
    mine = select(Turn.id, Turn.messages).where(
        Turn.conversation_id == conversation,
        Turn.id > after,
        Turn.event_id.startswith(event_prefix, autoescape=True),
    )
    rows = await session.execute(mine.order_by(Turn.id).limit(most))
    return [(number, messages) for number, messages in rows.all()]


async def last_heard(session: AsyncSession, conversation: str) -> datetime | None:
    return await session.scalar(select(Conversation.heard_at).where(Conversation.id == conversation))


async def forget_conversation(session: AsyncSession, conversation: str) -> None:
    await session.execute(delete(Conversation).where(Conversation.id == conversation))
