"""The server is killed around the reply: what was not shown is, and what was shown is not shown again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.opening import opened
from bot.settings import read_settings
from storage.tables import Turn
from tests.bot.channels.teams.client import Client, words
from tests.bot.channels.teams.microsoft import SECRET, Answer, Microsoft, until
from tests.program import Program, begun


@asynccontextmanager
async def serving(folder: Path, ms: Microsoft) -> AsyncIterator[tuple[Program, str]]:
    """`wegwijzer serve` as an administrator starts it."""
    environment = {"PATH": os.environ["PATH"], "WEGWIJZER_DATA": str(folder), **ms.environment}
    log = folder / "log"
    log.touch()
    program = await asyncio.to_thread(begun, "serve", "--port", "0", environment=environment, complains=str(log))
    try:
        yield program, await asyncio.to_thread(program.address)
    finally:
        await asyncio.to_thread(program.kill)
        assert SECRET not in log.read_text()
        assert "ziek" not in log.read_text()


async def turns(folder: Path) -> int:
    async with opened(read_settings({"WEGWIJZER_DATA": str(folder)})) as database, database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Turn)) or 0


async def killed_before_its_reply(folder: Path, ms: Microsoft, session: ClientSession) -> dict[str, Any]:
    """The activity whose turn was committed."""
    async with serving(folder, ms) as (process, address):
        samira = Client(ms, address, session)
        ms.answers.append(Answer(wait=20))
        activity = samira.activity(text="student is ziek")
        asked = asyncio.create_task(samira.post(activity))
        await until(lambda: ms.posts(typing=True) and not ms.answers)
        process.kill()
        await asyncio.gather(asked, return_exceptions=True)
    assert ms.posts() == []
    return activity


async def test_what_was_committed_is_answered_when_it_comes_again(tmp_path: Path, ms: Microsoft) -> None:
    async with ClientSession() as session:
        activity = await killed_before_its_reply(tmp_path, ms, session)
        assert await turns(tmp_path) == 1
        async with serving(tmp_path, ms) as (_, address):
            samira = Client(ms, address, session)
            assert (await samira.post(activity))[0] == 200
            assert "Waar gaat het om?" in words(*ms.posts())
            assert len(ms.posts()) == 1
            assert "decaan" in words(*await samira.click("Lichamelijke"))
    assert await turns(tmp_path) == 2


async def test_what_was_committed_is_brought_though_nobody_asks_again(tmp_path: Path, ms: Microsoft) -> None:
    async with ClientSession() as session:
        activity = await killed_before_its_reply(tmp_path, ms, session)
        async with serving(tmp_path, ms) as (_, address):
            await ms.wait_for(1)
            samira = Client(ms, address, session)
            assert (await samira.post(activity))[0] == 200
            assert "decaan" in words(*await samira.click("Lichamelijke"))
    assert ["Waar gaat het om?" in words(call) for call in ms.posts()] == [True, False]


async def test_what_was_shown_is_not_shown_again_by_a_server_that_knows_nothing_of_it(
    tmp_path: Path, ms: Microsoft
) -> None:
    async with ClientSession() as session:
        async with serving(tmp_path, ms) as (process, address):
            samira = Client(ms, address, session)
            activity = samira.activity(text="student is ziek")
            assert (await samira.post(activity))[0] == 200
            process.kill()
        async with serving(tmp_path, ms) as (_, address):
            samira = Client(ms, address, session)
            assert (await samira.post(activity))[0] == 200
            assert "decaan" in words(*await samira.click("Lichamelijke"))
    assert len(ms.posts()) == 2


async def test_a_question_in_a_channel_that_goes_on_alone_survives_it_too(tmp_path: Path, ms: Microsoft) -> None:
    async with ClientSession() as session:
        async with serving(tmp_path, ms) as (process, address):
            samira = Client(ms, address, session)
            await samira.say("menu")
            channel = Client(ms, address, session, kind="channel", conversation="19:abc@thread.tacv2;messageid=12")
            ms.answers.append(Answer(wait=20))
            activity = channel.activity(text="mijn studenten")
            asked = asyncio.create_task(channel.post(activity))
            await until(lambda: not ms.answers)
            process.kill()
            await asyncio.gather(asked, return_exceptions=True)
        async with serving(tmp_path, ms) as (_, address):
            await ms.wait_for(2)
            await Client(ms, address, session, kind="channel", conversation=channel.conversation).post(activity)
    alone = [call for call in ms.posts() if call.conversation == samira.conversation]
    assert ["Sanne" in words(call) for call in alone] == [False, True]
    assert "Sanne" not in words(*(call for call in ms.posts() if call.conversation == channel.conversation))
