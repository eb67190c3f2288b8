"""Bringing what others caused: into the talk with the person alone, one at a time, until Teams has accepted it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from botbuilder.schema import Activity, ConversationReference
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.teams.connector import BlockedError, BusyError, ConnectorError
from bot.channels.teams.handling import Handling, without_reply
from bot.channels.teams.lanes import Lanes
from bot.channels.teams.people import CHANNEL
from bot.channels.teams.saying import activities
from bot.channels.teams.wire import reference_from
from bot.message import Message
from bot.records.people import person_with_account
from bot.turn import NOTICE
from storage.accounts import account_reference
from storage.case_files import notices_for_channel
from storage.database import Database
from storage.encryption import EncryptionError
from storage.replies import accounts_owed
from storage.tables import Json

EVERY, IDLE = 1.0, 2.0
MOST = 200
AT_ONCE = 8
FIRST_WAIT, LONGEST_WAIT = 10.0, 60 * 60.0
ANSWERED_FIRST = timedelta(minutes=2)
LOCK = 0x7E45
NOWHERE = "no talk to go on with"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    notice: int
    account: str
    message: Json


@dataclass
class Notices:
    """Each round brings an account at most one notice, so that nobody gets more than one a second."""

    handling: Handling
    lanes: Lanes
    database: Database
    _later: dict[str, tuple[float, float]] = field(default_factory=dict)

    async def bring(self) -> None:
        """For as long as the server runs. A round that fails is left to the next one."""
        while True:
            brought = 0
            try:
                brought = await self.handling.replies.round()
                brought += await self.round()
            except (SQLAlchemyError, EncryptionError, OSError) as error:
                log.error("bringing notices failed (%s); the next round tries again", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(EVERY if brought else IDLE)

    async def round(self) -> int:
        """How many were brought."""
        async with self._alone() as alone:
            waiting = await self._waiting() if alone else []
            places = asyncio.Semaphore(AT_ONCE)

            async def brought(one: Waiting) -> bool:
                async with places:
                    return await self._bring(one)

            return sum(await asyncio.gather(*map(brought, waiting)))

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[bool]:
        """Of several servers on one database, one brings the notices at a time."""
        if self.database.engine.dialect.name != "postgresql":
            yield True
            return
        async with self.database.engine.connect() as connection:
            held = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK})
            yield bool(held)

    async def _waiting(self) -> list[Waiting]:
        """The oldest of each account that is not to be left in peace for a while."""
        async with self.database.sessions.begin() as session:
            rows = await notices_for_channel(session, CHANNEL, MOST)
            found = [Waiting(notice.id, account, notice.message) for notice, account in rows]
            accounts = {account for _, account in rows}
            soon = self.handling.turns.now() + ANSWERED_FIRST
            answered_first = await accounts_owed(session, CHANNEL, accounts, soon)
        first: dict[str, Waiting] = {}
        seen: set[int] = set()
        for one in found:
            left_alone = one.account in answered_first or time.monotonic() < self._later.get(one.account, (0.0, 0.0))[0]
            if not left_alone and one.notice not in seen:
                first.setdefault(one.account, one)
                seen.add(one.notice)
        return list(first.values())

    async def _bring(self, one: Waiting) -> bool:
        async with self.database.sessions.begin() as session:
            person = await person_with_account(session, CHANNEL, one.account)
            reference = reference_from(await account_reference(session, CHANNEL, one.account) or {})
        if person is None:
            self._wait(one.account, LONGEST_WAIT)
            return False
        if reference is None:
            await self.handling.people.left(one.account, NOWHERE)
            return False
        message = Message.model_validate(one.message)
        phrases = self.handling.phrases(person)
        if not await self._accepted(one, reference, activities((message,), phrases, f"{NOTICE}{one.notice}")):
            return False
        await self.handling.turns.keep_notice(f"{CHANNEL}/{person.id}", one.notice, one.message)
        return True

    async def _accepted(self, one: Waiting, reference: ConversationReference, sent: list[Activity]) -> bool:
        """Whether Teams took it. What is uncertain is brought again: better twice than never."""
        adapter = self.handling.adapter
        try:
            async with self.lanes.lock(reference.conversation.id):
                await adapter.continue_conversation(
                    reference, lambda context: adapter.send_activities(without_reply(context), sent)
                )
        except ConnectorError as error:
            await self._failed(one, error)
            return False
        self._later.pop(one.account, None)
        return True

    async def _failed(self, one: Waiting, error: ConnectorError) -> None:
        log.warning("notice %s was not accepted: %s", one.notice, error)
        if isinstance(error, BlockedError) or error.status == HTTPStatus.NOT_FOUND:
            await self.handling.people.left(one.account, error.code or str(error))
        else:
            self._wait(one.account, error.wait if isinstance(error, BusyError) else FIRST_WAIT)

    def _wait(self, account: str, seconds: float) -> None:
        """Twice as long each time."""
        before = self._later.get(account, (0.0, 0.0))[1]
        wait = min(max(seconds, before * 2), LONGEST_WAIT)
        self._later[account] = (time.monotonic() + wait, wait)
