"""Answers that Teams refuses, or that a server which was killed did not send: brought later, in order, and once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from bot.channels.teams import leftovers, replies
from bot.delivering import recording
from storage.accounts import gone_accounts
from storage.database import Database
from storage.reply_tables import OwedReply
from storage.tables import Turn
from tests.bot.channels.teams.client import Client, buttons, words
from tests.bot.channels.teams.conftest import House, Opening
from tests.bot.channels.teams.microsoft import Answer, Microsoft, until
from tests.bot.channels.teams.test_notices import notify

ASKED = "student is ziek"
ANSWERED = "Waar gaat het om?"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "IDLE", 0.1)
    monkeypatch.setattr(leftovers, "EVERY", 0.1)
    monkeypatch.setattr(replies, "FIRST_WAIT", timedelta(seconds=0.6))
    monkeypatch.setattr(recording, "FIRST_WAIT", 0.6)


async def owed(database: Database) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(OwedReply)) or 0


async def settled(database: Database) -> None:
    for _ in range(160):
        if not await owed(database):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await owed(database))


async def refused(client: Client, text: str, *answers: Answer) -> None:
    client.microsoft.answers.extend(answers)
    assert (await client.post(client.activity(text=text)))[0] == 200


@pytest.mark.parametrize("status", [400, 404, 413, 500, 501])
async def test_what_was_refused_is_brought_once_it_is_taken(house: House, ms: Microsoft, status: int) -> None:
    samira = house.client()
    await refused(samira, ASKED, Answer(status))
    assert ms.posts() == []
    await ms.wait_for(1)
    await settled(house.database)
    await asyncio.sleep(0.5)
    assert [ANSWERED in words(call) for call in ms.posts()] == [True]
    assert "replyToId" not in ms.posts()[0].body
    assert "decaan" in words(*await samira.click("Lichamelijke"))


async def test_the_usual_answer_costs_one_transaction_beside_its_turn(house: House) -> None:
    samira = house.client()
    await samira.say("menu")
    done = [""]
    engine = house.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _, __, said, *___: done.append(done.pop() + said))
    event.listen(engine, "commit", lambda _: done.append(""))
    await samira.say("menu")
    await settled(house.database)
    about_it = [one for one in done if "owed_reply.id" in one]
    assert ["INSERT INTO owed_reply" in one for one in about_it] == [True, False]


async def test_a_busy_teams_gets_it_after_the_time_it_asked_for(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    start = asyncio.get_running_loop().time()
    await refused(samira, ASKED, Answer(429, {"Retry-After": "3"}))
    await samira.say("menu")
    assert len(ms.posts()) == 1, "what comes after it waits too"
    calls = await ms.wait_for(3)
    assert calls[1].at - start >= 2.9
    await settled(house.database)
    assert ANSWERED in words(ms.posts()[1])
    assert len(ms.posts()) == 3


async def test_what_is_said_meanwhile_comes_after_it(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await refused(samira, ASKED, Answer(500))
    said = await samira.say("menu")
    assert [ANSWERED in words(call) for call in said] == [True, False]
    await refused(samira, ASKED, Answer(500), Answer(500))
    await refused(samira, "menu", Answer(500))
    assert len(ms.posts()) == 2
    await ms.wait_for(4)
    await settled(house.database)
    assert [ANSWERED in words(call) for call in ms.posts()] == [True, False, True, False]


async def test_of_an_answer_in_parts_only_the_rest_is_brought(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say(ASKED)
    await samira.say("lichamelijk")
    ms.calls.clear()
    await refused(samira, "weet ik niet", Answer(), Answer(500))
    assert ["attachments" in call.body for call in ms.posts()] == [True]
    await ms.wait_for(2)
    await settled(house.database)
    assert ["attachments" in call.body for call in ms.posts()] == [True, False]


async def test_who_blocked_the_bot_gets_it_when_they_come_back(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    await refused(samira, ASKED, Answer(403, body={"error": {"code": "ConversationBlockedByUser"}}))
    async with house.database.sessions.begin() as session:
        assert [one.gone_why for one in await gone_accounts(session, 5, "teams")] == ["ConversationBlockedByUser"]
    await asyncio.sleep(1)
    assert len(ms.posts()) == 1
    said = await samira.say("menu")
    assert [ANSWERED in words(call) for call in said] == [True, False]
    assert await owed(house.database) == 0


async def test_what_may_have_arrived_is_not_shown_twice_but_asked_after(house: House, ms: Microsoft) -> None:
    samira = house.client()
    activity = samira.activity(text=ASKED)
    ms.answers.append(Answer(wait=2.2))
    assert (await samira.post(activity))[0] == 200
    await ms.wait_for(2)
    await settled(house.database)
    assert (await samira.post(activity))[0] == 200
    await asyncio.sleep(0.3)
    assert [ANSWERED in words(call) for call in ms.posts()].count(True) == 1
    assert any("niet aankwam" in words(call) for call in ms.posts())
    assert len(ms.posts()) == 2


async def test_what_is_never_taken_ends_in_a_question_and_holds_up_nothing(
    house: House, ms: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "FIRST_WAIT", timedelta(seconds=2))
    samira = house.client()
    await refused(samira, ASKED, Answer(400))
    for _ in range(replies.MOST_TRIES):
        ms.answers.append(Answer(400))
        assert [ANSWERED in words(call) for call in await samira.say("menu")] == [False]
    await until(lambda: "niet aankwam" in words(ms.posts()[-1]))
    await settled(house.database)


async def test_a_click_whose_answer_is_refused_is_answered_later(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say(ASKED)
    ms.answers.append(Answer(500))
    await samira.click("Lichamelijke")
    assert "Je koos" in words(samira.clicked["value"])
    await ms.wait_for(2)
    assert "decaan" in words(ms.posts()[-1])
    await settled(house.database)


async def test_a_group_that_took_the_bot_out_is_left_alone(house: House) -> None:
    group = house.client(kind="groupChat", conversation="19:group@thread.v2")
    await refused(group, ASKED, Answer(403))
    assert await owed(house.database) == 0


async def test_a_notice_waits_for_the_answer_before_it(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    ms.calls.clear()
    await refused(samira, ASKED, Answer(500))
    await notify(house.database, "samira", "een")
    calls = await ms.wait_for(2)
    assert [ANSWERED in words(call) for call in calls] == [True, False]


async def test_the_welcome_comes_later_with_its_starters(house: House, ms: Microsoft) -> None:
    samira = house.client()
    ms.answers.extend([Answer(), Answer(500)])
    await samira.deliver(samira.activity("installationUpdate", action="add"))
    calls = await ms.wait_for(3)
    assert "Ik ben Wegwijzer" in words(calls[0])
    assert list(buttons(calls[1]))
    assert calls[2].body["suggestedActions"]["actions"]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_a_server_that_starts_brings_what_the_last_one_owed(
    house_of: Opening, database: Database, ms: Microsoft
) -> None:
    async with house_of(database) as house:
        samira = house.client()
        await samira.say("menu")
        ms.always = Answer(500)
        activity = samira.activity(text=ASKED)
        assert (await samira.post(activity))[0] == 200
        assert await owed(database) == 1
    ms.always = None
    async with house_of(database) as house:
        again = house.client()
        assert (await again.post(activity))[0] == 200
        assert [ANSWERED in words(call) for call in ms.posts()] == [False, True]
        assert (await again.post(activity | {"text": "menu"}))[0] == 200
    async with house_of(database) as house:
        assert (await house.client().post(activity))[0] == 200
        await asyncio.sleep(0.3)
    assert len(ms.posts()) == 2
    async with database.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Turn)) == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_of_servers_on_one_database_one_brings_it_later(
    house_of: Opening, database: Database, ms: Microsoft
) -> None:
    async with house_of(database) as first, house_of(database) as second:
        await refused(first.client(), ASKED, Answer(500))
        async with database.sessions.begin() as session:
            await session.execute(update(OwedReply).values(due_at=OwedReply.made_at))
        ms.always = Answer(wait=0.1)
        await asyncio.gather(*(one.door.handling.replies.round() for one in (first, second) for _ in range(3)))
        await settled(database)
        await asyncio.sleep(0.5)
        assert len(ms.posts()) == 1
