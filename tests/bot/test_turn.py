"""One turn on a real SQLite file and on a real PostgreSQL: once, whole, one after the other."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.cases import Someone
from bot.clock import present
from bot.message import Command, Pressed, Said
from bot.product import Product
from bot.turn import Incoming, Turns
from knowledge.model import Role
from storage.database import Database
from storage.learning import latest_gaps
from storage.tables import Conversation, Table, Turn

SAMIRA = Someone(1, "Samira el Idrissi", "samira@wegwijzer.example", (Role.WPB,))


def incoming(event: str, said: str) -> Incoming:
    return Incoming("web/samira", event, SAMIRA, Said(text=said))


async def count(database: Database, table: type[Table]) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_same_event_twice_has_the_effect_of_once(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, present)
    first = await turns.handle(incoming("a", "waar staat mijn fiets, vraagt Mohamed 0612345678"))
    assert await turns.handle(incoming("a", "waar staat mijn fiets, vraagt Mohamed 0612345678")) == first
    assert await count(database, Turn) == 1
    async with database.sessions.begin() as session:
        (gap,) = await latest_gaps(session, 10)
    assert "Mohamed" not in gap.question
    assert "0612345678" not in gap.question
    assert gap.at.tzinfo is not None


async def test_events_of_one_conversation_never_interleave(database: Database, product: Product) -> None:
    """Twenty at once, half of them through a second instance that shares only the database."""
    both = [Turns(product, database.sessions, present) for _ in range(2)]
    await asyncio.gather(*(both[n % 2].handle(incoming(f"e{n}", "menu")) for n in range(20)))
    async with database.sessions.begin() as session:
        state = await session.scalar(select(Conversation.state))
    assert state is not None
    assert state["runs"] == 20
    assert await count(database, Turn) == 20


async def test_a_turn_that_fails_leaves_nothing(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, lambda: datetime(2027, 1, 1))  # noqa: DTZ001 (naive on purpose)
    with pytest.raises(Exception, match="zone"):
        await turns.handle(incoming("a", "ziek"))
    assert await count(database, Turn) == 0
    assert await count(database, Conversation) == 0


async def test_the_conversation_is_read_back_as_it_was(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, present)
    said = await turns.handle(incoming("a", "student is ziek"))
    await turns.handle(Incoming("web/samira", "b", SAMIRA, Pressed(action=Command(name="help"), label="Help")))
    exchanges = await turns.exchanges("web/samira")
    assert exchanges[0].heard == Said(text="student is ziek")
    assert exchanges[0].messages == said
    await turns.forget("web/samira")
    assert await turns.exchanges("web/samira") == []
