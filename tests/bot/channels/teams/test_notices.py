"""What others cause arrives in Teams, once, and is settled there."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivering.running import Runner
from bot.message import Open, Pressed
from bot.records.people import person_with_email, person_with_id
from storage.accounts import gone_accounts
from storage.case_files import add_notice
from storage.case_tables import Call as CallRow
from storage.case_tables import Notice
from storage.database import Database
from tests.bot.channels.teams.client import Client, buttons, words
from tests.bot.channels.teams.conftest import House, Opening
from tests.bot.channels.teams.microsoft import Answer, Microsoft
from tests.bot.world import Talker, World

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def waiting(database: Database) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Notice).where(Notice.state != "sent")) or 0


async def notify(database: Database, name: str, *texts: str, again: bool = False) -> None:
    async with database.sessions.begin() as session:
        person = await person_with_email(session, f"{name}@wegwijzer.example")
        assert person is not None
        for text in texts:
            message = {"paragraphs": [text]}
            await add_notice(session, key=f"{name}/{text}", person_id=person.id, message=message, now=NOW, again=again)


async def linked(house: House, name: str) -> Client:
    """Somebody who talked with the bot before; what was said then is cleared away."""
    client = house.client(name)
    await client.say("menu")
    house.microsoft.calls.clear()
    return client


async def test_a_call_from_the_web_chat_arrives_in_teams_and_is_taken_there(house: House, ms: Microsoft) -> None:
    turns = house.door.handling.turns
    world = World(house.database, turns.product, turns.now())
    samira = await world.as_("samira")
    await samira.open("call-in")
    await samira.press("Sanne")
    await _through(samira)
    async with house.database.sessions.begin() as session:
        (call,) = await session.scalars(select(CallRow))
        asked = await _name(session, call.asked_id)
    colleague = await linked(house, asked)
    (notice,) = await ms.wait_for(1)
    assert notice.conversation == colleague.conversation
    assert notice.activity == ""
    assert "Samira" in words(notice)
    said = await colleague.click(next(buttons(notice))["title"])
    assert words(*said)
    assert "Je koos" in words(colleague.clicked["value"])
    async with house.database.sessions.begin() as session:
        assert (await session.scalar(select(CallRow.state))) == "taken"
    assert [words(one) for one in ms.posts()].count(words(notice)) == 1


async def _name(session: AsyncSession, person: int) -> str:
    found = await person_with_id(session, person)
    assert found is not None
    return found.email.partition("@")[0]


async def _through(talker: Talker) -> None:
    """Presses the first button, or sends the form, until the call has gone out."""
    for _ in range(6):
        form = next((one.form for one in talker.messages if one.form), None)
        if form:
            values = {one.name: one.options[0][0] for one in form.inputs if one.options and not one.value}
            await talker.hear(Pressed(action=form.submit.action, values=values))
        elif any(button.label.startswith(("Schakel", "Verstuur", "Stuur")) for button in talker.buttons):
            label = next(b.label for b in talker.buttons if b.label.startswith(("Schakel", "Verstuur", "Stuur")))
            await talker.press(label)
        elif talker.buttons and not isinstance(talker.buttons[0].action, Open):
            await talker.press(talker.buttons[0].label)
        if (await talker.world.count(CallRow))["call"]:
            return
    raise AssertionError(talker.text)


async def test_notices_come_in_order_at_most_one_a_second(house: House, ms: Microsoft) -> None:
    await linked(house, "samira")
    await notify(house.database, "samira", "een", "twee", "drie")
    calls = await ms.wait_for(3)
    assert [word for word in ("een", "twee", "drie") if word in words(*calls)] == ["een", "twee", "drie"]
    assert all(later.at - earlier.at > 0.9 for earlier, later in pairwise(calls))
    await asyncio.sleep(0.2)
    assert await waiting(house.database) == 0


async def test_who_blocked_the_bot_is_marked_and_not_tried_again(house: House, ms: Microsoft) -> None:
    await linked(house, "samira")
    ms.always = Answer(403, body={"error": {"code": "BotNotInConversationRoster"}})
    await notify(house.database, "samira", "een")
    async with asyncio.timeout(5):
        while True:
            async with house.database.sessions.begin() as session:
                gone = [one.gone_why for one in await gone_accounts(session, 5, "teams")]
            if gone:
                break
            await asyncio.sleep(0.05)
    assert gone == ["BotNotInConversationRoster"]
    ms.always = None
    await asyncio.sleep(0.5)
    assert ms.posts() == []
    assert await waiting(house.database) == 1
    await house.client().say("menu")
    await ms.wait_for(2)
    assert "een" in [words(one) for one in ms.posts()]


async def test_a_busy_teams_is_left_in_peace_as_long_as_it_asks(house: House, ms: Microsoft) -> None:
    await linked(house, "samira")
    ms.answers.extend([Answer(429, {"Retry-After": "4"})])
    start = time.monotonic()
    await notify(house.database, "samira", "een")
    (call,) = await ms.wait_for(1, seconds=8)
    assert call.at - start >= 3.9


async def test_one_silent_talk_does_not_hold_up_another(house: House, ms: Microsoft) -> None:
    await linked(house, "samira")
    await linked(house, "joost")
    ms.answers.append(Answer(wait=3))
    await notify(house.database, "samira", "voor samira")
    await notify(house.database, "joost", "voor joost")
    start = time.monotonic()
    (call,) = await ms.wait_for(1)
    assert call.at - start < 2.5
    assert words(call) in {"voor joost", "voor samira"}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_of_servers_on_one_database_one_brings_it(house_of: Opening, database: Database, ms: Microsoft) -> None:
    async with house_of(database) as house:
        samira = await linked(house, "samira")
        turns = house.door.handling.turns
        others = [Runner(database, turns, {"teams": house.door.port}) for _ in range(3)]
        ms.always = Answer(wait=0.1)
        await notify(database, "samira", "een")
        (lane,) = await others[0].due()
        await asyncio.gather(*(one.drain(lane) for one in others))
        await asyncio.sleep(1.2)
        assert len(ms.posts()) == 1
        assert await waiting(database) == 0
        kept = await turns.exchanges(f"teams/{await person_id(database)}")
        assert kept[-1].messages[0].paragraphs == ("een",)
        assert samira.conversation == ms.posts()[0].conversation


async def person_id(database: Database) -> int:
    async with database.sessions.begin() as session:
        person = await person_with_email(session, "samira@wegwijzer.example")
    assert person is not None
    return person.id
