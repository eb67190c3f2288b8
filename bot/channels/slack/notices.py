"""What others caused, brought to people in Slack by direct message."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.slack.calls import SlackRefusedError, SlackSilentError
from bot.channels.slack.people import CHANNEL, DEACTIVATED
from bot.channels.slack.rendering.blocks import bubbles
from bot.channels.slack.talk import Talk
from bot.message import Message
from bot.turn import NOTICE
from storage.accounts import mark_gone
from storage.case_files import notices_for_channel
from storage.database import Database
from storage.encryption import EncryptionError
from storage.undelivered import recipients_without_account

REST = 30.0
MOST = 50
MOST_LOOKED_FOR = 1000
AN_HOUR = 3600.0
GONE = {
    "user_disabled": DEACTIVATED,
    "user_not_found": "The account is no longer in this Slack workspace.",
    "user_not_visible": "The account cannot be seen by the app.",
    "users_not_found": "The account is no longer in this Slack workspace.",
    "channel_not_found": "The account cannot be reached by the app.",
    "is_archived": "The direct conversation is archived.",
    "cannot_dm_bot": "The account is a bot.",
    "restricted_action": "The workspace does not let the app send this person messages.",
}
NO_CASES = "The account is a guest's, or its person is no longer on the roster: it gets no cases."
OURS = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"})
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    number: int
    person: int
    account: str
    message: Message

    @property
    def user(self) -> str:
        return self.account.rpartition("-")[2]


async def bring_notices(talk: Talk, database: Database, every: float) -> None:
    """For as long as the server runs, each `every` seconds. What Slack does not take now waits for the next round."""
    bringer = Bringer(talk, database)
    while True:
        rest = every
        try:
            await bringer.round()
        except (SlackRefusedError, SlackSilentError, SQLAlchemyError, EncryptionError, OSError) as error:
            log.error("bringing notices to Slack failed (%s); a later round tries again", type(error).__name__)  # noqa: TRY400
            rest = REST
        await asyncio.sleep(rest)


@dataclass
class Bringer:
    """The first time an earlier process may have brought something without having been able to write that down."""

    talk: Talk
    database: Database
    again: bool = True
    _looked_for: dict[int, float] = field(default_factory=dict)
    _held_back: dict[int, float] = field(default_factory=dict)

    async def round(self) -> int:
        """How many notices were brought."""
        await self._introduce()
        async with self.database.sessions.begin() as session:
            rows = await notices_for_channel(session, CHANNEL, MOST)
            waiting = [
                Waiting(row.id, row.person_id, account, Message.model_validate(row.message)) for row, account in rows
            ]
        now = time.monotonic()
        first = {one.number: one for one in reversed(waiting) if self._held_back.get(one.number, now) <= now}
        brought = [await self._bring(one) for one in sorted(first.values(), key=lambda one: one.number)]
        self.again = False
        return sum(brought)

    async def _introduce(self) -> None:
        """Whoever has something to read and never spoke to us is looked up in Slack by their address."""
        now = time.monotonic()
        async with self.database.sessions.begin() as session:
            unknown = await recipients_without_account(session, MOST_LOOKED_FOR)
        for person, email in unknown:
            if now - self._looked_for.get(person, -AN_HOUR) >= AN_HOUR:
                self._looked_for[person] = now
                await self.talk.people.look_up(person, email)

    async def _bring(self, one: Waiting) -> bool:
        """In the order of the person's conversation. What Slack refuses never keeps others waiting."""
        try:
            async with self.talk.line(one.user):
                return await self._brought(one)
        except SlackRefusedError as error:
            if error.code in OURS:
                raise
            if error.code in GONE:
                await self._gone(one, GONE[error.code])
            else:
                log.error("Slack refuses notice %s (%s); tried again in an hour", one.number, error.code)  # noqa: TRY400
                self._held_back[one.number] = time.monotonic() + AN_HOUR
            return False

    async def _brought(self, one: Waiting) -> bool:
        person = await self.talk.people.who(one.user)
        if person.id != one.person:
            await self._gone(one, DEACTIVATED if self.talk.people.deactivated(one.user) else NO_CASES)
            return False
        where = await self.talk.answers.direct(one.user)
        shown = bubbles(one.message, self.talk.turns.product.phrases[person.language])
        await self.talk.answers.bring(where, f"{NOTICE}{one.number} {one.account}", shown, again=self.again)
        message = one.message.model_dump(mode="json", exclude_defaults=True)
        await self.talk.turns.keep_notice(f"slack/{person.id}", one.number, message)
        return True

    async def _gone(self, one: Waiting, why: str) -> None:
        log.warning("an account in Slack is gone and gets nothing any more: %s", why)
        async with self.database.sessions.begin() as session:
            await mark_gone(session, CHANNEL, one.account, why, self.talk.turns.now())
