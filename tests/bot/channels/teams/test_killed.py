"""The server is killed when the turn is committed and the reply has not arrived."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import func, select

from bot.opening import opened
from bot.settings import read_settings
from storage.tables import Turn
from tests.bot.channels.teams.client import Client, words
from tests.bot.channels.teams.microsoft import SECRET, Answer, Microsoft, until


@asynccontextmanager
async def serving(folder: Path, ms: Microsoft) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """`wegwijzer serve` as an administrator starts it."""
    environment = {"PATH": os.environ["PATH"], "WEGWIJZER_DATA": str(folder), **ms.environment}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.command_line import main; raise SystemExit(main())", "serve", "--port", "0",
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        yield process, line.decode().split()[1]
    finally:
        if process.returncode is None:
            process.kill()
        _, log = await process.communicate()
        assert SECRET not in log.decode()
        assert "ziek" not in log.decode()


async def turns(folder: Path) -> int:
    async with opened(read_settings({"WEGWIJZER_DATA": str(folder)})) as database, database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Turn)) or 0


async def test_what_was_committed_is_answered_when_it_comes_again(tmp_path: Path, ms: Microsoft) -> None:
    async with ClientSession() as session:
        async with serving(tmp_path, ms) as (process, address):
            samira = Client(ms, address, session)
            ms.answers.append(Answer(wait=20))
            activity = samira.activity(text="student is ziek")
            asked = asyncio.create_task(samira.post(activity))
            await until(lambda: ms.posts(typing=True) and not ms.answers)
            process.kill()
            await asyncio.gather(asked, return_exceptions=True)
        assert await turns(tmp_path) == 1
        assert ms.posts() == []
        async with serving(tmp_path, ms) as (_, address):
            samira = Client(ms, address, session)
            assert (await samira.post(activity))[0] == 200
            assert "Waar gaat het om?" in words(*ms.posts())
            assert len(ms.posts()) == 1
            assert "decaan" in words(*await samira.click("Lichamelijke"))
    assert await turns(tmp_path) == 2
