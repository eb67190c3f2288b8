"""Loading and keeping conversations and their turns. Every function works inside the caller's transaction.

What every turn does takes the transaction itself: a session costs more than what it would do here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Transaction
from storage.encryption import Written
from storage.prepared import Prepared
from storage.tables import CONVERSATIONS, TURNS, Conversation, Json, Turn

# What every turn does, built and compiled once.
STATE = Prepared(select(CONVERSATIONS.c.state).where(CONVERSATIONS.c.id == bindparam("conversation")).with_for_update())
# Leaves one that is there as it is.
MAKE = {
    name: Prepared(dialect.insert(CONVERSATIONS).on_conflict_do_nothing(), ("id", "state", "started_at", "heard_at"))
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
SAME_EVENT = Prepared(
    select(TURNS.c.messages).where(
        TURNS.c.conversation_id == bindparam("conversation"), TURNS.c.event_id == bindparam("event")
    )
)
KEEP = Prepared(insert(TURNS), ("conversation_id", "event_id", "heard", "messages", "at"))
MOVE = Prepared(
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("conversation"))
    .values(state=bindparam("now_state"), heard_at=bindparam("now"))
)


async def claim_conversation(begun: Transaction, conversation: str, now: datetime) -> Json:
    """The state, locked until the transaction ends; a new conversation starts empty.

    On SQLite the transaction itself holds the only write lock; PostgreSQL locks the row.
    """
    found = await STATE.rows(begun, conversation=conversation)
    if not found:
        await MAKE[begun.engine.dialect.name].rows(begun, **_new(conversation, now))
        found = await STATE.rows(begun, conversation=conversation)
    return found[0][0] or {}


async def claim_turn(
    begun: Transaction, conversation: str, event_id: str, now: datetime
) -> tuple[Json, list[Json] | None]:
    """As `claim_conversation`, and as `answered_before`, looked up behind the lock: nobody else is writing it."""
    state = await claim_conversation(begun, conversation, now)
    return state, await answered_before(begun, conversation, event_id)


def _new(conversation: str, now: datetime) -> Json:
    return {"id": conversation, "state": {}, "started_at": now, "heard_at": now}


async def answered_before(begun: Transaction, conversation: str, event_id: str) -> list[Json] | None:
    """What was answered to this event when it came the first time; None when it is new."""
    found = await SAME_EVENT.rows(begun, conversation=conversation, event=event_id)
    return found[0][0] if found else None


async def keep_turn(
    begun: Transaction,
    conversation: str,
    event_id: str,
    *,
    state: Written,
    heard: Written,
    messages: Written,
    now: datetime,
) -> None:
    await KEEP.rows(begun, conversation_id=conversation, event_id=event_id, heard=heard, messages=messages, at=now)
    await MOVE.rows(begun, conversation=conversation, now_state=state, now=now)


async def keep_brought(session: AsyncSession, conversation: str, event_id: str, message: Json, now: datetime) -> None:
    """Something that was brought to a person: a turn, once, so that its buttons work. They said nothing by it."""
    connection = await session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    await connection.execute(MAKE[connection.dialect.name].statement, _new(conversation, now))
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
